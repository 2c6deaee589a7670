using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Keepone.Keepalived.Neutron;
using Keepone.Keepalived.Tests.Neutron;

namespace Keepone.Bench;

/// <summary>
/// What it takes to make the keepalived files of a router of Neutron's: from its JSON to the text of configuration and check script, beside
/// Neutron's own Python generator on the same routers, in one run, each in one thread and warm.
/// </summary>
internal static class ConfigCost
{
    /// <summary>How many times faster than Neutron's generator ours is at least.</summary>
    private const double LeastRatio = 50;

    private const int Seed = 1375625;
    private const int Rounds = 5;

    // Long enough for the compiler to come back with better code; the released program is compiled ahead.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    internal static async Task<int> RunAsync(int count, CancellationToken stop)
    {
        var routers = new RandomRouters(Seed);
        var questions = Enumerable.Range(0, count).Select(_ => routers.Next(isPlain: true)).ToArray();
        await Console.Error.WriteLineAsync($"Neutron's generator: {count} routers, twice ...");
        var theirs = await NeutronAsync(questions, stop);
        await Console.Error.WriteLineAsync($"Keepone's: {WarmUp.TotalSeconds} s to warm up, then {Rounds} times ...");
        var cases = questions.Select(Case).ToArray();
        for (var since = Stopwatch.StartNew(); since.Elapsed < WarmUp;)
        {
            Render(cases);
        }

        var rounds = Enumerable.Range(0, Rounds).Select(_ => Render(cases)).Order().ToArray();
        var ours = rounds[Rounds / 2];
        var ratio = theirs / ours;
        var table = new Table("files of a router of Neutron's", "routers", "a router", "times faster");
        table.Add("Neutron 21.0.0, Python", Number(count, "#,0"), Microseconds(theirs / count), "");
        table.Add("Keepone", Number(count, "#,0"), $"{Microseconds(ours / count)} ({Microseconds(rounds[0] / count)} to {Microseconds(rounds[^1] / count)})",
            Number(ratio, "#,0"));
        await table.PrintAsync();
        if (ratio < LeastRatio)
        {
            await Console.Error.WriteLineAsync($"Expected at least {Number(LeastRatio, "0")} times faster, found {Number(ratio, "0.0")}.");
            return 1;
        }

        return 0;
    }

    private static async Task<TimeSpan> NeutronAsync(JsonObject[] questions, CancellationToken stop)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "oracle.py"), "--time"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(stop);
        foreach (var question in questions)
        {
            await process.StandardInput.WriteLineAsync(question.ToJsonString());
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(stop);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"Neutron's generator ended with {process.ExitCode}");
        }

        using var told = JsonDocument.Parse(await output);
        return TimeSpan.FromSeconds(told.RootElement.GetProperty("seconds").GetDouble());
    }

    // The agent's configuration is read once, here and there.
    private static (string Router, NeutronAgentConfiguration Agent, NeutronRelease Release) Case(JsonObject question)
    {
        _ = NeutronReleases.TryParse((string?)question["release"], out var release);
        var agent = NeutronAgentConfigurationReader.Read(question["agent"]!.ToJsonString(), "agent", release).Agent;
        return (question["router"]!.ToJsonString(), agent ?? throw new InvalidOperationException("an agent's configuration was refused"), release);
    }

    private static TimeSpan Render((string Router, NeutronAgentConfiguration Agent, NeutronRelease Release)[] cases)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var (text, agent, release) in cases)
        {
            var router = NeutronRouterReader.Read(text, "router").Router ?? throw new InvalidOperationException("a router was refused");
            if (NeutronConfiguration.Render(router, agent, release).Length == 0 || NeutronConfiguration.HealthCheckScript(router, agent) is null)
            {
                throw new InvalidOperationException("a router has no files");
            }
        }

        return Stopwatch.GetElapsedTime(began);
    }

    private static string Microseconds(TimeSpan time) => $"{Number(time.TotalMicroseconds, "#,0.0")} µs";

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
