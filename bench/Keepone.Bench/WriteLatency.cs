using System.Diagnostics;
using System.Globalization;
using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Linux;

namespace Keepone.Bench;

/// <summary>
/// How long keepalived takes to obey: <c>quorum</c> is written (temporary file, rename) with 1, and it says FAULT on its FIFO; of a
/// master, its last address leaves the kernel too. That is the w of docs/timing.md. The reading of the bench itself is part of each
/// figure, as the agent's is of what it sees; its worst lateness is printed beside them.
/// </summary>
internal static class WriteLatency
{
    private const int BackupSamples = 3;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private static readonly (string Name, int? Nice)[] Loads = [("none", null), ("all cores, nice 19", 19), ("all cores", 0)];

    internal static async Task<int> RunAsync(int[] counts, int[] adverts, int addresses, TimeSpan budget, CancellationToken stop)
    {
        var version = await VersionAsync(stop);
        var stage = await Stage.BuildAsync(counts.Max(), stop, withMaster: false);
        var table = new Table(
            "routers", "adverts", "load", "samples of a master", "FAULT, p50 / p99 / max", "last address gone, p50 / p99 / max",
            "samples of a backup", "FAULT, p50 / p99 / max", "worst lateness of the meter");
        foreach (var (count, advert) in counts.Order().SelectMany(count => adverts.Select(advert => (count, advert))))
        {
            await Console.Error.WriteLineAsync($"Starting {count} routers with adverts of {advert} ms ...");
            using var reactor = new Reactor((name, error) => Console.Error.WriteLine($"{name}: {error}"));
            var replicas = stage.Places.Take(count)
                .Select(place => new TrackedReplica(place, TimeSpan.FromMilliseconds(advert), addresses, reactor, version)).ToList();
            foreach (var replica in replicas)
            {
                await replica.StartAsync(stop);
            }

            foreach (var (name, nice) in Loads)
            {
                await Console.Error.WriteLineAsync($"Measuring, load: {name} ...");
                await using var load = Load.Start(nice, stop);
                table.Add([Text(count), $"{advert} ms", name, .. await MeasureAsync(replicas, reactor, budget, stop)]);
            }

            foreach (var replica in replicas)
            {
                await replica.EndAsync(stop);
            }
        }

        await table.PrintAsync();
        return 0;
    }

    private static async Task<string[]> MeasureAsync(
        List<TrackedReplica> replicas, Reactor reactor, TimeSpan budget, CancellationToken stop)
    {
        var (faults, gone, backups) = (new List<TimeSpan>(), new List<TimeSpan>(), new List<TimeSpan>());
        _ = reactor.TakeWorstLateness();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; faults.Count == 0 || Stopwatch.GetElapsedTime(started) < budget; i++)
        {
            var replica = replicas[i % replicas.Count];
            await replica.UntilAsync(seen => seen.State == VrrpState.Master && seen.HoldsAll, Deadline, stop);
            var stopped = await StopAsync(replica, stop);
            faults.Add(stopped.Fault);
            gone.Add(stopped.Gone);

            // The way back is a whole master-down interval long: time to stop it some times more, as a backup.
            await replica.ReleaseAsync(Deadline, stop);
            for (var again = 0; again < BackupSamples; again++)
            {
                backups.Add((await StopAsync(replica, stop)).Fault);
                await replica.ReleaseAsync(Deadline, stop);
            }
        }

        return
        [
            Text(faults.Count), new Percentiles(faults).ToString(), new Percentiles(gone).ToString(), Text(backups.Count),
            new Percentiles(backups).ToString(), Percentiles.Text(reactor.TakeWorstLateness()),
        ];
    }

    private static async Task<(TimeSpan Fault, TimeSpan Gone)> StopAsync(TrackedReplica replica, CancellationToken stop)
    {
        var at = replica.Write(1);
        var seen = await replica.UntilAsync(seen => seen is { State: VrrpState.Fault, Addresses: 0 }, Deadline, stop);
        return (Stopwatch.GetElapsedTime(at, seen.StateAt), Stopwatch.GetElapsedTime(at, Math.Max(seen.AddressesAt, at)));
    }

    private static async Task<KeepalivedVersion> VersionAsync(CancellationToken stop)
    {
        var said = await ChildProcess.RunAsync(
            null, KeepalivedCommand.Program, KeepalivedCommand.Version, null, TimeSpan.FromSeconds(10), 4096, stop);
        return KeepalivedVersion.TryParse(said.Output + said.Error, out var version)
            ? version
            : throw new InvalidOperationException($"keepalived --version {said.Describe()}");
    }

    private static string Text(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
