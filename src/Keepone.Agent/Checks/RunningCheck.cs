using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Checks;

/// <summary>
/// A check of a replica, on the reactor's thread: begins its runs at their times, abandons those that take too long, and evaluates what they
/// come to. One timer does both; a run makes no thread, timer or process of its own.
/// </summary>
internal sealed class RunningCheck : IDisposable
{
    /// <summary>
    /// When the thread itself came this late to a timeout, the answer may be waiting in its socket, and timers come before what is readable:
    /// it is read first. Above the lateness of a healthy node (docs/timing.md, σ).
    /// </summary>
    public static readonly TimeSpan LateGrace = TimeSpan.FromMilliseconds(20);

    private readonly ICheckMeans _means;
    private readonly CheckRules _rules;
    private readonly Func<CheckFacts> _facts;
    private readonly CheckTaken _taken;
    private readonly ReactorTimer _timer;
    private readonly CheckDone _done;
    private CheckState _state;
    private TimeSpan _next;
    private TimeSpan _begunAt;
    private uint _run;
    private bool _isRunning;
    private bool _wasGraced;

    /// <summary>A check that does not run yet.</summary>
    /// <param name="specification">The check.</param>
    /// <param name="means">What it finds out by: its own from now on.</param>
    /// <param name="timer">Makes its timer.</param>
    /// <param name="state">What is remembered of it.</param>
    /// <param name="facts">What is known of the replica.</param>
    /// <param name="taken">Takes each result and the step that was made of it.</param>
    public RunningCheck(
        CheckSpecification specification, ICheckMeans means, Func<Action, ReactorTimer> timer, in CheckState state, Func<CheckFacts> facts, CheckTaken taken)
    {
        (Specification, _means, _state, _facts, _taken) = (specification, means, state, facts, taken);
        _rules = CheckRules.Of(specification);
        _timer = timer(Wake);
        _done = End;
    }

    /// <summary>Takes a result.</summary>
    /// <param name="check">The check.</param>
    /// <param name="result">What the run came to.</param>
    /// <param name="step">What was made of it.</param>
    public delegate void CheckTaken(RunningCheck check, in CheckResult result, in CheckStep step);

    /// <summary>The check.</summary>
    public CheckSpecification Specification { get; }

    /// <summary>What is remembered of it.</summary>
    public CheckState State => _state;

    /// <summary>Begins to run.</summary>
    /// <param name="share">
    /// Which part of an interval to wait first, 0 to 1: the checks of a thousand routers are not all due in the same moment.
    /// </param>
    public void Start(double share)
    {
        _next = BootClock.Now + (share * Specification.Interval);
        _timer.Set(_next);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isRunning = false;
        _timer.Stop();
        _means.Dispose();
    }

    private void Wake()
    {
        var now = BootClock.Now;
        if (!_isRunning)
        {
            Begin(now);
        }
        else if (_means.EndsByItself)
        {
            // The last run has not ended: none piles up on it.
            _next = Following(now);
            _timer.Set(_next);
        }
        else if (_timer.Lateness > LateGrace && !_wasGraced)
        {
            _wasGraced = true;
            _timer.Set(now + LateGrace);
        }
        else
        {
            var missing = _means.Abandon(_run);
            End(_run, new CheckResult(CheckOutcome.Timeout, $"{missing} within {Duration.Format(Specification.Timeout)}", now - _begunAt));
        }
    }

    private void Begin(TimeSpan now)
    {
        (_run, _isRunning, _wasGraced, _begunAt, _next) = (_run + 1, true, false, now, Following(now));
        _timer.Set(_means.EndsByItself ? _next : now + Specification.Timeout);
        var run = _run;
        try
        {
            _means.Begin(run, _facts(), _done);
        }
        catch (Exception error) when (error is LinuxException or IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // Out of descriptors, a namespace that just went: the check could not tell.
            End(run, new CheckResult(CheckOutcome.Error, error.Message, BootClock.Now - now));
        }
    }

    private void End(uint run, in CheckResult result)
    {
        if (!_isRunning || run != _run)
        {
            return;
        }

        _isRunning = false;
        _timer.Set(_next);
        var step = CheckEvaluator.Step(_state, _rules, BootClock.Now, result);
        _state = step.State;
        _taken(this, result, step);
    }

    // Its phase stays; what was missed while the node slept is not made up for.
    private TimeSpan Following(TimeSpan now)
    {
        var next = _next + Specification.Interval;
        return next > now ? next : now + Specification.Interval;
    }
}
