using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Keepone.Keepalived.Neutron;
using Keepone.Keepalived.Tests.Neutron;

namespace Keepone.Bench;

/// <summary>
/// What it takes to make the keepalived files of a router of Neutron's, beside Neutron's own Python generator on the same routers, in one
/// run, each in one thread, warm, and the least disturbed of some rounds. Rendering is from the router to the texts of configuration and check
/// script. Keepone judges addresses when it reads the JSON and Neutron when it renders, so the sum of both is what is compared.
/// </summary>
internal static class ConfigCost
{
    /// <summary>How many times faster than Neutron's generator ours reads and renders at least.</summary>
    private const double LeastRatio = 50;

    private const int Seed = 1375625;
    private const int Rounds = 15;

    // Long enough for the compiler to come back with better code; the released program is compiled ahead.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    internal static async Task<int> RunAsync(int count, CancellationToken stop)
    {
        var routers = new RandomRouters(Seed);
        var questions = Enumerable.Range(0, count).Select(_ => routers.Next(isPlain: true)).ToArray();
        await Console.Error.WriteLineAsync($"Neutron's generator: {count} routers, one round to warm up, then three ...");
        var theirs = await NeutronAsync(questions, stop);
        await Console.Error.WriteLineAsync($"Keepone's: {WarmUp.TotalSeconds} s to warm up, then {Rounds} times ...");
        var cases = questions.Select(Case).ToArray();
        for (var since = Stopwatch.StartNew(); since.Elapsed < WarmUp;)
        {
            Render(cases);
        }

        var rounds = Enumerable.Range(0, Rounds).Select(_ => Render(cases)).ToArray();
        var ours = (Reading: rounds.Min(round => round.Reading), Rendering: rounds.Min(round => round.Rendering));
        var ratio = (theirs.Reading + theirs.Rendering) / (ours.Reading + ours.Rendering);
        var table = new Table("files of a router of Neutron's", "Neutron 21.0.0, Python", "Keepone", "times faster");
        table.Add("reading its JSON", Microseconds(theirs.Reading / count), Microseconds(ours.Reading / count), Number(theirs.Reading / ours.Reading, "0.0"));
        table.Add("rendering", Microseconds(theirs.Rendering / count), Microseconds(ours.Rendering / count),
            Number(theirs.Rendering / ours.Rendering, "0"));
        table.Add("both", Microseconds((theirs.Reading + theirs.Rendering) / count), Microseconds((ours.Reading + ours.Rendering) / count),
            Number(ratio, "0"));
        await table.PrintAsync();
        if (ratio < LeastRatio)
        {
            await Console.Error.WriteLineAsync($"Expected reading and rendering at least {Number(LeastRatio, "0")} times faster, found {Number(ratio, "0.0")}.");
            return 1;
        }

        return 0;
    }

    private static async Task<(TimeSpan Reading, TimeSpan Rendering)> NeutronAsync(JsonObject[] questions, CancellationToken stop)
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
        return (TimeSpan.FromSeconds(told.RootElement.GetProperty("decoding").GetDouble()),
            TimeSpan.FromSeconds(told.RootElement.GetProperty("rendering").GetDouble()));
    }

    // The agent's configuration is read once, here and there.
    private static (string Router, NeutronAgentConfiguration Agent, NeutronRelease Release) Case(JsonObject question)
    {
        _ = NeutronReleases.TryParse((string?)question["release"], out var release);
        var agent = NeutronAgentConfigurationReader.Read(question["agent"]!.ToJsonString(), "agent", release).Agent;
        return (question["router"]!.ToJsonString(), agent ?? throw new InvalidOperationException("an agent's configuration was refused"), release);
    }

    private static (TimeSpan Reading, TimeSpan Rendering) Render((string Router, NeutronAgentConfiguration Agent, NeutronRelease Release)[] cases)
    {
        var (reading, rendering) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var (text, agent, release) in cases)
        {
            var began = Stopwatch.GetTimestamp();
            var router = NeutronRouterReader.Read(text, "router").Router ?? throw new InvalidOperationException("a router was refused");
            var read = Stopwatch.GetTimestamp();
            reading += Stopwatch.GetElapsedTime(began, read);
            if (NeutronConfiguration.Render(router, agent, release).HealthCheckScript is null)
            {
                throw new InvalidOperationException("a router has no check script");
            }

            rendering += Stopwatch.GetElapsedTime(read);
        }

        return (reading, rendering);
    }

    private static string Microseconds(TimeSpan time) => $"{Number(time.TotalMicroseconds, "#,0.0")} µs";

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
