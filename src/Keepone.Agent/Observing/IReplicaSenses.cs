using System.Net;
using Keepone.Core.Model;

namespace Keepone.Agent.Observing;

/// <summary>
/// Who is told at once, on the reactor's thread and in the order in which it happened, what is seen and heard of a replica. The replica's
/// loop learns the same from its channel, when it has the time.
/// </summary>
internal interface IReplicaSenses
{
    /// <summary>An advert of another sender came.</summary>
    /// <param name="source">The sender.</param>
    /// <param name="priority">Its priority; 0: it resigns.</param>
    public void HearAdvert(IPAddress source, int priority);

    /// <summary>The HA VIP came to the HA interface, or went.</summary>
    /// <param name="present">Whether it is there.</param>
    public void SeeVip(bool present);

    /// <summary>keepalived said what it is.</summary>
    /// <param name="state">What.</param>
    public void Hear(VrrpState state);

    /// <summary>Something that keepalived said may be lost.</summary>
    public void LoseWord();
}
