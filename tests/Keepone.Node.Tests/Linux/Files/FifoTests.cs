using System.Text;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Files;

public sealed class FifoTests
{
    [Fact]
    public void Open_Nothing_MakesItPrivate()
    {
        using var directory = new TestDirectory();
        using var fifo = Fifo.Open(directory.PathOf("notify.fifo"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(fifo.Path));
    }

    [Fact]
    public void Open_AgainWithLinesLeft_KeepsFileAndNarrowsMode()
    {
        using var directory = new TestDirectory();
        var path = directory.PathOf("notify.fifo");
        using var first = Fifo.Open(path);
        File.SetUnixFileMode(
            path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        using var second = Fifo.Open(path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        File.WriteAllText(path, "x\n");
        Assert.Equal(["x"], Lines(second));
        Assert.Empty(Lines(first));
    }

    [Theory]
    [InlineData("file", "a regular file")]
    [InlineData("directory", "a directory")]
    [InlineData("link", "a symbolic link")]
    public void Open_SomethingElseThere_RefusedAndUntouched(string kind, string expected)
    {
        using var directory = new TestDirectory();
        var path = directory.PathOf("notify.fifo");
        switch (kind)
        {
            case "file":
                File.WriteAllText(path, "mine");
                break;
            case "directory":
                _ = Directory.CreateDirectory(path);
                break;
            default:
                using (Fifo.Open(directory.PathOf("other")))
                {
                    _ = File.CreateSymbolicLink(path, directory.PathOf("other"));
                }

                break;
        }

        var error = Assert.Throws<LinuxException>(() => Fifo.Open(path));
        Assert.Equal($"'{path}' is {expected}, expected a FIFO; remove it, and it will be made", error.Message);
        Assert.True(kind != "file" || File.ReadAllText(path) == "mine");
    }

    [Fact]
    public void Open_NoDirectory_SaysSo()
    {
        using var directory = new TestDirectory();
        var path = Path.Combine(directory.Root, "missing", "notify.fifo");
        var error = Assert.Throws<LinuxException>(() => Fifo.Open(path));
        Assert.Equal($"cannot make the FIFO '{path}': No such file or directory", error.Message);
    }

    [Fact]
    public void ReadLines_LineInPieces_ComesWhole()
    {
        using var directory = new TestDirectory();
        using var fifo = Fifo.Open(directory.PathOf("notify.fifo"));
        File.WriteAllText(fifo.Path, "INSTANCE \"VR_1\" ");
        Assert.Empty(Lines(fifo));
        File.WriteAllText(fifo.Path, "MASTER 100\nINSTANCE \"VR_1\" BACKUP 100\n\nINST");
        Assert.Equal(["INSTANCE \"VR_1\" MASTER 100", "INSTANCE \"VR_1\" BACKUP 100", ""], Lines(fifo));
        Assert.Empty(Lines(fifo));
    }

    [Theory]
    [InlineData(Fifo.LongestLine, 0)]
    [InlineData(Fifo.LongestLine + 1, 1)]
    [InlineData(30_000, 1)]
    public void ReadLines_LongLine_SkippedBeyondTheLimitOnly(int length, int skipped)
    {
        using var directory = new TestDirectory();
        using var fifo = Fifo.Open(directory.PathOf("notify.fifo"));
        File.WriteAllText(fifo.Path, "before\n" + new string('x', length) + "\nafter\n");
        var lines = Lines(fifo);
        Assert.Equal(skipped, fifo.Skipped);
        Assert.Equal(skipped == 0 ? 3 : 2, lines.Count);
        Assert.Equal(("before", "after"), (lines[0], lines[^1]));
    }

    [Fact]
    public void ReadLines_BytesThatAreNoText_NoException()
    {
        using var directory = new TestDirectory();
        using var fifo = Fifo.Open(directory.PathOf("notify.fifo"));
        File.WriteAllBytes(fifo.Path, [0xff, 0xfe, 0x00, (byte)'\n', .. Encoding.UTF8.GetBytes("ok\n")]);
        Assert.Equal("ok", Lines(fifo)[^1]);
    }

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(4096, 1)]
    public void ReadLines_APipeThatWasFull_SaysThatLinesMayBeLost(int lines, int overruns)
    {
        using var directory = new TestDirectory();
        using var fifo = Fifo.Open(directory.PathOf("notify.fifo"));
        File.WriteAllText(fifo.Path, string.Concat(Enumerable.Repeat("INSTANCE 123456\n", lines)));

        Assert.Equal(lines, Lines(fifo).Count);

        Assert.Equal(overruns, fifo.Overruns);
    }

    [Fact]
    public async Task Attach_ALineIsSkipped_TheOwnerIsTold()
    {
        using var directory = new TestDirectory();
        using var reactor = new TestReactor();
        using var fifo = Fifo.Open(directory.PathOf("notify.fifo"));
        var seen = new Collected<string>();
        fifo.Attach(reactor.Reactor, seen.Add, onLoss: () => seen.Add("loss"));

        await File.WriteAllTextAsync(fifo.Path, "before\n", TestContext.Current.CancellationToken);
        await seen.FirstAsync(line => line == "before");
        await File.WriteAllTextAsync(fifo.Path, new string('x', Fifo.LongestLine + 1) + "\n", TestContext.Current.CancellationToken);
        await seen.FirstAsync(line => line == "loss");

        Assert.Equal(["before", "loss"], seen.Items);
    }

    private static List<string> Lines(Fifo fifo)
    {
        var lines = new List<string>();
        Assert.Equal(fifo.ReadLines(lines.Add), lines.Count);
        return lines;
    }
}
