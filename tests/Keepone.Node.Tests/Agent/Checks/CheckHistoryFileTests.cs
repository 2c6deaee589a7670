using Keepone.Agent.Checks;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Checks;

public sealed class CheckHistoryFileTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    private string File1 => _directory.PathOf("checks.jsonl");

    private string Older => _directory.PathOf("checks.jsonl.1");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Append_Lines_FollowEachOther()
    {
        var file = new CheckHistoryFile(_directory.Root);
        file.Append("one\n"u8);
        file.Append("two\nthree\n"u8);

        Assert.Equal("one\ntwo\nthree\n", File.ReadAllText(File1));
        Assert.Equal(file.FullName, File1);
    }

    [Fact]
    public void Append_ANewFile_IsForRootAndItsGroup()
    {
        new CheckHistoryFile(_directory.Root).Append("one\n"u8);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(File1));
    }

    [Fact]
    public void Append_AfterHalfALine_BeginsANewOne()
    {
        File.WriteAllText(File1, "one\nha");
        new CheckHistoryFile(_directory.Root).Append("two\n"u8);

        Assert.Equal("one\nha\ntwo\n", File.ReadAllText(File1));
    }

    [Fact]
    public void Append_AFullFile_BecomesTheOlderOneAndTwoAreKept()
    {
        var file = new CheckHistoryFile(_directory.Root, mostBytes: 8);
        foreach (var line in new[] { "one\n", "two\n", "three\n", "four\n" })
        {
            file.Append(System.Text.Encoding.UTF8.GetBytes(line));
        }

        Assert.Equal(("four\n", "three\n"), (File.ReadAllText(File1), File.ReadAllText(Older)));
        Assert.Equal(2, Directory.GetFiles(_directory.Root).Length);
    }

    [Fact]
    public void Append_MoreThanAFileHolds_IsWrittenAnyway()
    {
        new CheckHistoryFile(_directory.Root, mostBytes: 2).Append("one\n"u8);

        Assert.Equal("one\n", File.ReadAllText(File1));
        Assert.False(File.Exists(Older));
    }

    [Fact]
    public void Append_AFileThatWasRemoved_IsMadeAgain()
    {
        var file = new CheckHistoryFile(_directory.Root);
        file.Append("one\n"u8);
        File.Delete(File1);
        file.Append("two\n"u8);

        Assert.Equal("two\n", File.ReadAllText(File1));
    }

    [Fact]
    public void Append_ADiskThatIsFull_ThrowsWhatTheHistoryExpects()
    {
        File.CreateSymbolicLink(File1, "/dev/full");

        Assert.ThrowsAny<IOException>(() => new CheckHistoryFile(_directory.Root).Append("one\n"u8));
    }

    [Fact]
    public void Append_NoDirectory_ThrowsWhatTheHistoryExpects() =>
        Assert.ThrowsAny<IOException>(() => new CheckHistoryFile(_directory.PathOf("none")).Append("one\n"u8));
}
