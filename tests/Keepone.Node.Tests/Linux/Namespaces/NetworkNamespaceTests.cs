using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Namespaces;

public sealed class NetworkNamespaceTests
{
    [Fact]
    public void Run_InNamespace_SeesItAndLeavesTheCallerWhereItWas()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var name = TestNetwork.FreshName();
        NetworkNamespace.CreateNamed(name);
        try
        {
            using var before = NetworkNamespace.OpenCurrent();
            using var place = NetworkNamespace.OpenNamed(name);
            var (inside, links) = place.Run(() =>
            {
                using var current = NetworkNamespace.OpenCurrent();
                using var dump = RouteDump.OpenIn(null);
                return (current.Inode, dump.Links());
            });
            using var after = NetworkNamespace.OpenCurrent();
            Assert.Equal(place.Inode, inside);
            Assert.NotEqual(before.Inode, inside);
            Assert.Equal(before.Inode, after.Inode);
            Assert.Equal("lo", Assert.Single(links).Name);
        }
        finally
        {
            Assert.True(NetworkNamespace.DeleteNamed(name));
        }
    }

    [Fact]
    public void Run_FunctionThrows_SameExceptionWithItsStack()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var place = NetworkNamespace.OpenCurrent();
        var thrown = Assert.Throws<TimeZoneNotFoundException>(() => place.Run(Fail));
        Assert.Contains(nameof(Fail), thrown.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void Inode_DeletedAndMadeAgainWhileOpen_Differs()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var name = TestNetwork.FreshName();
        NetworkNamespace.CreateNamed(name);
        try
        {
            using var first = NetworkNamespace.OpenNamed(name);
            Assert.True(NetworkNamespace.Exists(name));
            Assert.True(first.IsStillThere());
            Assert.True(NetworkNamespace.DeleteNamed(name));
            Assert.False(NetworkNamespace.Exists(name));
            Assert.False(first.IsStillThere());
            Assert.False(NetworkNamespace.DeleteNamed(name));
            NetworkNamespace.CreateNamed(name);
            Assert.NotEqual(first.Inode, NetworkNamespace.InodeOf(name));
            Assert.False(first.IsStillThere());
        }
        finally
        {
            _ = NetworkNamespace.DeleteNamed(name);
        }
    }

    [Fact]
    public async Task CreateNamed_ByUs_IproutesOwnListHasIt()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var name = TestNetwork.FreshName();
        NetworkNamespace.CreateNamed(name);
        try
        {
            var taken = Assert.Throws<LinuxException>(() => NetworkNamespace.CreateNamed(name));
            Assert.Equal($"cannot create the network namespace '/run/netns/{name}': File exists", taken.Message);
            var result = await ChildProcess.RunAsync(
                null, "ip", ["netns", "delete", name], null, Collected<int>.Deadline, 4096,
                TestContext.Current.CancellationToken);
            Assert.Equal("", result.Error);
            Assert.False(NetworkNamespace.Exists(name));
        }
        finally
        {
            _ = NetworkNamespace.DeleteNamed(name);
        }
    }

    [Fact]
    public void Open_Missing_SaysSo()
    {
        var error = Assert.Throws<LinuxException>(() => NetworkNamespace.OpenNamed("no-such-one"));
        Assert.Equal("cannot open the network namespace '/run/netns/no-such-one': No such file or directory", error.Message);
        Assert.True(error.IsMissing);
        Assert.False(NetworkNamespace.Exists("no-such-one"));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    public void OpenNamed_NameThatIsAPath_Refused(string name)
    {
        var error = Assert.Throws<LinuxException>(() => NetworkNamespace.OpenNamed(name));
        Assert.Contains("is not the name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OrdinaryFile_SaysThatItIsNoNamespace()
    {
        using var directory = new TestDirectory();
        File.WriteAllText(directory.PathOf("leftover"), "");
        var error = Assert.Throws<LinuxException>(() => NetworkNamespace.OpenNamed("leftover", directory.Root));
        Assert.Contains("is not a network namespace (a leftover name", error.Message, StringComparison.Ordinal);
        Assert.False(NetworkNamespace.Exists("leftover", directory.Root));
    }

    private static int Fail() => throw new TimeZoneNotFoundException("on purpose");
}
