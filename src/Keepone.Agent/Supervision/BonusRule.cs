using Keepone.Core.Model;

namespace Keepone.Agent.Supervision;

/// <summary>Whether a replica has the bonus of a master, and why.</summary>
/// <param name="HasBonus">Whether it has it.</param>
/// <param name="Sentence">Why, in one sentence.</param>
internal readonly record struct BonusVerdict(bool HasBonus, string Sentence);

/// <summary>Decides who has the bonus that keeps the mastership where it is. Pure.</summary>
internal static class BonusRule
{
    /// <summary>
    /// Decides. It begins with keepalived's word and ends with the VIP, or with keepalived: one that was left on would take the mastership
    /// back after a healed split (reference/guard.md R10), one given for a VIP that somebody else set would make a backup master, and one
    /// that blinked at a false word would move the mastership.
    /// </summary>
    /// <param name="vipPresent">Whether the HA VIP is on the HA interface.</param>
    /// <param name="reported">What keepalived said it is; <see cref="VrrpState.Down"/>: it does not run.</param>
    /// <param name="hasBonus">Whether the replica has the bonus already.</param>
    /// <returns>The verdict.</returns>
    public static BonusVerdict Decide(bool vipPresent, VrrpState reported, bool hasBonus) => (vipPresent, reported) switch
    {
        (false, _) => new(false, "the VIP is not here"),
        (_, VrrpState.Down) => new(false, "keepalived does not run"),
        (_, VrrpState.Master) => new(true, "this replica is master"),
        (_, VrrpState.Unknown) => new(true, "the VIP is here, and keepalived, which was taken over, has not said what it is"),
        _ when hasBonus => new(true, $"the VIP is still here, though keepalived says {reported}"),
        _ => new(false, $"the VIP is here, but keepalived says {reported} and did not set it"),
    };
}
