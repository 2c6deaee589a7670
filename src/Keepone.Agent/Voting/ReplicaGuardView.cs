using Keepone.Agent.Observing;
using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Agent.Voting;

/// <summary>What is said and shown of a replica's guard when no voter shows itself.</summary>
internal sealed partial class ReplicaGuard
{
    private string? _warned;

    private void Warn(in GuardModeVerdict mode)
    {
        if (mode.Warns && mode.Sentence != _warned)
        {
            AgentLog.GuardWeak(_services.Logger, _router, mode.Sentence);
        }

        _warned = mode.Warns ? mode.Sentence : null;
    }

    private void Say(GuardStanding standing, string why)
    {
        if (_view.Standing != standing || _view.Reason != why)
        {
            if (standing == GuardStanding.Hindered)
            {
                AgentLog.GuardHindered(_services.Logger, _router, why);
            }

            _view = new GuardView { Standing = standing, Reason = why, Since = _services.Clock.Now, Trouble = standing == GuardStanding.Hindered ? why : null };
        }
    }

    private void Show(GuardView view)
    {
        _view = view;
        _post(LookAgain.Instance);
    }
}
