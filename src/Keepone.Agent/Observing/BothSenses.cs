using System.Net;
using Keepone.Core.Model;

namespace Keepone.Agent.Observing;

/// <summary>Tells two what is seen and heard of a replica, the one before the other.</summary>
internal sealed class BothSenses(IReplicaSenses one, IReplicaSenses other) : IReplicaSenses
{
    /// <inheritdoc/>
    public void HearAdvert(IPAddress source, int priority)
    {
        one.HearAdvert(source, priority);
        other.HearAdvert(source, priority);
    }

    /// <inheritdoc/>
    public void SeeVip(bool present)
    {
        one.SeeVip(present);
        other.SeeVip(present);
    }

    /// <inheritdoc/>
    public void Hear(VrrpState state)
    {
        one.Hear(state);
        other.Hear(state);
    }

    /// <inheritdoc/>
    public void LoseWord()
    {
        one.LoseWord();
        other.LoseWord();
    }
}
