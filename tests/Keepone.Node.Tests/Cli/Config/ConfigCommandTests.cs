using System.CommandLine;
using System.Text.Json;
using Keepone.Cli;
using Keepone.Cli.Config;

namespace Keepone.Node.Tests.Cli.Config;

public sealed class ConfigCommandTests : IDisposable
{
    private const string Good =
        """
        router: edge-1
        vrid: 7
        replicas: [net-1, net-2]
        ha: { network: ha-a, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18 }}
        """;

    private const string Guarded = Good + "\nguard: { witnesses: [ { name: w1, address: 169.254.192.9 } ] }";

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"keepone-config-{Guid.NewGuid():N}.yaml");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Render_AReplica_PrintsItsConfiguration()
    {
        var (exit, output, errors) = await RunAsync(Good, "render", _file, "--node", "net-2", "--run-directory",
            "/run/elsewhere", "--keepalived-version", "2.0.19");

        Assert.Equal((ExitCode.Ok, ""), (exit, errors));
        Assert.Contains("replica on net-2, for keepalived 2.0.19", output, StringComparison.Ordinal);
        Assert.Contains("    file /run/elsewhere/routers/", output, StringComparison.Ordinal);
        Assert.Contains("vrrp_track_file health {", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("has no replica on net-9; its replicas are on net-1, net-2", "render", "FILE", "--node", "net-9")]
    [InlineData("--run-directory: found 'run'", "render", "FILE", "--node", "net-1", "--run-directory", "run")]
    [InlineData("--keepalived-version: found 'new'", "render", "FILE", "--node", "net-1", "--keepalived-version", "new")]
    [InlineData("too old", "render", "FILE", "--node", "net-1", "--keepalived-version", "1.3.5")]
    [InlineData("holds no router edge-9; it has edge-1", "timing", "FILE", "--router", "edge-9")]
    [InlineData("cannot be read", "timing", "/nonexistent/edge-1.yaml")]
    public async Task Invoke_WrongInput_SaysWhatInOneSentence(string sentence, params string[] arguments)
    {
        var (exit, output, errors) = await RunAsync(Good,
            [.. arguments.Select(argument => argument == "FILE" ? _file : argument)]);

        Assert.Equal((ExitCode.BadInput, ""), (exit, output));
        Assert.Contains(sentence, Assert.Single(Lines(errors)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timing_FiveMistakes_PrintsFiveLinesWithTheirPlace()
    {
        var (exit, output, errors) = await RunAsync(
            """
            router: edge 1
            vrid: 700
            advertInterval: 1
            replicas: [net-1]
            ha: { network: ha-a, interface: ha0, vip: 169.254.0.7, addresses: { net-1: 169.254.192.1/18 } }
            colour: red
            """,
            "timing", _file);

        Assert.Equal((ExitCode.BadInput, ""), (exit, output));
        Assert.Equal(["1", "2", "3", "5", "6"], Lines(errors).Select(line => line[_file.Length..].Split(':')[1]));
    }

    [Fact]
    public async Task Render_SeveralRouters_AsksForOne()
    {
        var two = Good + "\n---\n" + Good.Replace("edge-1", "edge-2", StringComparison.Ordinal)
            .Replace("vrid: 7", "vrid: 8", StringComparison.Ordinal);

        var (exit, _, errors) = await RunAsync(two, "render", _file, "--node", "net-1");
        Assert.Equal(ExitCode.BadInput, exit);
        Assert.Contains("name one with --router: edge-1, edge-2", errors, StringComparison.Ordinal);

        var (named, output, _) = await RunAsync(two, "render", _file, "--node", "net-1", "--router", "edge-2");
        Assert.Equal(ExitCode.Ok, named);
        Assert.Contains("virtual_router_id 8", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timing_Json_IsOneReportARouter()
    {
        var (exit, output, _) = await RunAsync(Good, "timing", _file, "--output", "json");

        Assert.Equal(ExitCode.Ok, exit);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("edge-1", json.RootElement[0].GetProperty("router").GetString());
        Assert.DoesNotContain("\\u0027", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timing_ABrokenGuard_IsRefusedWithTheNumbersToChange()
    {
        var (exit, output, errors) = await RunAsync(Guarded + "\nadvertInterval: 100ms", "timing", _file);

        Assert.Equal(ExitCode.Refused, exit);
        Assert.Contains("broken", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
        Assert.Matches(
            "^Router edge-1 is refused: guard-step-down lacks [0-9.]+ ms, guard-expiry lacks [0-9.]+ ms; set advertInterval to 4[0-9]0ms\\.$",
            Assert.Single(Lines(errors)));
    }

    [Theory]
    [InlineData("", "--allow-overlap")]
    [InlineData(", allowOverlap: true")]
    public async Task Timing_ABrokenGuardThatIsAllowed_Warns(string key, params string[] options)
    {
        var text = Guarded.Replace("{ witnesses", "{ fall: 10, interval: 2s" + key + ", witnesses", StringComparison.Ordinal);
        var (exit, _, errors) = await RunAsync(text, ["timing", _file, .. options]);

        Assert.Equal(ExitCode.Ok, exit);
        Assert.StartsWith("Warning: router edge-1 is allowed although it does not hold: guard-step-down lacks", Assert.Single(Lines(errors)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timing_MeasuredTimes_AreHeldAgainstThePreset()
    {
        var (fits, _, _) = await RunAsync(Guarded, "timing", _file, "--scheduling-delay", "15ms", "--write-latency", "55ms");
        var (late, output, errors) = await RunAsync(Guarded, "timing", _file, "--scheduling-delay", "35ms");
        var (wrong, _, complaint) = await RunAsync(Guarded, "timing", _file, "--scheduling-delay", "35");

        Assert.Equal((ExitCode.Ok, ExitCode.Refused), (fits, late));
        Assert.Contains("the agent is late by at most 35 ms", output, StringComparison.Ordinal);
        Assert.Contains("guard-stop-lead lacks 14 ms", errors, StringComparison.Ordinal);
        Assert.NotEqual(ExitCode.Ok, wrong);
        Assert.Contains("found '35', expected a duration such as 35ms", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_Always_IsJsonSchema()
    {
        var (exit, output, _) = await RunAsync(Good, "schema");

        Assert.Equal(ExitCode.Ok, exit);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("object", json.RootElement.GetProperty("type").GetString());
    }

    private async Task<(int Exit, string Output, string Errors)> RunAsync(string specification, params string[] arguments)
    {
        await File.WriteAllTextAsync(_file, specification, TestContext.Current.CancellationToken);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = await ConfigCommand.Create().Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors }, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), errors.ToString());
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
