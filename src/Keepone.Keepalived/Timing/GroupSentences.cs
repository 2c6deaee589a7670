using Keepone.Keepalived.Model;
using static Keepone.Core.Vrrp.Inequality;

namespace Keepone.Keepalived.Timing;

/// <summary>What is to be known of a group beside its figures.</summary>
internal static class GroupSentences
{
    /// <summary>Two skews that are closer than this are one on a busy node: jitter between two backups, docs/timing.md.</summary>
    private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(10);

    internal static IEnumerable<string> Of(IReadOnlyList<GroupMember> order, int nodes)
    {
        if (order[0].Instance.VirtualRouterId is null)
        {
            yield return "There is no virtual_router_id: keepalived does not run it.";
        }

        if (nodes > 1 && order.Count < nodes)
        {
            yield return $"Only {order.Count} of {nodes} files have it: {string.Join(", ", order.Select(member => member.Name))}.";
        }

        var first = order[0];
        foreach (var member in order.Skip(1))
        {
            if (member.Effective.Version != first.Effective.Version)
            {
                yield return $"{first.Name} speaks version {first.Effective.Version}, {member.Name} version {member.Effective.Version}: they do not hear each other, and both are master.";
            }
            else if (member.Effective.AdvertInterval != first.Effective.AdvertInterval)
            {
                yield return first.Effective.Version == 2
                    ? $"{first.Name} advertises every {Text(first.Effective.AdvertInterval)}, {member.Name} every {Text(member.Effective.AdvertInterval)}: version 2 drops such adverts, and both are master."
                    : $"{first.Name} advertises every {Text(first.Effective.AdvertInterval)}, {member.Name} every {Text(member.Effective.AdvertInterval)}: version 3 goes by what the master says.";
            }
        }

        foreach (var sentence in Succession(order))
        {
            yield return sentence;
        }

        foreach (var member in order.Where(member => member.Effective.Garp.Refresh == TimeSpan.Zero))
        {
            yield return $"{member.Name} never announces its addresses again ({Announcements(member.Effective.Garp)}): after a healed cut, switches may send to the wrong node until they forget.";
        }

        foreach (var (member, track) in order.SelectMany(member => member.Effective.Tracks.Where(track => track.Dropped is not null).Select(track => (member, track))))
        {
            yield return $"{member.Name}: {track.Kind.ToString().ToLowerInvariant()} {track.Name} does not count as written: {track.Dropped}.";
        }
    }

    /// <summary>When addresses are announced, without a full stop.</summary>
    internal static string Announcements(EffectiveGarp garp) =>
        $"{garp.Repeat} at once"
        + (garp.Delay > TimeSpan.Zero ? $", {garp.Repeat} after {Text(garp.Delay)}" : "")
        + (garp.Refresh > TimeSpan.Zero ? $", then {garp.RefreshRepeat} every {Text(garp.Refresh)}" : ", then none");

    private static IEnumerable<string> Succession(IReadOnlyList<GroupMember> order)
    {
        foreach (var equal in order.GroupBy(member => member.Priority).Where(group => group.Count() > 1))
        {
            yield return $"{string.Join(" and ", equal.Select(member => member.Name))} have the same priority {equal.Key}: when they start or time out together, "
                + "both are master for some milliseconds, and the higher address wins.";
        }

        for (var i = 2; i < order.Count; i++)
        {
            var (sooner, later) = (order[i - 1], order[i]);
            var apart = later.Effective.Skew(later.Priority) - sooner.Effective.Skew(sooner.Priority);
            if (later.Priority != sooner.Priority && apart < Jitter)
            {
                yield return $"{sooner.Name} and {later.Name} time out only {Text(apart)} apart: on a busy node both may become master for a moment; take priorities that are farther apart.";
            }
        }
    }
}
