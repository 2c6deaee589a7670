using Keepone.Agent.Voting;
using Keepone.Cli.Guard;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Voting;

public sealed class KeyFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Refresh_FileComesLater_IsFound()
    {
        var file = new KeyFile(_directory.Root, "edge-1");
        Assert.True(file.Refresh());
        Assert.Null(file.Keys);
        Assert.Contains("edge-1.key does not exist; copy it from another node of the router, or make one with 'keepone guard key new edge-1'",
            file.Problem, StringComparison.Ordinal);
        Assert.False(file.Refresh());

        Assert.Equal(0, new KeyStore(_directory.Root).Change("edge-1", KeyChange.New).Code);
        Assert.True(file.Refresh());
        Assert.Null(file.Problem);
        Assert.NotNull(file.Keys);
        Assert.False(file.Refresh());
    }

    [Fact]
    public void Refresh_FileTurnsBadOrGoes_KeysStayAndTheProblemIsSaid()
    {
        var file = WithKey();
        var keys = file.Keys;
        AtomicFile.Write(file.Path, "current: abc\nnext: x\n"u8, OwnerOnly, durable: false);
        Assert.True(file.Refresh());
        Assert.Same(keys, file.Keys);
        Assert.Contains("edge-1.key:1: current: found 3 characters", file.Problem, StringComparison.Ordinal);
        Assert.Contains("edge-1.key:2: next: found 1 characters", file.Problem, StringComparison.Ordinal);

        File.Delete(file.Path);
        Assert.True(file.Refresh());
        Assert.Same(keys, file.Keys);
        Assert.Contains("does not exist", file.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Refresh_OthersMayReadIt_IsAProblemUntilTheyMayNot()
    {
        var file = WithKey();
        File.SetUnixFileMode(file.Path, OwnerOnly | UnixFileMode.OtherRead);
        Assert.True(file.Refresh());
        Assert.Contains("has mode 0604, expected 0600", file.Problem, StringComparison.Ordinal);
        File.SetUnixFileMode(file.Path, OwnerOnly);
        Assert.True(file.Refresh());
        Assert.Null(file.Problem);
    }

    [Fact]
    public void Refresh_ReplacedBySameContent_IsNoChange()
    {
        var file = WithKey();
        AtomicFile.Write(file.Path, File.ReadAllBytes(file.Path), OwnerOnly, durable: false);
        Assert.False(file.Refresh());
    }

    private KeyFile WithKey()
    {
        Assert.Equal(0, new KeyStore(_directory.Root).Change("edge-1", KeyChange.New).Code);
        var file = new KeyFile(_directory.Root, "edge-1");
        Assert.True(file.Refresh());
        return file;
    }
}
