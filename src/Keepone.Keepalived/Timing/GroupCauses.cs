using Keepone.Core.Vrrp;
using Keepone.Keepalived.Model;
using static Keepone.Core.Vrrp.Inequality;

namespace Keepone.Keepalived.Timing;

/// <summary>What each failure does at worst in a group without a guard.</summary>
internal static class GroupCauses
{
    /// <summary>The gap when a master hands over to one that preempts it, measured on keepalived 2.2.7 (DESIGN §2).</summary>
    private static readonly TimeSpan HandOverGap = TimeSpan.FromMilliseconds(40);

    internal static IEnumerable<CauseTiming> Of(IReadOnlyList<GroupMember> order)
    {
        if (order.Count == 1)
        {
            return Alone(order[0]);
        }

        var (master, next) = (order[0], order[1]);
        return
        [
            Crash(order, next),
            CleanStop(order, next),
            Cut(master, next),
            Return(master, next),
            .. master.Effective.Tracks.Where(track => track.IsTracked).Select(track => Fails(order, track)),
        ];
    }

    // Nothing is known of the others: what it does as their backup.
    private static IEnumerable<CauseTiming> Alone(GroupMember member)
    {
        var timing = MemberTiming.Of(member);
        yield return new CauseTiming("another is master and crashes", timing.LatestTakeover, TimeSpan.Zero,
            $"It takes over {Text(timing.EarliestTakeover)} to {Text(timing.LatestTakeover)} after the crash, if its peers advertise at {Text(timing.AdvertInterval)}, too, "
            + "and none of them has a higher priority.")
        {
            TakeOver = timing.LatestTakeover,
        };
        yield return new CauseTiming("another is master and stops cleanly", timing.Skew, TimeSpan.Zero,
            $"It hears the goodbye and takes over within {Text(timing.Skew)}; if that advert is lost, within {Text(timing.LatestTakeover)}.")
        {
            StepDown = TimeSpan.Zero,
            TakeOver = timing.Skew,
        };
        yield return new CauseTiming("it is cut off from the others", TimeSpan.Zero, TwoMasters: null,
            "Whoever is master stays, the other side elects another: two masters for as long as the cut lasts. Give all files of the group for more.");
    }

    private static CauseTiming Crash(IReadOnlyList<GroupMember> order, GroupMember next)
    {
        var (earliest, latest) = TakeOver(order[0], next);
        return new CauseTiming("master's node or keepalived crashes", latest, TwoAtOnce(order) ? HandOverGap : TimeSpan.Zero,
            $"{next.Name} takes over {Text(earliest)} to {Text(latest)} after the crash.{AtOnce(order)} When keepalived alone is killed, the kernel keeps its addresses.")
        {
            TakeOver = latest,
        };
    }

    private static CauseTiming CleanStop(IReadOnlyList<GroupMember> order, GroupMember next)
    {
        var skew = next.Effective.Skew(next.Priority, order[0].Effective.AdvertInterval);
        return new CauseTiming("master stops cleanly", skew, TwoAtOnce(order) ? HandOverGap : TimeSpan.Zero,
            $"It says goodbye with an advert of priority 0, and {next.Name} takes over within {Text(skew)}; "
            + $"if that advert is lost, within {Text(TakeOver(order[0], next).Latest)}.{AtOnce(order)}")
        {
            StepDown = TimeSpan.Zero,
            TakeOver = skew,
        };
    }

    private static CauseTiming Cut(GroupMember master, GroupMember next)
    {
        var (earliest, latest) = TakeOver(master, next);
        var heal = master.Priority == next.Priority
            ? "the one with the higher address stays"
            : $"{(master.Priority > next.Priority ? master : next).Name} stays";
        return new CauseTiming("master is cut off from the others", TimeSpan.Zero, TwoMasters: null,
            $"It hears nothing wrong and stays master, {next.Name} takes over {Text(earliest)} to {Text(latest)} after the cut: two masters for as long as it lasts, "
            + $"because nothing but adverts tells them of each other. When it heals, {heal}, within an advert interval.")
        {
            TakeOver = latest,
        };
    }

