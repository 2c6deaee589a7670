using Keepone.Core.Model;

namespace Keepone.Core.Guard;

/// <summary>Which guard a router can have, and what that means.</summary>
/// <param name="InForce">The mode that can be in force: the one that is asked for, or <see cref="GuardMode.Off"/>.</param>
/// <param name="Warns">Whether the operator asked for more than this gives: said in log, status and timing.</param>
/// <param name="Sentence">Why, in one sentence without a full stop.</param>
public readonly record struct GuardModeVerdict(GuardMode InForce, bool Warns, string Sentence);

/// <summary>
/// Decides which guard a router's voters allow. A majority that one voter's silence destroys is none: of two voters each would have to
/// hear the other, and a crash of one would stop the other.
/// </summary>
public static class GuardModeRule
{
    /// <summary>The fewest voters of which some may be missing.</summary>
    public const int FewestVoters = 3;

    /// <summary>Decides.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The verdict.</returns>
    public static GuardModeVerdict Decide(RouterSpecification router)
    {
        ArgumentNullException.ThrowIfNull(router);
        var (replicas, witnesses) = (router.Replicas.Length, router.Guard.Witnesses.Length);
        return (router.Guard.Mode, replicas) switch
        {
            (GuardMode.Off, _) => new(GuardMode.Off, false, "the guard is off: a cut of the HA network makes two masters"),
            (_, 0) => new(GuardMode.Off, false, "the guard is off, because no replicas are specified: a cut of the HA network makes two masters"),
            (_, 1) => new(GuardMode.Off, false, "there is one replica, which needs no guard"),
            (GuardMode.Promise, _) when replicas + witnesses < FewestVoters => new(GuardMode.Off, true,
                "the guard is off, because two replicas without a witness cannot decide which of them is cut off: a cut of the HA network "
                + "makes two masters; name a witness under guard.witnesses, or add a replica"),
            (GuardMode.Promise, _) => new(GuardMode.Promise, false,
                $"a master needs the promises of {Majority(replicas + witnesses)} of {replicas + witnesses} voters"),
            _ when replicas < FewestVoters => new(GuardMode.Off, true,
                "the guard is off, because two replicas cannot tell by reachability which of them is cut off"
                + (witnesses > 0 ? ", and a witness judges by beacons, not by echo: use guard.mode promise" : "")
                + ": a cut of the HA network makes two masters"
                + (witnesses > 0 ? "" : "; add a replica, or use guard.mode promise with a witness")),
            _ => new(GuardMode.Reachability, true,
                $"weaker: a master needs to reach {Majority(replicas)} of {replicas} replicas; a cut between the master and some of them only "
                + "still makes two masters"),
        };
    }

    private static int Majority(int voters) => (voters / 2) + 1;
}
