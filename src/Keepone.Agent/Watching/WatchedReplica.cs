using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Keepone.Agent.OwnHealth;
using Keepone.Agent.Supervision;
using Keepone.Core.Model;
using Keepone.Core.Observing;
using Keepone.Keepalived.Neutron;
using Keepone.Linux;

namespace Keepone.Agent.Watching;

/// <summary>
/// Watches one replica of a router of Neutron's: one reader of one channel, no locks. It has no means to change anything: no process, no
/// address, no file.
/// </summary>
internal sealed class WatchedReplica : IDisposable
{
    /// <summary>How often everything is looked at without a sign: processes end silently.</summary>
    public static readonly TimeSpan Patrol = TimeSpan.FromSeconds(2);

    /// <summary>How often everything is read anew, in case that a sign was missed.</summary>
    public static readonly TimeSpan Reread = TimeSpan.FromSeconds(30);

    /// <summary>How long a turn may take: it only reads.</summary>
    public static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(30);

    private const int MostWaitingEvents = 1024;

    private readonly WatchServices _services;
    private readonly NeutronFiles _files;
    private readonly NeutronProcesses _processes;
    private readonly WatchedReport _report;
    private readonly Action _onOver;
    private readonly Channel<WatchedEvent> _events;
    private readonly ITimer _timer;
    private readonly Pulses.Pulse _pulse;
    private readonly ReplicaTrouble _trouble;
    private NeutronReplica _replica;
    private WatchedNamespace? _place;
    private WatchedKeepalived? _keepalived;
    private StoppedProcess? _stopped;
    private DateTimeOffset _readAt;
    private DateTimeOffset _openedAt;
    private bool _gone;
    private int _lost;
    private volatile bool _over;

