using Keepone.Core.Model;

namespace Keepone.Core.Tests.Model;

public sealed class RouterIdTests
{
    [Fact]
    public void FromName_TheSameName_IsTheSameVersion5Uuid()
    {
        var id = RouterId.FromName("edge-1");

        Assert.Equal(id, RouterId.FromName("edge-1"));
        Assert.NotEqual(id, RouterId.FromName("edge-2"));
        Assert.Equal('5', id.ToString()[14]);
        Assert.Contains(id.ToString()[19], "89ab");
    }
}
