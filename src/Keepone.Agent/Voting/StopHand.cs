using Keepone.Agent.Observing;
using Keepone.Agent.Supervision;
using Keepone.Keepalived;
using Keepone.Linux;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Voting;

/// <summary>Does what <see cref="StopRule"/> says about a replica's keepalived. It lives on the reactor's thread.</summary>
internal sealed class StopHand(ILogger logger, string router, Action<ReplicaEvent> post)
{
    private ProcessIdentity? _leader;
    private ProcessIdentity? _vrrp;

    /// <summary>Whether keepalived runs was looked at.</summary>
    /// <param name="leader">Its first process.</param>
    /// <param name="vrrp">Its VRRP process.</param>
    public void Know(ProcessIdentity? leader, ProcessIdentity? vrrp) => (_leader, _vrrp) = (leader, vrrp);

    /// <summary>Whether keepalived has an inotify instance, without which it does not hear that a track file was written.</summary>
    /// <returns>True also when it is not known yet which process it is: then it cannot be told to end either.</returns>
    public bool Hears() => _vrrp is not { } vrrp || ProcFs.HasInotify(vrrp.Pid);

    /// <summary>Does it.</summary>
    /// <param name="means">What.</param>
    /// <param name="sentence">Why, in one sentence without a full stop; null where there is nothing to say.</param>
    public void CarryOut(StopMeans means, string? sentence)
    {
        if (sentence is not null)
        {
            AgentLog.StopWithoutEffect(logger, router, sentence);
        }

        if (means == StopMeans.Ask)
        {
            post(new NotifyLost("its quorum file says 1 and it has not said FAULT"));
        }
        else if (means is StopMeans.End or StopMeans.Reload && _leader is { } leader)
        {
            // Both: a first process that is stopped passes nothing on.
            var signal = means == StopMeans.End ? KeepalivedCommand.StopSignal : KeepalivedCommand.ReloadSignal;
            KeepalivedProcess.Signal(leader, signal);
            if (means == StopMeans.End && _vrrp is { } vrrp)
            {
                KeepalivedProcess.Signal(vrrp, signal);
            }
        }
    }
}
