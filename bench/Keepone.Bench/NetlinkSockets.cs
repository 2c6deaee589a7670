using System.Globalization;
using System.Net;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Bench;

/// <summary>
/// One netlink socket for all namespaces, or one each: what they cost, how soon an event is heard, and who suffers when one namespace
/// floods its queue while the reader is held up.
/// </summary>
internal static class NetlinkSockets
{
    private const int Samples = 500;
    private const int FloodedEvents = 20_000;
    private const int Loopback = 1;
    private static readonly IpPrefix Address = new(IPAddress.Parse("127.1.0.1"), 32);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    internal static async Task<int> RunAsync(int[] counts, CancellationToken stop)
    {
        var places = new List<NetworkNamespace>();
        var table = new Table(
            "namespaces", "sockets", "set-up", "descriptors", "managed memory", "kernel memory", "event heard, p50 / p99 / max",
            "a flood in one: namespaces to read again", "their re-reading");
        foreach (var count in counts.Order())
        {
            while (places.Count < count)
            {
                var name = $"n{places.Count}";
                NetworkNamespace.CreateNamed(name);
                places.Add(NetworkNamespace.OpenNamed(name));
            }

            foreach (var together in new[] { true, false })
            {
                table.Add(await MeasureAsync(places, together, stop));
            }
        }

        await table.PrintAsync();
        return 0;
    }

    private static async Task<string[]> MeasureAsync(List<NetworkNamespace> places, bool together, CancellationToken stop)
    {
        using var reactor = new Reactor((name, error) => Console.Error.WriteLine($"{name}: {error}"));
        var heard = new Heard(places.Count);
        var (managed, kernel, descriptors) = (GC.GetTotalMemory(forceFullCollection: true), KernelMemory(), Descriptors());
        var from = TimeProvider.System.GetTimestamp();
        var monitors = Open(places, together, reactor, heard);
        var setUp = TimeProvider.System.GetElapsedTime(from);
        managed = GC.GetTotalMemory(forceFullCollection: true) - managed;
        (kernel, descriptors) = (KernelMemory() - kernel, Descriptors() - descriptors);

        var latencies = new List<TimeSpan>(Samples);
        for (var i = 0; i < Samples; i++)
        {
            var index = i * 7919 % places.Count;
            var event1 = heard.NextOf(index);
            var at = places[index].Run(() =>
            {
                var before = TimeProvider.System.GetTimestamp();
                RouteEdit.AddAddress(null, Loopback, Address);
                return before;
            });
            latencies.Add(TimeProvider.System.GetElapsedTime(at, await event1.WaitAsync(Deadline, TimeProvider.System, stop)));
            var event2 = heard.NextOf(index);
            RouteEdit.RemoveAddress(places[index], Loopback, Address);
            await event2.WaitAsync(Deadline, TimeProvider.System, stop);
        }

        var lost = await FloodAsync(places, heard, stop);
        var reread = ReadAgain(places, lost);
        foreach (var monitor in monitors)
        {
            monitor.Dispose();
        }

        return
        [
            Text(places.Count), together ? "one for all" : "one each", Percentiles.Text(setUp), Text(descriptors), $"{Text(managed / 1000)} kB",
            $"{Text(kernel)} kB", new Percentiles(latencies).ToString(), Text(lost), Percentiles.Text(reread),
        ];
    }

    private static List<RouteMonitor> Open(List<NetworkNamespace> places, bool together, Reactor reactor, Heard heard)
    {
        if (!together)
        {
            return [.. places.Select((place, index) =>
            {
                var monitor = RouteMonitor.OpenIn(place);
                monitor.Attach(reactor, batch => heard.Take(batch, _ => index, overrun: () => heard.Lose(index)));
                return monitor;
            })];
        }

        var all = RouteMonitor.OpenForAllNamespaces();
        var indices = new Dictionary<int, int>();
        for (var i = 0; i < places.Count; i++)
        {
            indices[NamespaceIds.Assign(places[i])] = i;
        }

        all.Attach(reactor, batch => heard.Take(
            batch, change => change.NamespaceId is { } id && indices.TryGetValue(id, out var index) ? index : null, overrun: heard.LoseAll));
        return [all];
    }

    // The reader is held up, as by a burst of work or a late thread, while one namespace changes its addresses all the time.
    private static async Task<int> FloodAsync(List<NetworkNamespace> places, Heard heard, CancellationToken stop)
    {
        using var held = new ManualResetEventSlim(initialState: false);
        heard.Hold(held);
        RouteEdit.AddAddress(places[0], Loopback, Address);
        places[0].Run(() =>
        {
            for (var i = 0; i < FloodedEvents / 2; i++)
            {
                RouteEdit.AddAddress(null, Loopback, new IpPrefix(IPAddress.Parse("127.2.0.1"), 32));
                RouteEdit.RemoveAddress(null, Loopback, new IpPrefix(IPAddress.Parse("127.2.0.1"), 32));
            }
        });
        var last = heard.NextOf(0);
        held.Set();
        RouteEdit.RemoveAddress(places[0], Loopback, Address);
        await last.WaitAsync(Deadline, TimeProvider.System, stop);
        return heard.Lost;
    }

    private static TimeSpan ReadAgain(List<NetworkNamespace> places, int count)
    {
        var from = TimeProvider.System.GetTimestamp();
        foreach (var place in places.Take(count))
        {
            using var dump = RouteDump.OpenIn(place);
            _ = (dump.Links(), dump.Addresses());
        }

        return TimeProvider.System.GetElapsedTime(from);
    }

    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    // Slab memory, in kB: sockets, inodes, epoll entries. What others do on the machine meanwhile is in it.
    private static long KernelMemory()
    {
        var line = File.ReadLines("/proc/meminfo").First(line => line.StartsWith("Slab:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private static string Text(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>What the reactor's thread heard.</summary>
    private sealed class Heard(int count)
    {
        private readonly TaskCompletionSource<long>?[] _next = new TaskCompletionSource<long>?[count];
        private readonly bool[] _lost = new bool[count];
        private ManualResetEventSlim? _hold;

        internal int Lost => _lost.Count(lost => lost);

        internal Task<long> NextOf(int index)
        {
            var next = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _next[index], next);
            return next.Task;
        }

        /// <summary>Holds the reactor's thread up at the next event, until the given one is set.</summary>
        internal void Hold(ManualResetEventSlim until) => Volatile.Write(ref _hold, until);

        internal void Lose(int index) => _lost[index] = true;

        internal void LoseAll() => Array.Fill(_lost, true);

        internal void Take(RouteBatch batch, Func<RouteEvent, int?> indexOf, Action overrun)
        {
            var at = TimeProvider.System.GetTimestamp();
            Interlocked.Exchange(ref _hold, null)?.Wait(Deadline);
            foreach (var change in batch.Events)
            {
                if (change is Overrun)
                {
                    overrun();
                }
                else if (change is AddressChange && indexOf(change) is { } index)
                {
                    Interlocked.Exchange(ref _next[index], null)?.TrySetResult(at);
                }
            }
        }
    }
}
