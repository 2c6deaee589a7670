using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Agent.Voting;

/// <summary>How the verdicts of a replica's voter reach its files, the wire and its keepalived.</summary>
internal sealed partial class ReplicaVoter
{
    string? IVoterHands.Problem => _problem ?? _leaseProblem;

    bool IVoterHands.Keep(in VoterMemory memory)
    {
        _problem = null;
        try
        {
            _at!.Promises.Keep(memory);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Fail(error);
        }
    }

    void IVoterHands.SetLease(TimeSpan until) => _lease?.Move(until);

    bool IVoterHands.SetStop(bool stop)
    {
        try
        {
            if (_at!.Tracks.SetQuorum(stop ? 1 : 0))
            {
                AgentLog.QuorumWritten(_services.Logger, _router, stop ? 1 : 0);
            }

            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Fail(error);
        }
    }

    bool IVoterHands.SetBonus(bool bonus)
    {
        try
        {
            if (_at!.Tracks.SetHealth(_at.Seating.Plan, _health.Penalty, bonus))
            {
                AgentLog.HealthWritten(
                    _services.Logger, _router, _at.Tracks.Health, _health.Explain(bonus ? "this replica is master, with a majority" : "it is not master"));
            }

            _said = _problem;
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Fail(error);
        }
    }

    void IVoterHands.Send(in Beacon beacon) => _at!.Channel.Send(beacon);

    void IVoterHands.WakeAt(TimeSpan at) => _timer.Set(at);

    void IVoterHands.Insist(StopMeans means, string? sentence) => _stop.CarryOut(means, sentence);

    bool IVoterHands.Hears() => _stop.Hears();

    void IVoterHands.Tell(in VoterVerdict verdict, VoterGroup group)
    {
        var sentence = verdict.Sentence(group);
        if (verdict.Reason is GuardReason.LeaseEnded or GuardReason.NoMajority or GuardReason.LeftWithoutPromises)
        {
            AgentLog.GuardStops(_services.Logger, _router, sentence);
        }
        else
        {
            AgentLog.GuardSays(_services.Logger, _router, sentence);
        }
    }

    void IVoterHands.Show(GuardView view) => _show(view);

    void IVoterHands.Left()
    {
        _timer.Stop();
        _leaving?.TrySetResult();
    }

    private bool Fail(Exception error)
    {
        _problem = error.Message;
        if (_said != _problem)
        {
            _said = _problem;
            AgentLog.ReplicaTrouble(_services.Logger, _router, _problem);
        }

        return false;
    }
}
