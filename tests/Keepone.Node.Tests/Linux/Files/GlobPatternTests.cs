using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Files;

public sealed class GlobPatternTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public GlobPatternTests()
    {
        foreach (var name in new[] { "b.conf", "a.conf", "c.txt", ".hidden.conf", "[x]/d.conf" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_directory.PathOf(name))!);
            File.WriteAllText(_directory.PathOf(name), "");
        }

        Directory.CreateDirectory(_directory.PathOf("dir.conf"));
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("*.conf", "a.conf b.conf")]
    [InlineData("{c.txt,a.conf}", "c.txt a.conf")]
    [InlineData("[ab].conf", "a.conf b.conf")]
    [InlineData("a.conf", "a.conf")]
    [InlineData("none.conf", "")]
    [InlineData("*.none", "")]
    [InlineData("none/*.conf", "")]
    public void Find_APattern_GivesFilesInOrder(string pattern, string expected) => Assert.Equal(
        expected, string.Join(' ', GlobPattern.Find(pattern, _directory.Root, 10).Select(path => Path.GetRelativePath(_directory.Root, path))));

    [Fact]
    public void Find_InADirectoryWhoseNameLooksLikeAPattern_IsNoPattern() =>
        Assert.Equal(_directory.PathOf("[x]/d.conf"), Assert.Single(GlobPattern.Find("*.conf", _directory.PathOf("[x]"), 10)));

    [Fact]
    public void Find_AnAbsolutePattern_IsRelativeToNothing() =>
        Assert.Equal(_directory.PathOf("c.txt"), Assert.Single(GlobPattern.Find(_directory.PathOf("*.txt"), "/nonexistent", 10)));

    [Fact]
    public void Find_MoreThanTheMost_GivesTheFirst() => Assert.Equal(_directory.PathOf("a.conf"), Assert.Single(GlobPattern.Find("*.conf", _directory.Root, 1)));
}
