using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Keepalived;
using Keepone.Keepalived.Generator;
using Keepone.Linux;

namespace Keepone.Bench;

/// <summary>What was seen of a replica.</summary>
/// <param name="State">What keepalived said last.</param>
/// <param name="StateAt">When that was read.</param>
/// <param name="Addresses">How many of its addresses the kernel has.</param>
/// <param name="AddressesAt">When their number changed last.</param>
/// <param name="HoldsAll">Whether it has all.</param>
internal sealed record Sighting(VrrpState State, long StateAt, int Addresses, long AddressesAt, bool HoldsAll);

/// <summary>A replica with a real keepalived and the configuration that the agent gives it; the bench writes its track files.</summary>
internal sealed class TrackedReplica
{
    private const string Node = "net-1";
    private readonly Place _place;
    private readonly Replica _replica;
    private readonly ReplicaFiles _files;
    private readonly KeepalivedVersion _version;
    private readonly ImmutableHashSet<IPAddress> _managed;
    private readonly HashSet<IPAddress> _held = [];
    private readonly Lock _gate = new();
    private readonly Reactor _reactor;
    private Fifo? _fifo;
    private RouteMonitor? _monitor;
    private Sighting _seen = new(VrrpState.Unknown, 0, 0, 0, HoldsAll: false);
    private (Func<Sighting, bool> Until, TaskCompletionSource<Sighting> Done)? _waiter;

    internal TrackedReplica(Place place, TimeSpan advert, int addresses, Reactor reactor, KeepalivedVersion version)
    {
        (_place, _reactor, _version) = (place, reactor, version);
        var external = string.Join(", ", Enumerable.Range(0, addresses)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"203.0.{i / 250}.{1 + (i % 250)}/32")));
        var text = Stage.Specification(place.Router).Replace("1s", Duration.Format(advert), StringComparison.Ordinal)
            + (addresses == 0 ? "" : $"external: {{ interface: lo, addresses: [{external}] }}\n");
        var read = SpecificationReader.Read(text, place.Router);
        if (!read.Errors.IsEmpty)
        {
            throw new InvalidOperationException(read.Errors[0].ToString());
        }

        _replica = Replica.Of(read.Routers[0], Node)!;
        _files = ReplicaFiles.For(Path.GetFullPath("tracked"), _replica.Router.Id);
        _managed = [.. ReplicaAddresses.Managed(_replica.Router).Select(managed => managed.Address.Address)];
    }

    /// <summary>Starts keepalived, and reads what it says and does.</summary>
    internal async Task StartAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(_files.TemporaryDirectory);
        Write(0);
        AtomicFile.Write(_files.Health, "0\n"u8, UnixFileMode.UserRead | UnixFileMode.UserWrite, durable: false);
        await File.WriteAllTextAsync(_files.Configuration, ReplicaConfiguration.Render(_replica, _files, _version), stop);
        _fifo = Fifo.Open(_files.NotifyFifo);
        _fifo.Attach(_reactor, Hear);
        _monitor = RouteMonitor.OpenIn(_place.Namespace);
        _monitor.Attach(_reactor, Hear);
        var start = KeepalivedCommand.Start(_files, _version, KeepalivedLog.Syslog);
        var result = await ChildProcess.RunAsync(
            _place.Namespace, KeepalivedCommand.Program, start.Arguments,
            start.Environment.SetItem("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), TimeSpan.FromSeconds(20), 4096, stop, ChildOutput.Discard);
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"keepalived {result.Describe()}");
        }
    }

    /// <summary>Ends keepalived.</summary>
    internal async Task EndAsync(CancellationToken stop)
    {
        var pid = int.Parse(await File.ReadAllTextAsync(_files.ParentPid, stop), CultureInfo.InvariantCulture);
        using var handle = ProcFs.Identify(pid) is { } identity ? ProcessHandle.TryOpen(identity) : null;
        if (handle is not null)
        {
            // Its end, not its word: the next one must not find it running.
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            handle.OnExit(_reactor, ended.SetResult);
            handle.Signal(KeepalivedCommand.StopSignal);
            await ended.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, stop);
        }

        _fifo?.Dispose();
        _monitor?.Dispose();
    }

    /// <summary>Writes <c>quorum</c> as the agent does.</summary>
    /// <returns>The moment just before.</returns>
    internal long Write(int value)
    {
        var content = Encoding.ASCII.GetBytes($"{value}\n");
        var at = Stopwatch.GetTimestamp();
        AtomicFile.Write(_files.Quorum, content, UnixFileMode.UserRead | UnixFileMode.UserWrite, durable: false);
        return at;
    }

    /// <summary>Lets it take part again, and waits until it does.</summary>
    internal async Task ReleaseAsync(TimeSpan deadline, CancellationToken stop)
    {
        Write(0);
        await UntilAsync(seen => seen.State == VrrpState.Backup, deadline, stop);
    }

    /// <summary>Waits until something is seen.</summary>
    internal async Task<Sighting> UntilAsync(Func<Sighting, bool> until, TimeSpan deadline, CancellationToken stop)
    {
        Task<Sighting> seen;
        lock (_gate)
        {
            if (until(_seen))
            {
                return _seen;
            }

            var done = new TaskCompletionSource<Sighting>(TaskCreationOptions.RunContinuationsAsynchronously);
            (_waiter, seen) = ((until, done), done.Task);
        }

        return await seen.WaitAsync(deadline, TimeProvider.System, stop);
    }

    private void Hear(string line)
    {
        if (NotifyLine.TryParse(line, out var said) && said.IsStateChange)
        {
            Change(seen => seen with { State = said.State, StateAt = Stopwatch.GetTimestamp() });
        }
    }

    private void Hear(RouteBatch batch)
    {
        foreach (var change in batch.Events.OfType<AddressChange>().Where(change => _managed.Contains(change.Prefix.Address)))
        {
            _ = change.Present ? _held.Add(change.Prefix.Address) : _held.Remove(change.Prefix.Address);
        }

        if (_held.Count != _seen.Addresses)
        {
            Change(seen => seen with
            {
                Addresses = _held.Count,
                AddressesAt = Stopwatch.GetTimestamp(),
                HoldsAll = _held.Count == _managed.Count,
            });
        }
    }

    private void Change(Func<Sighting, Sighting> change)
    {
        lock (_gate)
        {
            _seen = change(_seen);
            if (_waiter is { } waiter && waiter.Until(_seen))
            {
                _waiter = null;
                waiter.Done.SetResult(_seen);
            }
        }
    }
}
