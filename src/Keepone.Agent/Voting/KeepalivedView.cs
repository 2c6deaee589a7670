using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Agent.Voting;

/// <summary>
/// What the kernel and keepalived say of a replica, reconciled for its voter. Pure. The kernel's word counts more: an address on the
/// interface answers, whatever keepalived says. But only one that keepalived set: an address that somebody set by hand on a backup makes
/// no master of it, and is no reason to stop it (the agent takes it away, docs/agent.md).
/// </summary>
/// <param name="Runs">Whether keepalived's VRRP process runs, as far as is known.</param>
/// <param name="Said">What keepalived said last that it is; <see cref="VrrpState.Unknown"/>: nothing, or it may be lost.</param>
/// <param name="Vip">Whether the HA VIP is on the HA interface.</param>
/// <param name="IsOwn">Whether keepalived is held to have set it.</param>
internal readonly record struct KeepalivedView(bool Runs, VrrpState Said, bool Vip, bool IsOwn)
{
    /// <summary>Before anything was seen: it may run, and be anything.</summary>
    public static readonly KeepalivedView Unseen = new(true, VrrpState.Unknown, false, false);

    /// <summary>keepalived said on its FIFO what it is.</summary>
    /// <param name="state">What.</param>
    /// <returns>The view with it.</returns>
    public KeepalivedView Say(VrrpState state)
    {
        // The end of one, or of its instance, is known better by its process.
        var said = state == VrrpState.Down ? VrrpState.Init : state;
        return this with { Said = said, IsOwn = IsOwn || (Vip && said == VrrpState.Master) };
    }

    /// <summary>Something that it said may be lost.</summary>
    /// <returns>The view without its word.</returns>
    public KeepalivedView Lose() => this with { Said = VrrpState.Unknown };

    /// <summary>The kernel said whether the VIP is there.</summary>
    /// <param name="present">Whether it is.</param>
    /// <returns>The view with it.</returns>
    public KeepalivedView See(bool present) => present switch
    {
        false => this with { Vip = false, IsOwn = false },

        // Of one that says backup it is somebody else's, or keepalived's next line comes in a moment and says so.
        true when !Vip => this with { Vip = true, IsOwn = !Runs || Said is VrrpState.Master or VrrpState.Unknown },
        true => this,
    };

    /// <summary>Whether its VRRP process runs was looked at.</summary>
    /// <param name="runs">Whether it does; one that is stopped by a signal does not.</param>
    /// <returns>The view with it. What another process said says nothing of the one that runs.</returns>
    public KeepalivedView Run(bool runs) =>
        runs == Runs ? this : runs ? this with { Runs = true } : this with { Runs = false, Said = VrrpState.Unknown, IsOwn = Vip };

    /// <summary>It was asked, and has said nothing on its FIFO since.</summary>
    /// <param name="state">What it said that it is.</param>
    /// <param name="holdsAddresses">Whether it said that it set its addresses.</param>
    /// <returns>The view with it.</returns>
    public KeepalivedView Answer(VrrpState state, bool holdsAddresses) =>
        this with { Said = state, IsOwn = Vip && (holdsAddresses || state == VrrpState.Master) };

    /// <summary>What the voter goes by.</summary>
    /// <returns>The view.</returns>
    public ReplicaView ToReplicaView() => new(Runs ? Said : VrrpState.Down, Vip && IsOwn);
}
