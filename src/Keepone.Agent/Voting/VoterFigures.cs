using System.Collections.Immutable;
using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Agent.Voting;

/// <summary>Puts the figures of a voter together when somebody asks for them.</summary>
internal static class VoterFigures
{
    /// <summary>The figures.</summary>
    /// <param name="seat">The voter; null: it has not started.</param>
    /// <param name="group">The voters.</param>
    /// <param name="counters">What became of packets.</param>
    /// <param name="now">The steady time.</param>
    /// <returns>The figures.</returns>
    public static GuardFigures Of(VoterSeat? seat, VoterGroup group, BeaconCounters counters, TimeSpan now)
    {
        var heard = ImmutableSortedDictionary.CreateBuilder<string, TimeSpan>(StringComparer.Ordinal);
        for (var i = 0; i < group.Names.Length; i++)
        {
            if (i != group.Self && seat?.HeardAgo(i, now) is { } ago)
            {
                heard.Add(group.Names[i], ago);
            }
        }

        var rejected = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        for (var reason = BeaconRejection.None + 1; reason <= BeaconRejection.Content; reason++)
        {
            if (counters.Of(reason) is > 0 and var count)
            {
                rejected.Add(reason.ToString(), count);
            }
        }

        return new GuardFigures(
            group.IsReplica && seat is not null ? Lease(seat.LeaseUntil - now) : null,
            seat?.PromiseLeft(now),
            heard.ToImmutable(),
            counters.Sent,
            counters.Heard,
            rejected.ToImmutable());
    }

    // Who is a majority alone has a lease without an end.
    private static TimeSpan? Lease(TimeSpan left) => left > TimeSpan.Zero && left < TimeSpan.FromDays(1) ? left : null;
}
