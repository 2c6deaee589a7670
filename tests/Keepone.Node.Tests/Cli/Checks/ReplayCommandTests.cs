using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Keepone.Cli;
using Keepone.Cli.Checks;
using Keepone.Core.Health;
using Keepone.Core.Health.History;
using Keepone.Node.Tests.Linux;
using Spectre.Console.Rendering;

namespace Keepone.Node.Tests.Cli.Checks;

/// <summary>
/// <c>keepone check history</c> and <c>replay</c>, with golden files: UPDATE_GOLDEN=1 writes them, and they are read before they are committed.
/// </summary>
public sealed class ReplayCommandTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public ReplayCommandTests()
    {
        foreach (var node in new[] { 1, 2 })
        {
            File.WriteAllText(_directory.PathOf($"net-{node}.jsonl"), RecordedChecks.Of(node));
        }
    }

    public void Dispose() => _directory.Dispose();

    public static TheoryData<string, int[], int[], int[], int[], int?> Replays => new()
    {
        { "replay", [1, 2], [2, 3, 5], [], [500, 1000], null },
        { "replay-alone", [1], [2], [1, 10], [], 2000 },
    };

    [Theory]
    [MemberData(nameof(Replays))]
    public async Task Draw_AReplay_IsTheGoldenTable(string name, int[] nodes, int[] falls, int[] rises, int[] intervals, int? real)
    {
        var records = await ReadAsync(nodes);
        var settings = ReplayCommand.Combinations(falls, rises, [.. intervals.Select(interval => TimeSpan.FromMilliseconds(interval))]);
        var least = real is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : (TimeSpan?)null;

        await AssertGoldenAsync(name, ReplayText.Draw(Assert.Single(CheckReplay.Run(records, settings, least)), least, TimeZoneInfo.Utc));
    }

    [Fact]
    public async Task Draw_AHistory_IsTheGoldenTable() =>
        await AssertGoldenAsync("history", HistoryCommand.Draw(CheckTimeline.Of(await ReadAsync(1, 2)), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("replay --from net-1.jsonl --from net-2.jsonl --fall 2,3,5 --interval 500ms,1s", "Failovers", "500ms *", "* Shorter than recorded")]
    [InlineData("history edge-1 --from net-1.jsonl", "timeout", "SICK")]
    public async Task Invoke_ARecording_PrintsATable(string arguments, params string[] words)
    {
        var (exit, output, errors) = await RunAsync(arguments);

        Assert.Equal((ExitCode.Ok, ""), (exit, errors));
        Assert.All(words, word => Assert.Contains(word, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replay_Json_HasTheSameNumbers()
    {
        var (exit, output, _) = await RunAsync("replay --from net-1.jsonl --from net-2.jsonl --fall 2 --output json");

        Assert.Equal(ExitCode.Ok, exit);
        using var json = JsonDocument.Parse(output);
        var router = json.RootElement[0];
        Assert.Equal("edge-1", router.GetProperty("name").GetString());
        var results = router.GetProperty("results");
        Assert.Equal(2, results.GetArrayLength());
        Assert.False(results[0].GetProperty("settings").TryGetProperty("fall", out _));
        Assert.Equal(2, results[1].GetProperty("settings").GetProperty("fall").GetInt32());
        Assert.Equal("1s", results[1].GetProperty("meanDelay").GetString());
    }

    [Fact]
    public async Task History_LastAndJson_AreTheLatestRecords()
    {
        var (exit, output, _) = await RunAsync("history edge-1 uplink --from net-1.jsonl --last 2 -o json");

        Assert.Equal(ExitCode.Ok, exit);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(["Fail", "Pass"], json.RootElement.EnumerateArray().Select(record => record.GetProperty("run").GetProperty("outcome").GetString()));
    }

    [Theory]
    [InlineData("--from net.jsonl")]
    [InlineData("--from net.jsonl.1 --from net.jsonl")]
    [InlineData("--from net.jsonl --from net.jsonl")]
    public async Task History_TheOlderFileBesideIt_IsReadOnce(string from)
    {
        File.Move(_directory.PathOf("net-1.jsonl"), _directory.PathOf("net.jsonl.1"));
        File.Move(_directory.PathOf("net-2.jsonl"), _directory.PathOf("net.jsonl"));

        var (exit, output, errors) = await RunAsync($"history edge-1 {from} --output json");

        Assert.Equal((ExitCode.Ok, ""), (exit, errors));
        using var json = JsonDocument.Parse(output);
        Assert.Equal(12, json.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task History_BadLines_AreToldAndCostThemselves()
    {
        await File.AppendAllTextAsync(
            _directory.PathOf("net-1.jsonl"), string.Concat(Enumerable.Repeat("{\n", 12)), TestContext.Current.CancellationToken);

        var (exit, output, errors) = await RunAsync("history edge-1 --from net-1.jsonl");

        Assert.Equal(ExitCode.Ok, exit);
        Assert.Contains("did not answer", output, StringComparison.Ordinal);
        Assert.Contains("net-1.jsonl:10: expected a record", errors, StringComparison.Ordinal);
        Assert.EndsWith("2 more lines are no records.", errors.Trim(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replay --from none.jsonl", "none.jsonl cannot be read")]
    [InlineData("replay --from none.jsonl --from gone.jsonl", "none.jsonl cannot be read", "gone.jsonl cannot be read")]
    [InlineData("replay --from net-1.jsonl --router edge-9", "Nothing is recorded of router edge-9; there is edge-1.")]
    [InlineData("replay --from net-1.jsonl --check site", "Nothing is recorded of check site; there is uplink.")]
    [InlineData("history edge-9 --from net-1.jsonl", "Nothing is recorded of router edge-9; there is edge-1.")]
    [InlineData("replay --from empty.jsonl", "found no run of a check")]
    [InlineData(
        "replay --from net-1.jsonl --interval 10ms --fall 1,2,3,4,5,6,7,8,9,10 --rise 1,2,3,4,5,6,7,8,9,10", "give a --router, a --check, or fewer settings")]
    public async Task Invoke_WrongInput_SaysWhat(string arguments, params string[] sentences)
    {
        await File.WriteAllTextAsync(_directory.PathOf("empty.jsonl"), "", TestContext.Current.CancellationToken);

        var (exit, output, errors) = await RunAsync(arguments);

        Assert.Equal((ExitCode.BadInput, ""), (exit, output));
        Assert.All(sentences, sentence => Assert.Contains(sentence, errors, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "replay --fall 2,x,0 --rise 101 --interval 5ms,1 --real-outage 0s",
        "--fall: found 'x', expected a number from 1 to 100", "--fall: found '0', expected", "--rise: found '101', expected",
        "--interval: found '5ms', expected a duration from 10ms to 1h", "--interval: found '1', expected", "--real-outage: found '0s', expected")]
    [InlineData("replay --real-outage 1s,2s", "--real-outage: expected one duration")]
    [InlineData("replay --fall 1,2,3,4,5,6,7,8,9,10,11 --rise 1,2,3,4,5,6,7,8,9,10", "110 settings are more than fit one table")]
    [InlineData("history edge-1 --last 0", "--last: found '0', expected 1 to 10000")]
    [InlineData("history edge-1 --last 10001", "--last: found '10001'")]
    [InlineData("history edge-1 --last many", "many")]
    public void Parse_WrongValues_AreToldAllAtOnce(string arguments, params string[] sentences)
    {
        // The program tells them all and exits with 2.
        var errors = CheckCommand.Create().Parse(arguments).Errors.Select(error => error.Message).ToList();

        Assert.All(sentences, sentence => Assert.Contains(errors, error => error.Contains(sentence, StringComparison.Ordinal)));
    }

    [Fact]
    public void Combinations_Lists_AreAllAfterWhatWasRecorded()
    {
        var settings = ReplayCommand.Combinations([2, 3], null, [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)]);

        Assert.Equal(
            ["recorded/recorded", "2/1", "2/2", "3/1", "3/2"],
            settings.Select(one => $"{one.Fall?.ToString() ?? "recorded"}/{one.Interval?.TotalSeconds.ToString() ?? "recorded"}"));
        Assert.Equal([ReplaySettings.AsRecorded], ReplayCommand.Combinations(null, null, null));
    }

    [Fact]
    public void Default_TheAgentsHistory_IsInItsStateDirectory() => Assert.Equal("/var/lib/keepone/checks.jsonl", HistoryFiles.Default);

    private async Task<(int Exit, string Output, string Errors)> RunAsync(string arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var words = arguments.Split(' ').Select(word => word.Contains(".jsonl", StringComparison.Ordinal) ? _directory.PathOf(word) : word).ToArray();
        var exit = await CheckCommand.Create().Parse(words)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors }, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), errors.ToString());
    }

    private async Task<ImmutableArray<CheckRecord>> ReadAsync(params int[] nodes)
    {
        using var errors = new StringWriter();
        return Assert.NotNull(await HistoryFiles.ReadAsync(
            nodes.Select(node => _directory.PathOf($"net-{node}.jsonl")), errors, TestContext.Current.CancellationToken));
    }

    private static async Task AssertGoldenAsync(string name, IRenderable drawn)
    {
        using var output = new StringWriter();
        CheckTables.ConsoleOn(output).Write(drawn);
        var actual = string.Join('\n', output.ToString().Split('\n').Select(line => line.TrimEnd()));
        var file = Path.Combine(Source(), $"{name}.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(file, actual, TestContext.Current.CancellationToken);
        }

        Assert.Equal(File.Exists(file) ? await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) : $"(no {file})", actual);
    }

    private static string Source([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Golden");
}
