using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Agent.Voting;

/// <summary>Sees to it that keepalived does what its quorum file says: asks <see cref="StopRule"/> after each step. It lives on the reactor's thread.</summary>
/// <param name="act">Does what the rule says; the sentence is null where there is nothing to say.</param>
/// <param name="hears">Looks whether keepalived hears of its track files.</param>
internal sealed class StopInsistence(Action<StopMeans, string?> act, Func<bool> hears)
{
    private (TimeSpan Since, TimeSpan? Last, bool? Hears, bool Wanted, bool HadVip) _state;

    /// <summary>What is wrong, in one sentence without a full stop; null: nothing.</summary>
    public string? Sentence { get; private set; }

    /// <summary>The thread was away for long: what keepalived did meanwhile is still to be read, so its time begins anew.</summary>
    /// <param name="now">The steady time.</param>
    public void Doubt(TimeSpan now) => (_state.Since, _state.Last, _state.Hears) = (now, null, null);

    /// <summary>Looks, and does what is due.</summary>
    /// <param name="now">The steady time.</param>
    /// <param name="stop">Whether keepalived is to keep out of the election.</param>
    /// <param name="isTold">Whether its quorum file says so.</param>
    /// <param name="view">What is seen of it.</param>
    /// <param name="timers">The timers.</param>
    /// <returns>When to look again at the latest.</returns>
    public TimeSpan Look(TimeSpan now, bool stop, bool isTold, ReplicaView view, GuardTimers timers)
    {
        if (stop != _state.Wanted || view.HoldsVip != _state.HadVip)
        {
            _state = (now, null, null, stop, view.HoldsVip);
        }

        var verdict = Decide();
        if (verdict.Means == StopMeans.LookAtEar)
        {
            _state.Hears = hears();
            verdict = Decide();
        }

        if (verdict.Means != StopMeans.Wait)
        {
            _state.Last = now;
            Sentence = verdict.Sentence ?? Sentence;
            act(verdict.Means, verdict.Sentence);
        }
        else if (Sentence is not null && view is { State: VrrpState.Backup or VrrpState.Master } && !stop)
        {
            Sentence = null; // it returned, so it reads its files
        }

        return verdict.At;

        StopVerdict Decide() => StopRule.Decide(stop, isTold, _state.Since, _state.Last, _state.Hears, view, timers, now);
    }
}
