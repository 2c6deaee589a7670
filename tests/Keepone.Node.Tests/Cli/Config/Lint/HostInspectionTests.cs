using Keepone.Cli.Config.Lint;
using Keepone.Keepalived.Lint;

namespace Keepone.Node.Tests.Cli.Config.Lint;

public sealed class HostInspectionTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("keepone-lint-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Walk_AFile_HasEveryComponentWithModeAndOwner()
    {
        var file = Path.Combine(_directory, "check.sh");
        File.WriteAllText(file, "");
        File.SetUnixFileMode(file, (UnixFileMode)0b111_100_001);

        var facts = HostInspection.Walk(file);

        Assert.Null(facts.Missing);
        Assert.Equal(["/", "/tmp", _directory, file], facts.Real.Select(part => part.Path));
        Assert.Equal(facts.Real, facts.Traversed);
        Assert.Equal([PathKind.Directory, PathKind.Directory, PathKind.Directory, PathKind.File], facts.Real.Select(part => part.Kind));
        Assert.Equal(("0741", "0700"), (facts.Real[^1].ModeText, facts.Real[^2].ModeText));
        Assert.Equal(Environment.IsPrivilegedProcess, facts.Real[^1].Owner == 0);
    }

    [Fact]
    public void Walk_Links_AreFollowedAndKept()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "real"));
        File.WriteAllText(Path.Combine(_directory, "real", "check.sh"), "");
        Directory.CreateSymbolicLink(Path.Combine(_directory, "absolute"), Path.Combine(_directory, "real"));
        File.CreateSymbolicLink(Path.Combine(_directory, "real", "relative.sh"), "../absolute/./check.sh");

        var facts = HostInspection.Walk(Path.Combine(_directory, "absolute", "relative.sh"));

        Assert.Equal(Path.Combine(_directory, "real", "check.sh"), facts.Real[^1].Path);
        Assert.Equal(
            [_directory, $"{_directory}/absolute", "/tmp", _directory, $"{_directory}/real", $"{_directory}/real/relative.sh", $"{_directory}/absolute", "/tmp", _directory, $"{_directory}/real", $"{_directory}/real/check.sh"],
            facts.Traversed.Skip(2).Select(part => part.Path));
        Assert.Equal(PathKind.Link, facts.Traversed[3].Kind);
    }

    [Theory]
    [InlineData("none/check.sh", "none")]
    [InlineData("none", "none")]
    [InlineData("loop/check.sh", "loop")]
    [InlineData("dangling", "nowhere")]
    public void Walk_WhatIsNotThere_NamesTheFirstComponentThatIsMissing(string path, string missing)
    {
        Directory.CreateSymbolicLink(Path.Combine(_directory, "loop"), "loop");
        Directory.CreateSymbolicLink(Path.Combine(_directory, "dangling"), "nowhere");

        var facts = HostInspection.Walk(Path.Combine(_directory, path));

        Assert.Equal(Path.Combine(_directory, missing), facts.Missing);
        Assert.Empty(facts.Real);
    }

    [Fact]
    public void Answer_UsersAndGroups_AreLookedUp()
    {
        var facts = HostInspection.Answer(new HostQuestions(["root", "keepone-test-none", ""], ["root", "keepone-test-none"], ["/"]));

        Assert.Equal(new HostUser(0, 0), facts.Users["root"]);
        Assert.Null(facts.Users["keepone-test-none"]);
        Assert.Null(facts.Users[""]);
        Assert.Equal(0u, facts.Groups["root"]);
        Assert.Null(facts.Groups["keepone-test-none"]);
        Assert.Equal(PathKind.Directory, Assert.Single(facts.Paths["/"].Real).Kind);
    }
}
