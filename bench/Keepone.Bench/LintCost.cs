using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Keepone.Keepalived;
using Keepone.Keepalived.Lint;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Neutron;
using Keepone.Keepalived.Syntax;
using Keepone.Keepalived.Tests.Neutron;

namespace Keepone.Bench;

/// <summary>
/// What it takes to read and to judge keepalived configurations: those of many routers of Neutron's, one after the other in one thread, as
/// <c>keepone config lint</c> does it for one file. What the host says of scripts is left out: that is its disk, not this code.
/// </summary>
internal static class LintCost
{
    private const int Seed = 1375625;
    private const int CountOfTheLimit = 10_000;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    internal static async Task<int> RunAsync(int count)
    {
        await Console.Error.WriteLineAsync($"Reading and judging {count} configurations ...");
        var random = new RandomRouters(Seed);
        var texts = Enumerable.Range(0, count).Select(_ => Text(random.Next(isPlain: true))).ToArray();

        // Not warmed up: a linter is a program that is run once.
        var began = Stopwatch.GetTimestamp();
        var read = texts.Select(text => Configuration.Read(text, "keepalived.conf")).ToArray();
        var reading = Stopwatch.GetElapsedTime(began);
        began = Stopwatch.GetTimestamp();
        var findings = read.Sum(file => Linter.Lint([new LintInput(file, ModelReader.Read(file), KeepalivedVersion.Debian12)]).Findings.Length);
        var judging = Stopwatch.GetElapsedTime(began);
        var table = new Table("configurations", "lines", "read", "judged", "both, each", "findings");
        table.Add(
            Number(count), Number(texts.Sum(text => text.AsSpan().Count('\n'))), Seconds(reading), Seconds(judging),
            $"{((reading + judging) / count).TotalMicroseconds.ToString("#,0", CultureInfo.InvariantCulture)} µs", Number(findings));
        await table.PrintAsync();
        var limit = MostTime * Math.Max(1, count / (double)CountOfTheLimit);
        if (reading + judging > limit || findings == 0)
        {
            await Console.Error.WriteLineAsync(
                $"Expected at most {Seconds(limit)} and something found (Neutron's form has its faults), found {Seconds(reading + judging)} and {findings}.");
            return 1;
        }

        return 0;
    }

    private static string Text(JsonObject question)
    {
        _ = NeutronReleases.TryParse((string?)question["release"], out var release);
        var agent = NeutronAgentConfigurationReader.Read(question["agent"]!.ToJsonString(), "agent", release).Agent;
        var router = NeutronRouterReader.Read(question["router"]!.ToJsonString(), "router").Router;
        return agent is null || router is null
            ? throw new InvalidOperationException("a router was refused")
            : NeutronConfiguration.Render(router, agent, release).Configuration;
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s";

    private static string Number(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
