using System.Collections.Immutable;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Agent.Witness;

/// <summary>What a witness's vote for one router rests on: when it changes, the vote starts anew, with its promise.</summary>
/// <param name="Roster">The voters and where they are.</param>
/// <param name="Group">The voters and their timers.</param>
internal sealed record WitnessSeat(GuardRoster Roster, VoterGroup Group)
{
    /// <summary>The router's name.</summary>
    public string Name => Roster.RouterName;

    /// <summary>What is served of a set of routers: those that name this witness.</summary>
    /// <param name="routers">The routers.</param>
    /// <param name="witness">The witness's name.</param>
    /// <returns>Their seats, and one sentence for each router that names it and that it cannot serve.</returns>
    public static (ImmutableArray<WitnessSeat> Seats, ImmutableArray<string> Problems) Of(ImmutableArray<RouterSpecification> routers, string witness)
    {
        var seats = ImmutableArray.CreateBuilder<WitnessSeat>();
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var router in routers)
        {
            if (!router.Guard.Witnesses.Any(named => named.Name == witness))
            {
                continue;
            }

            var mode = GuardModeRule.Decide(router);
            if (router.Replicas.Contains(witness))
            {
                problems.Add($"Router {router.Name}: '{witness}' is a replica's node as well as a witness: give the witness another name");
            }
            else if (mode.InForce == GuardMode.Promise && GuardRoster.Of(router, witness) is not { } roster)
            {
                problems.Add(
                    $"Router {router.Name}: its guard cannot vote: expected at most {VoterGroup.MostVoters} voters, and an address of each replica in ha.addresses");
            }
            else if (mode.InForce == GuardMode.Promise)
            {
                roster = GuardRoster.Of(router, witness)!;
                var bonus = PriorityPlan.For(router.Replicas.Length).Bonus;
                seats.Add(new WitnessSeat(
                    roster, new VoterGroup(roster.Self, roster.Names, roster.Replicas, bonus, GuardTimers.For(router))));
            }
        }

        return (seats.ToImmutable(), problems.ToImmutable());
    }

    /// <summary>Whether a vote that runs by this one runs by another as well.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>Whether nothing differs.</returns>
    public bool SameAs(WitnessSeat other) =>
        Roster.Fingerprint == other.Roster.Fingerprint && Roster.Self == other.Roster.Self && Name == other.Name
        && Roster.Endpoints.AsSpan().SequenceEqual(other.Roster.Endpoints.AsSpan()) && Group.Timers == other.Group.Timers;
}