    private static CauseTiming Return(GroupMember master, GroupMember next)
    {
        var (_, latest) = TakeOver(next, master);
        var start = master.Configuration.Globals.StartupDelay?.Value ?? TimeSpan.Zero;
        if (!master.Effective.Preempts)
        {
            return new CauseTiming($"{master.Name} returns", TimeSpan.Zero, TimeSpan.Zero, $"It has nopreempt: {next.Name} stays master until it fails.");
        }

        if (master.Priority == next.Priority)
        {
            return new CauseTiming($"{master.Name} returns", TimeSpan.Zero, TimeSpan.Zero,
                $"Both have priority {master.Priority}: {next.Name} stays master{(master.Effective.StartsAsMaster ? ", unless the one that starts as master has the higher address" : "")}.");
        }

        var delay = master.Effective.PreemptDelay;
        var after = start + latest + delay;
        return new CauseTiming($"{master.Name} returns", HandOverGap, TimeSpan.Zero,
            $"It takes the mastership back {Text(after)} after its start at the latest"
            + $"{(delay > TimeSpan.Zero ? $", {Text(delay)} of which are its preempt_delay" : "")}{(start > TimeSpan.Zero ? $", {Text(start)} its vrrp_startup_delay" : "")}: "
            + "every return of the first one is an interruption.")
        {
            TakeOver = after,
        };
    }

    private static CauseTiming Fails(IReadOnlyList<GroupMember> order, EffectiveTrack track)
    {
        var master = order[0];
        var check = CheckTiming.Of(master, track);
        var cause = track.Kind == TrackKind.File ? $"{check.Check} of the master holds 1" : $"{check.Check} of the master fails";
        if (check.PriorityThen is not { } priority)
        {
            var next = order[1];
            var skew = next.Effective.Skew(next.Priority, master.Effective.AdvertInterval);
            return new CauseTiming(cause, skew, TimeSpan.Zero,
                $"{Found(check)}: it is in FAULT and says goodbye, {next.Name} takes over {Text(skew)} later. Where it fails on every node, there is no master at all.")
            {
                StepDown = check.Found,
                TakeOver = check.Found + skew,
            };
        }

        if (order.Skip(1).FirstOrDefault(member => member.Priority > priority) is not { } heir)
        {
            return new CauseTiming(cause, TimeSpan.Zero, TimeSpan.Zero,
                $"{Found(check)}: its priority is {priority}, and no other has more ({order[1].Name} has {order[1].Priority}): nothing moves.");
        }

        if (order.Skip(1).Where(member => member.Priority > priority).FirstOrDefault(member => member.Effective.Preempts) is not { } taker)
        {
            return new CauseTiming(cause, TimeSpan.Zero, TimeSpan.Zero,
                $"{Found(check)}: its priority is {priority}, {heir.Name} has {heir.Priority}, and nopreempt: nothing moves while the master lives.");
        }

        var later = TakeOver(master, taker).Latest + taker.Effective.PreemptDelay;
        return new CauseTiming(cause, HandOverGap, TimeSpan.Zero,
            $"{Found(check)}: its priority is {priority}, and {taker.Name}, which has {taker.Priority}, takes over {Text(later)} later at the latest. Where it fails on every node, the master stays.")
        {
            StepDown = check.Found + later,
            TakeOver = check.Found + later,
        };
    }

    private static string Found(CheckTiming check) => check.Found is { } found
        ? found == TimeSpan.Zero ? "That is seen at once" : $"That is found within {Text(found)}"
        : "That is found some time";

    // Version 3 goes by the interval that the master advertises; in version 2 one of another interval is not heard at all.
    private static (TimeSpan Earliest, TimeSpan Latest) TakeOver(GroupMember master, GroupMember next)
    {
        var interval = next.Effective.Version == 3 ? master.Effective.AdvertInterval : next.Effective.AdvertInterval;
        var latest = next.Effective.MasterDown(next.Priority, interval);
        return (latest - interval, latest);
    }

    private static bool TwoAtOnce(IReadOnlyList<GroupMember> order) => order.Count > 2 && order[1].Priority == order[2].Priority;

    private static string AtOnce(IReadOnlyList<GroupMember> order) => !TwoAtOnce(order) ? ""
        : $" {string.Join(" and ", order.Skip(1).Where(member => member.Priority == order[1].Priority).Select(member => member.Name))} have the same priority and time out at the same "
            + "instant: two masters for some milliseconds at every fail-over, and then the one with the higher address.";
}
