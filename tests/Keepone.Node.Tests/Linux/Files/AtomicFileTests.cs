using System.Text;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Files;

public sealed class AtomicFileTests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Theory]
    [InlineData(true, Private)]
    [InlineData(false, Private | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)]
    public void Write_OverAnOldFile_NewContentAndModeAndNothingElse(bool durable, UnixFileMode mode)
    {
        using var directory = new TestDirectory();
        var path = directory.PathOf("health");
        File.WriteAllText(path, "a much longer old content");
        AtomicFile.Write(path, "-40\n"u8, mode, durable);
        Assert.Equal("-40\n", File.ReadAllText(path));
        Assert.Equal(mode, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Root));
    }

    [Fact]
    public async Task Write_WhileRead_ReaderSeesOnlyWholeContents()
    {
        using var directory = new TestDirectory();
        var path = directory.PathOf("health");
        var one = Enumerable.Repeat((byte)'1', 5000).ToArray();
        var two = Enumerable.Repeat((byte)'2', 9000).ToArray();
        AtomicFile.Write(path, one, Private, durable: false);
        var writer = Task.Run(() =>
        {
            for (var i = 0; i < 300; i++)
            {
                AtomicFile.Write(path, i % 2 == 0 ? two : one, Private, durable: false);
            }
        }, TestContext.Current.CancellationToken);
        while (!writer.IsCompleted)
        {
            Assert.True(AtomicFile.TryRead(path, 10_000, out var content));
            Assert.True(content.AsSpan().SequenceEqual(one) || content.AsSpan().SequenceEqual(two));
        }

        await writer;
    }

    [Fact]
    public void Write_TargetIsADirectory_SaysSoAndLeavesNoTemporaryFile()
    {
        using var directory = new TestDirectory();
        var path = directory.PathOf("health");
        _ = Directory.CreateDirectory(path);
        var error = Assert.Throws<LinuxException>(() => AtomicFile.Write(path, "0\n"u8, Private, durable: false));
        Assert.EndsWith($"to '{path}': Is a directory", error.Message, StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Root));
    }

    [Fact]
    public void Write_NoDirectory_SaysSo()
    {
        using var directory = new TestDirectory();
        var error = Assert.Throws<LinuxException>(
            () => AtomicFile.Write(directory.PathOf("missing/health"), "0\n"u8, Private, durable: true));
        Assert.True(error.IsMissing);
        Assert.StartsWith($"cannot create '{directory.Root}/missing/.health.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(10, 10, true)]
    [InlineData(11, 10, false)]
    [InlineData(1, 0, false)]
    [InlineData(20_000, 20_000, true)]
    [InlineData(20_001, 20_000, false)]
    public void TryRead_Limit_IsTheLargestThatIsTaken(int length, int limit, bool taken)
    {
        using var directory = new TestDirectory();
        var path = directory.PathOf("file");
        var written = Encoding.ASCII.GetBytes(new string('x', length));
        File.WriteAllBytes(path, written);
        if (taken)
        {
            Assert.True(AtomicFile.TryRead(path, limit, out var content));
            Assert.Equal(written, content);
        }
        else
        {
            var error = Assert.Throws<LinuxException>(() => AtomicFile.TryRead(path, limit, out _));
            Assert.Equal($"'{path}' has more than {limit} bytes; it is not what it should be", error.Message);
        }
    }

    [Fact]
    public void TryRead_Missing_IsFalse()
    {
        using var directory = new TestDirectory();
        Assert.False(AtomicFile.TryRead(directory.PathOf("missing"), 10, out var content));
        Assert.Empty(content);
        Assert.Throws<LinuxException>(() => AtomicFile.TryRead(directory.Root, 10, out _));
    }
}
