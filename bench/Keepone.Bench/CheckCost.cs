using System.Globalization;
using Keepone.Protocol.V1;

namespace Keepone.Bench;

/// <summary>
/// What a check costs: a ping in the agent's own process, beside keepalived that runs Neutron's check script, in one run. The same agent on
/// the same stage without checks is measured first; the difference is the checks'. How many checks there were is what the kernels of the
/// pinged namespaces counted, not what anybody meant to do.
/// </summary>
internal static class CheckCost
{
    /// <summary>How many times cheaper than Neutron's script a check is at least.</summary>
    private const double LeastRatio = 100;

    /// <summary>A thousand routers with a check a second take at most this of a core.</summary>
    private const double MostOfACore = 0.20;

    private const int CountOfTheLimit = 1000;

    /// <summary>How many checks a second must have been made of those that were due: fewer, and something else was measured.</summary>
    private const double LeastMade = 0.9;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    internal static async Task<int> RunAsync(string program, int count, int scripts, TimeSpan settling, TimeSpan rest, CancellationToken stop)
    {
        await GuardStage.BuildAsync(count, stop);
        await Console.Error.WriteLineAsync($"Starting {scripts} routers of Neutron's with their check, and {scripts} without ...");
        var neutron = await NeutronChecks.StartAsync(scripts, stop);
        await neutron.UntilCheckedAsync(Deadline, stop);
        var ear = await ControllerEar.ListenAsync("ear.sock", stop);
        var without = await MeasureAsync(program, ear, count, withChecks: false, null, settling, rest, stop);
        var with = await MeasureAsync(program, ear, count, withChecks: true, neutron, settling, rest, stop);

        if (with.Runs == 0 || with.NeutronRuns == 0)
        {
            await Console.Error.WriteLineAsync($"Expected checks to measure; the agent made {with.Runs}, Neutron's script {with.NeutronRuns}.");
            return 1;
        }

        // Never below nothing: the noise of two measurements may be larger than what is measured.
        var own = Math.Max(0, with.Share - without.Share) * with.Elapsed.TotalSeconds / with.Runs * 1000;
        var theirs = with.NeutronCpu.TotalSeconds / with.NeutronRuns * 1000;
        var ratio = own > 0 ? theirs / own : double.PositiveInfinity;
        var table = new Table("check", "runs", "CPU of 1,000 checks", "times cheaper");
        table.Add("keepalived, Neutron's script: bash, ip, grep, ping", Number(with.NeutronRuns, "#,0"), $"{Number(theirs, "0.000")} s", "");
        table.Add("agent, ping in process", Number(with.Runs, "#,0"), $"{Number(own, "0.000")} s", Number(ratio, "#,0"));
        await table.PrintAsync();
        var shares = new Table("routers", "without checks", "with a ping a second each", "of the checks");
        shares.Add(Number(count, "#,0"), Percent(without.Share), Percent(with.Share), Percent(with.Share - without.Share));
        await shares.PrintAsync();

        var limit = MostOfACore * Math.Max(1, count / (double)CountOfTheLimit);
        var due = count * with.Elapsed.TotalSeconds;
        if (ratio < LeastRatio || with.Share - without.Share > limit || with.Runs < LeastMade * due)
        {
            await Console.Error.WriteLineAsync(
                $"Expected at least {Number(LeastRatio, "0")} times cheaper, at most {Percent(limit)} of a core, and nearly {Number(due, "#,0")} pings; "
                + $"found {Number(ratio, "#,0.0")} times, {Percent(with.Share - without.Share)}, {Number(with.Runs, "#,0")} pings.");
            return 1;
        }

        return 0;
    }

    private static async Task<Figures> MeasureAsync(
        string program, ControllerEar ear, int count, bool withChecks, NeutronChecks? neutron, TimeSpan settling, TimeSpan rest, CancellationToken stop)
    {
        await using var agent = await AgentUnderTest.CreateAsync(program, ear, stop);
        for (var i = 0; i < count; i++)
        {
            var checks = withChecks
                ? $"checks: [{{ name: peer, probe: ping, target: {GuardStage.AddressOf(i, 2).Address}, interval: 1s, timeout: 500ms }}]\n" : "";
            await AgentUnderTest.SpecifyAsync(GuardStage.NameOf(i), GuardStage.Specification(i, "off") + checks, stop);
        }

        await Console.Error.WriteLineAsync($"Starting {count} routers {(withChecks ? "with" : "without")} checks ...");
        agent.Start();
        try
        {
            await ear.UntilAsync(
                latest => latest.Count == count && Enumerable.Range(0, count).All(i => latest[GuardStage.NameOf(i)].State
                    == (GuardStage.PeerIsMaster(i) ? VrrpState.Backup : VrrpState.Master)),
                Deadline, stop);
        }
        catch (TimeoutException error)
        {
            throw new InvalidOperationException($"of {count} routers the agent reports after {Deadline.TotalSeconds} s: {ear.Describe()}", error);
        }

        await Console.Error.WriteLineAsync("Resting, then measuring ...");
        await Task.Delay(settling, TimeProvider.System, stop);
        var (cpu, echoes, script, from) = (agent.Cost.CpuWithChildren, NeutronChecks.Echoes(GuardStage.PeerName), neutron?.Read(),
            TimeProvider.System.GetTimestamp());
        await Task.Delay(rest, TimeProvider.System, stop);
        var (elapsed, cost, made, scripts) = (TimeProvider.System.GetElapsedTime(from), agent.Cost, NeutronChecks.Echoes(GuardStage.PeerName), neutron?.Read());
        return new Figures(
            (cost.CpuWithChildren - cpu) / elapsed, elapsed, made - echoes,
            (scripts?.Cpu - script?.Cpu) ?? TimeSpan.Zero, (scripts?.Runs - script?.Runs) ?? 0);
    }

    private static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    private sealed record Figures(double Share, TimeSpan Elapsed, long Runs, TimeSpan NeutronCpu, long NeutronRuns);
}
