using System.CommandLine;
using Keepone.Agent.Voting;
using Keepone.Cli;
using Keepone.Cli.Guard;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Cli.Guard;

public sealed class KeyCommandTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Key_AWholeChange_EndsWithTheNewKeyAlone()
    {
        var keys = _directory.PathOf("keys");
        var made = await RunAsync("new", "edge-1", "--keys", keys);
        Assert.Equal((ExitCode.Ok, ""), (made.Exit, made.Errors));
        Assert.Contains("Copy it to every node and witness of router edge-1", made.Output, StringComparison.Ordinal);
        var path = KeyFile.PathOf(keys, "edge-1");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(keys));
        var first = KeyFile.Read(path).Keys!;
        Assert.False(first.HasNext);

        Assert.Equal(ExitCode.Ok, (await RunAsync("next", "edge-1", "--keys", keys)).Exit);
        var both = KeyFile.Read(path).Keys!;
        Assert.Equal(first.Current, both.Current);
        Assert.True(both.HasNext);

        var switched = await RunAsync("switch", "edge-1", "--keys", keys);
        Assert.Contains($"now uses {both.NextId} and still accepts {first.CurrentId}", switched.Output, StringComparison.Ordinal);
        Assert.True(new Keepone.Core.Guard.GuardKeys(both.Next, both.Current).SameAs(KeyFile.Read(path).Keys));

        Assert.Equal(ExitCode.Ok, (await RunAsync("finish", "edge-1", "--keys", keys)).Exit);
        Assert.True(new Keepone.Core.Guard.GuardKeys(both.Next).SameAs(KeyFile.Read(path).Keys));
        Assert.Equal([path], Directory.GetFileSystemEntries(keys));
    }

    [Fact]
    public async Task Key_NeverPrintsAKey()
    {
        var said = new List<string>();
        foreach (var step in new[] { "new", "next", "switch", "finish", "new", "finish" })
        {
            var (_, output, errors) = await RunAsync(step, "edge-1", "--keys", _directory.Root);
            said.Add(output + errors);
            foreach (var line in await File.ReadAllLinesAsync(KeyFile.PathOf(_directory.Root, "edge-1"), TestContext.Current.CancellationToken))
            {
                var key = line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..];
                Assert.Equal(64, key.Length);
                Assert.All(said, text => Assert.DoesNotContain(key[..16], text, StringComparison.OrdinalIgnoreCase));
            }
        }
    }

    [Theory]
    [InlineData(ExitCode.Refused, "exists already and is not overwritten", "new", "new")]
    [InlineData(ExitCode.Refused, "has a next key already", "new", "next", "next")]
    [InlineData(ExitCode.Refused, "has no next key. Begin with 'keepone guard key next edge-1'", "new", "switch")]
    [InlineData(ExitCode.Refused, "has no next key", "new", "finish")]
    [InlineData(ExitCode.BadInput, "does not exist: copy it from a node", "next")]
    public async Task Key_WrongOrder_IsRefusedAndChangesNothing(int exit, string sentence, params string[] steps)
    {
        var path = KeyFile.PathOf(_directory.Root, "edge-1");
        foreach (var step in steps[..^1])
        {
            Assert.Equal(ExitCode.Ok, (await RunAsync(step, "edge-1", "--keys", _directory.Root)).Exit);
        }

        var before = File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : null;
        var refused = await RunAsync(steps[^1], "edge-1", "--keys", _directory.Root);
        Assert.Equal((exit, ""), (refused.Exit, refused.Output));
        Assert.Contains(sentence, refused.Errors, StringComparison.Ordinal);
        Assert.Equal(before, File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : null);
    }

    [Fact]
    public async Task Key_BadFile_SaysAllMistakes()
    {
        var path = KeyFile.PathOf(_directory.Root, "edge-1");
        await File.WriteAllTextAsync(path, "current: abc\nother\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var (exit, _, errors) = await RunAsync("next", "edge-1", "--keys", _directory.Root);
        Assert.Equal(ExitCode.BadInput, exit);
        Assert.Contains($"{path}:1: current: found 3 characters that are no key", errors, StringComparison.Ordinal);
        Assert.Contains($"{path}:2: found another line", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../edge")]
    [InlineData("edge 1")]
    public void Key_NoRoutersName_IsAUsageError(string name) =>
        Assert.Contains(GuardCommand.Create().Parse(["key", "new", name, "--keys", _directory.Root]).Errors,
            error => error.Message.Contains("is no router's name", StringComparison.Ordinal));

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = await GuardCommand.Create().Parse(["key", .. arguments]).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), errors.ToString());
    }
}