    /// <summary>Makes it.</summary>
    /// <param name="services">What all share.</param>
    /// <param name="files">Neutron's files.</param>
    /// <param name="processes">Finds keepalived.</param>
    /// <param name="replica">What its configuration says.</param>
    /// <param name="onOver">Called when <see cref="IsOver"/> turned true.</param>
    public WatchedReplica(WatchServices services, NeutronFiles files, NeutronProcesses processes, NeutronReplica replica, Action onOver)
    {
        (_services, _files, _processes, _replica, _onOver) = (services, files, processes, replica, onOver);
        _report = new WatchedReport(services);
        _trouble = new ReplicaTrouble(services.Logger, replica.Router.ToString());

        // A flood of events may be dropped, because everything can be read anew; that it was dropped may not.
        _events = Channel.CreateBounded<WatchedEvent>(
            new BoundedChannelOptions(MostWaitingEvents) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            _ => Interlocked.Exchange(ref _lost, 1));
        _pulse = services.Pulses.Add($"the loop of Neutron's router {replica.Router}", TurnLimit);
        _timer = services.Clock.Time.CreateTimer(_ => Post(Look.Again), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Whether nothing is left of the replica: no configuration, no keepalived, no VIP. One whose configuration is gone and whose addresses
    /// still answer is watched on: it is a master all the same.
    /// </summary>
    public bool IsOver => _over;

    /// <summary>Tells the loop that something happened. Never waits.</summary>
    /// <param name="change">What.</param>
    public void Post(WatchedEvent change) => _events.Writer.TryWrite(change);

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="stop">Cancelled when the agent stops or the router goes.</param>
    [SuppressMessage("Design", "CA1031", Justification = "A replica is watched whatever happens.")]
    public async Task RunAsync(CancellationToken stop)
    {
        Post(Look.Again);
        try
        {
            while (await _events.Reader.WaitToReadAsync(stop))
            {
                _pulse.Beat();
                try
                {
                    Turn();
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    _trouble.Say(error.Message);
                    _timer.Change(Patrol, Timeout.InfiniteTimeSpan);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent stops, or the router goes.
        }
    }

    public void Dispose()
    {
        _events.Writer.TryComplete();
        _timer.Dispose();
        _pulse.Dispose();
        _place?.Dispose();
    }

    private void Turn()
    {
        while (_events.Reader.TryRead(out var change))
        {
            Take(change);
        }

        var now = _services.Clock.Now;
        try
        {
            FollowNamespace(now);
            if (_place is not null && (Interlocked.Exchange(ref _lost, 0) != 0 || now - _readAt > Reread))
            {
                _place.ReadAll();
                _readAt = now;
            }

            _trouble.Over();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Something vanished between two looks, or may not be seen: what is known of the rest is told.
            _report.Trouble = error.Message;
            _trouble.Say(error.Message);
        }

        _keepalived = _processes.Find(_replica.Router, _place?.Place, _keepalived);
        _stopped = StoppedProcess.Look(_keepalived?.Parent, _keepalived?.Vrrp, _stopped, now);
        _report.Publish(
            _replica, _place?.Router ?? _replica.ToRouter(NameOf(_replica.Router)), Evidence(now), _place?.HaAddress?.ToString(), _keepalived?.Parent);
        if (_gone && _keepalived is null && _place is not { VipPresent: true } && !_over)
        {
            _over = true;
            _onOver();
        }

        _timer.Change(NextLook(), Timeout.InfiniteTimeSpan);
    }

    private void Take(WatchedEvent change)
    {
        switch (change)
        {
            case ConfigurationRead { Replica: var replica }:
                (_gone, _over) = (false, false);
                if (!replica.Equals(_replica))
                {
                    _replica = replica;
                    _place?.Follow(replica);
                }

                break;
            case ConfigurationGone:
                _gone = true;
                break;
            case PlaceChanged { Place: var place, Batch: var batch } when place == _place:
                place.Take(batch);
                break;
            default:
                break;
        }
    }

    private void FollowNamespace(DateTimeOffset now)
    {
        if (_place is not null
            && (!_place.Place.IsStillThere()
                || (now - _openedAt >= Patrol && (_place.IsBroken || (_place.HaInterface is null && Choose() != _place.Name)))))
        {
            _place.Dispose();
            _place = null;
        }

        if (_place is null && Choose() is { } name)
        {
            _place = new WatchedNamespace(_services, NetworkNamespace.OpenNamed(name), name, _replica, Post);
            _readAt = _openedAt = now;
        }
    }

    // A distributed router has both, and its keepalived runs in the one with the HA interface: snat- (reference/neutron.md A2).
    private string? Choose()
    {
        string[] names = [.. new[] { $"snat-{_replica.Router}", NameOf(_replica.Router) }.Where(name => NetworkNamespace.Exists(name))];
        return names.Length < 2 ? names.FirstOrDefault() : names.FirstOrDefault(HasHaInterface) ?? names[^1];
    }

    private bool HasHaInterface(string name)
    {
        using var place = NetworkNamespace.OpenNamed(name);
        using var dump = RouteDump.OpenIn(place);
        return dump.FindLink(_replica.HaInterface) is not null;
    }

    private static string NameOf(RouterId router) => $"qrouter-{router}";

    private WatchedEvidence Evidence(DateTimeOffset now)
    {
        var kernel = _place is { } place
            ? new KernelEvidence(true, place.HaInterface is not null, place.HaInterface is { Up: true, Carrier: true }, place.VipPresent)
            : new KernelEvidence(false, false, false, false);
        return new WatchedEvidence(
            kernel, _keepalived?.Parent.Pid, _stopped is { IsVrrp: true },
            _place is not null && _keepalived is { Namespace: { } inode } && inode != _place.Place.Inode,
            _place?.Advertised(now), (_place?.Wire.Read() ?? WireRecord.Empty).ToEvidence(), _files.State(_replica.Router), _gone);
    }

    private TimeSpan NextLook()
    {
        var now = _services.Clock.Now;
        var next = Patrol;
        DateTimeOffset?[] moments = [_report.NextChange(), _place?.NextForgetting(), _place?.Wire.Read().NextForgetting(_replica.AdvertInterval)];
        foreach (var due in moments.OfType<DateTimeOffset>().Where(due => due > now && due - now < next))
        {
            next = due - now;
        }

        // A millisecond more than due: a timer that fires early would only look twice.
        return next + TimeSpan.FromMilliseconds(1);
    }
}
