using Keepone.Agent.Scripts;
using Keepone.Linux;

namespace Keepone.Node.Tests.Agent.Scripts;

public sealed class CheckUserTests
{
    [Theory]
    [InlineData("root", "user root is root (user id 0)")]
    [InlineData("no-such-user-here", "there is no user no-such-user-here for check scripts; make one with 'systemd-sysusers keepone-check.sysusers.conf'")]
    public void Find_AUserThatMustNotBeUsed_IsRefusedWithWhatToDo(string name, string refusal)
    {
        var (user, why) = CheckUser.Find(name);
        Assert.Null(user);
        Assert.StartsWith(refusal, why, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_AUserOfItsOwn_IsFound() => Assert.Equal((new UserAccount("nobody", 65534, 65534), null), CheckUser.Find("nobody"));

    [Fact]
    public void Judge_AMemberOfRootsGroup_IsRefused() =>
        Assert.StartsWith("user x belongs to root's group", CheckUser.Judge(new UserAccount("x", 1000, 0)).Refusal, StringComparison.Ordinal);

    [Fact]
    public void Of_TheUnitFile_MakesTheDefaultUser() =>
        Assert.StartsWith(
            "u keepone-check - ",
            File.ReadAllText(Path.Combine(Path.GetDirectoryName(Packaging.SystemdUnit.Agent.Path)!, "keepone-check.sysusers.conf")),
            StringComparison.Ordinal);
}
