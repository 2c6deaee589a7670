using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Processes;

public sealed class OwnResourcesTests
{
    [Fact]
    public void Read_MoreDescriptors_AreCounted()
    {
        var files = Enumerable.Range(0, 200).Select(_ => File.OpenRead("/dev/null")).ToList();
        var with = OwnResources.Read();
        files.ForEach(file => file.Dispose());

        // Other tests open and close theirs meanwhile.
        Assert.InRange(with.Descriptors, 200, 100_000);
        Assert.InRange(with.ResidentBytes, 1024 * 1024, 16L * 1024 * 1024 * 1024);
        Assert.Equal(with.DescriptorLimit, OwnResources.RaiseDescriptorLimit() is var raised && raised >= with.DescriptorLimit ? with.DescriptorLimit : -1);
    }
}
