using System.Diagnostics;
using System.Globalization;
using Keepone.Protocol.V1;

namespace Keepone.Bench;

/// <summary>
/// What the guard costs an agent at rest: many routers with two peers each, real promises over real sockets. The same agent on the same
/// stage without the guard is measured first; the difference is the guard's.
/// </summary>
internal static class GuardCost
{
    /// <summary>At the default interval a thousand routers take at most this of a core, all that the agent does included.</summary>
    private const double MostOfACore = 0.30;

    private const int CountOfTheLimit = 1000;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    internal static async Task<int> RunAsync(string program, int count, TimeSpan settling, TimeSpan rest, CancellationToken stop)
    {
        await GuardStage.BuildAsync(count, stop);
        await MakeKeysAsync(count, stop);
        var ear = await ControllerEar.ListenAsync("ear.sock", stop);
        var without = await MeasureAsync(program, ear, count, "off", null, settling, rest, stop);
        using var peers = StartPeers(count);
        _ = await CountersAsync(peers, stop); // they answer when all are there
        var with = await MeasureAsync(program, ear, count, "promise", peers, settling, rest, stop);

        var table = new Table(
            "routers", "guard", "CPU of one core", "packets/s, sent / received", "CPU of a packet", "PSS", "of the guard, each router", "leases lost");
        table.Add(Text(count), "off", Percent(without.Share), "", "", Megabytes(without.Pss), "", "");
        var packets = with.Sent + with.Received;
        table.Add(
            Text(count), "promise", Percent(with.Share), $"{Text(with.Sent)} / {Text(with.Received)}",
            $"{((with.Share - without.Share) / packets * 1e6).ToString("0.0", CultureInfo.InvariantCulture)} µs",
            Megabytes(with.Pss), $"{((with.Pss - without.Pss) / 1000.0 / count).ToString("0.0", CultureInfo.InvariantCulture)} kB",
            Text(with.Lost));
        await table.PrintAsync();
        var limit = MostOfACore * Math.Max(1, count / (double)CountOfTheLimit);
        if (with.Share > limit || with.Lost > 0 || with.Masters < count / 4)
        {
            await Console.Error.WriteLineAsync(
                $"Expected at most {Percent(limit)} of a core, no lost lease, and about half of the routers with their master here; "
                + $"found {Percent(with.Share)}, {with.Lost} lost, {with.Masters} masters.");
            return 1;
        }

        return 0;
    }

    private static async Task<Figures> MeasureAsync(
        string program, ControllerEar ear, int count, string mode, Process? peers, TimeSpan settling, TimeSpan rest, CancellationToken stop)
    {
        await using var agent = await AgentUnderTest.CreateAsync(program, ear, stop);
        for (var i = 0; i < count; i++)
        {
            await AgentUnderTest.SpecifyAsync(GuardStage.NameOf(i), GuardStage.Specification(i, mode), stop);
        }

        await Console.Error.WriteLineAsync($"Starting {count} routers, guard {mode} ...");
        agent.Start();
        IReadOnlyDictionary<string, Observation> last = new Dictionary<string, Observation>();
        try
        {
            await ear.UntilAsync(
                latest =>
                {
                    last = latest;
                    return latest.Count == count && Enumerable.Range(0, count).All(i => latest[GuardStage.NameOf(i)].State
                        == (GuardStage.PeerIsMaster(i) ? VrrpState.Backup : VrrpState.Master));
                },
                Deadline, stop);
        }
        catch (TimeoutException error)
        {
            throw new InvalidOperationException($"of {count} routers the agent reports after {Deadline.TotalSeconds} s: {ear.Describe()}", error);
        }

        await Console.Error.WriteLineAsync("Resting, then measuring ...");
        await Task.Delay(settling, TimeProvider.System, stop);
        var (before, from, first) = (agent.Cost.CpuWithChildren, TimeProvider.System.GetTimestamp(), await CountersAsync(peers, stop));
        await Task.Delay(rest, TimeProvider.System, stop);
        var (cost, elapsed, second) = (agent.Cost, TimeProvider.System.GetElapsedTime(from), await CountersAsync(peers, stop));
        var masters = last.Values.Count(observation => observation.State == VrrpState.Master);
        return new Figures(
            (cost.CpuWithChildren - before) / elapsed, cost.Pss, (second[0] - first[0]) / elapsed.TotalSeconds,
            (second[1] - first[1]) / elapsed.TotalSeconds, second[3] - first[3], masters);
    }

    private static Process StartPeers(int count)
    {
        var peers = new Process
        {
            StartInfo = new ProcessStartInfo("setsid", [Environment.ProcessPath!, "guard-peers", "--replicas", count.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            },
        };
        peers.Start();
        return peers;
    }

    private static async Task<long[]> CountersAsync(Process? peers, CancellationToken stop)
    {
        if (peers is null)
        {
            return new long[4];
        }

        await peers.StandardInput.WriteLineAsync();
        await peers.StandardInput.FlushAsync(stop);
        var line = await peers.StandardOutput.ReadLineAsync(stop) ?? throw new InvalidOperationException("the peers ended");
        return [.. line.Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
    }

    // One key for all: which one makes no difference to what it costs.
    private static async Task MakeKeysAsync(int count, CancellationToken stop)
    {
        Directory.CreateDirectory("keys");
        var text = $"current: {new string('5', 64)}\n";
        await File.WriteAllTextAsync(GuardStage.KeyFile, text, stop);
        for (var i = 0; i < count; i++)
        {
            var path = $"keys/{GuardStage.NameOf(i)}.key";
            await File.WriteAllTextAsync(path, text, stop);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => $"{(bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture)} MB";

    private static string Text(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private sealed record Figures(double Share, long Pss, double Sent, double Received, long Lost, int Masters);
}
