using Keepone.Linux;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent.OwnHealth;

/// <summary>
/// Looks at the agent itself, all the time and without a controller: how late it is, what it uses, and whether its loops come round.
/// </summary>
internal sealed class OwnHealthMonitor
{
    /// <summary>How often lateness and loops are looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How often memory and descriptors are looked at: counting thousands of descriptors takes milliseconds.</summary>
    public static readonly TimeSpan ResourceInterval = TimeSpan.FromSeconds(10);

    /// <summary>How often the same kind of trouble is logged.</summary>
    public static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    /// <summary>How long the thread that waits for descriptors may be kept by a callback: they take microseconds.</summary>
    public static readonly TimeSpan ReactorLimit = TimeSpan.FromSeconds(5);

    private readonly Reactor _reactor;
    private readonly Pulses _pulses;
    private readonly Func<int> _replicas;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LatenessRecord _lateness;
    private readonly Dictionary<OwnTrouble, long> _logged = [];
    private OwnResources _resources;
    private long _resourcesAt;
    private volatile OwnHealthReport _report;
    private bool _stuck;

    public OwnHealthMonitor(Reactor reactor, Pulses pulses, Func<int> replicas, TimeProvider time, ILogger logger)
    {
        (_reactor, _pulses, _replicas, _time, _logger) = (reactor, pulses, replicas, time, logger);
        _lateness = new LatenessRecord(time);
        (_resources, _resourcesAt) = (OwnResources.Read(), time.GetTimestamp());
        _report = Look(TimeSpan.Zero);
    }

    /// <summary>How the agent is.</summary>
    public OwnHealthReport Report => _report;

    /// <summary>The worst lateness of the last minute.</summary>
    public TimeSpan WorstLateness => _lateness.Worst;

    /// <summary>Looks again and again until it is cancelled.</summary>
    /// <param name="onLook">Called after each look.</param>
    /// <param name="stop">Cancelled when the agent stops.</param>
    /// <param name="interval">How often; <see cref="Interval"/> unless given.</param>
    public async Task RunAsync(Action<OwnHealthReport> onLook, CancellationToken stop, TimeSpan? interval = null)
    {
        var pause = interval ?? Interval;
        while (!stop.IsCancellationRequested)
        {
            var before = _time.GetTimestamp();
            await Task.Delay(pause, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
            {
                break;
            }

            // What the timers of everything but the reactor suffer: they need a thread of the pool.
            _report = Look(_time.GetElapsedTime(before) - pause);
            onLook(_report);
        }
    }

    private OwnHealthReport Look(TimeSpan late)
    {
        var reactorLate = _reactor.TakeWorstLateness();
        _lateness.Note(late > reactorLate ? late : reactorLate);
        if (_time.GetElapsedTime(_resourcesAt) >= ResourceInterval)
        {
            (_resources, _resourcesAt) = (OwnResources.Read(), _time.GetTimestamp());
        }

        var worst = _lateness.Worst;
        var troubles = OwnHealthRules.Judge(
            worst, _resources.ResidentBytes, _resources.Descriptors, _resources.DescriptorLimit, _resources.InotifyLimit, _replicas());
        foreach (var (kind, sentence) in troubles)
        {
            if (!_logged.TryGetValue(kind, out var last) || _time.GetElapsedTime(last) >= LogInterval)
            {
                _logged[kind] = _time.GetTimestamp();
                AgentLog.OwnTrouble(_logger, sentence);
            }
        }

        var stuck = _pulses.Stuck();
        var reactor = _reactor.SinceLastTick;
        if (reactor > ReactorLimit)
        {
            stuck = [("the thread that waits for descriptors", reactor), .. stuck];
        }

        if (stuck.Count > 0 && !_stuck)
        {
            AgentLog.Stuck(_logger, OwnHealthRules.Stuck(stuck[0].Name, stuck[0].Silent), stuck.Count);
        }

        _stuck = stuck.Count > 0;
        return new OwnHealthReport
        {
            LatenessMilliseconds = Math.Round(_lateness.Last.TotalMilliseconds, 1),
            WorstLatenessMilliseconds = Math.Round(worst.TotalMilliseconds, 1),
            ResidentBytes = _resources.ResidentBytes,
            Descriptors = _resources.Descriptors,
            DescriptorLimit = _resources.DescriptorLimit,
            Warnings = [.. troubles.Select(trouble => trouble.Sentence)],
            Stuck = [.. stuck.Take(MostSentences).Select(loop => OwnHealthRules.Stuck(loop.Name, loop.Silent))],
        };
    }

    // When everything hangs, ten names say it.
    private const int MostSentences = 10;
}
