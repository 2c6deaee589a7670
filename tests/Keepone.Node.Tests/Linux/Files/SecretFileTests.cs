using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Files;

public sealed class SecretFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TestDirectory _directory = new();

    private string File => _directory.PathOf("secret");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void TryRead_OnlyTheOwners_IsRead()
    {
        Write("it", OwnerOnly);
        Assert.True(SecretFile.TryRead(File, 10, out var content));
        Assert.Equal("it"u8, content);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead);
        Assert.True(SecretFile.TryRead(File, 10, out _));
    }

    [Fact]
    public void TryRead_Missing_IsFalse() => Assert.False(SecretFile.TryRead(File, 10, out _));

    [Theory]
    [InlineData(OwnerOnly | UnixFileMode.GroupRead, "has mode 0640, expected 0600")]
    [InlineData(OwnerOnly | UnixFileMode.OtherWrite, "has mode 0602, expected 0600")]
    public void TryRead_OthersMayUseIt_IsRefused(UnixFileMode mode, string sentence)
    {
        Write("it", mode);
        var error = Assert.Throws<LinuxException>(() => SecretFile.TryRead(File, 10, out _));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.Contains($"'chmod 600 {File}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_TooLongOrNoFile_IsRefused()
    {
        Write("0123456789a", OwnerOnly);
        Assert.Contains("more than 10 bytes", Assert.Throws<LinuxException>(() => SecretFile.TryRead(File, 10, out _)).Message, StringComparison.Ordinal);
        Assert.Contains("not a regular file", Assert.Throws<LinuxException>(() => SecretFile.TryRead(_directory.Root, 10, out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryRead_SomebodyElses_IsRefused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        Write("it", OwnerOnly);
        await ChildProcess.RunAsync(null, "chown", ["12345", File], null, TimeSpan.FromSeconds(10), 100, TestContext.Current.CancellationToken);
        var error = Assert.Throws<LinuxException>(() => SecretFile.TryRead(File, 10, out _));
        Assert.Contains("belongs to user 12345, expected root", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Look_AnyChange_GivesAnotherStamp()
    {
        Assert.Null(SecretFile.Look(File));
        Write("it", OwnerOnly);
        var first = SecretFile.Look(File);
        Assert.NotNull(first);
        Assert.Equal(first, SecretFile.Look(File));
        AtomicFile.Write(File, "it"u8, OwnerOnly, durable: false);
        var second = SecretFile.Look(File);
        Assert.NotEqual(first, second);
    }

    private void Write(string text, UnixFileMode mode)
    {
        System.IO.File.WriteAllText(File, text);
        System.IO.File.SetUnixFileMode(File, mode);
    }
}
