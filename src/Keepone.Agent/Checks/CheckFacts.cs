using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Checks;

/// <summary>What is known of a replica when one of its checks begins a run.</summary>
/// <param name="Replica">The replica.</param>
/// <param name="Place">Its network namespace; null: the host's own.</param>
/// <param name="State">Its VRRP state.</param>
/// <param name="IsMaster">Whether it holds its addresses: a backup has none on its external and internal interfaces to ask from.</param>
/// <param name="Priority">Its effective priority.</param>
/// <param name="AdvertHeardAt">When an advert of another replica was heard last, steady time (<see cref="BootClock"/>); null: none yet.</param>
/// <param name="Since">Since when it is master, or is not, steady time.</param>
internal sealed record CheckFacts(
    Replica Replica, NetworkNamespace? Place, VrrpState State, bool IsMaster, int Priority, TimeSpan? AdvertHeardAt, TimeSpan Since);
