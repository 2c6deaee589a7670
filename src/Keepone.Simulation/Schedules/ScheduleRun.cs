namespace Keepone.Simulation.Schedules;

/// <summary>What came of a schedule.</summary>
/// <param name="TwoMastersAt">The first moment with two masters; null: there was none.</param>
/// <param name="TwoLeasesAt">The first moment with two leases; null: there was none.</param>
/// <param name="LongestGap">The longest time without a master after quiet began.</param>
/// <param name="LateMoves">How often the mastership moved in the second half of the quiet time.</param>
/// <param name="LateWrites">How often a quorum file was written then: a replica that comes and goes.</param>
public sealed record ScheduleResult(
    TimeSpan? TwoMastersAt, TimeSpan? TwoLeasesAt, TimeSpan LongestGap, int LateMoves, int LateWrites)
{
    /// <summary>Whether either safety invariant was broken.</summary>
    public bool IsBroken => TwoMastersAt is not null || TwoLeasesAt is not null;
}

/// <summary>Runs a schedule on a router.</summary>
public static class ScheduleRun
{
    /// <summary>How many adverts long quiet lasts: several elections, and as long again to see that nothing moves.</summary>
    private const int QuietAdverts = 40;

    /// <summary>Runs it.</summary>
    /// <param name="schedule">The schedule; its times are for adverts of a second.</param>
    /// <param name="world">A new world of that many voters.</param>
    /// <param name="fates">Chance, until quiet begins.</param>
    /// <param name="quiet">Chance after that.</param>
    /// <returns>What came of it.</returns>
    public static ScheduleResult Of(FaultSchedule schedule, World world, FateSource fates, FateSource quiet)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(fates);
        ArgumentNullException.ThrowIfNull(quiet);
        var early = schedule.Faults.TakeWhile(fault => fault.At == TimeSpan.Zero).ToList();
        early.ForEach(fault => Do(world, fault, fates));
        for (var i = 0; i < world.Settings.Voters; i++)
        {
            world.StartAgent(i, Chance(world, fates));
        }

        foreach (var fault in schedule.Faults.Skip(early.Count))
        {
            world.RunUntil(fault.At > world.Now ? fault.At : world.Now, fates);
            Do(world, fault, fates);
        }

        world.RunUntil(schedule.Quiet, fates);
        return Quiet(schedule, world, quiet);
    }

    private static ScheduleResult Quiet(FaultSchedule schedule, World world, FateSource fates)
    {
        world.HealAll();
        foreach (var cut in schedule.Remaining)
        {
            Do(world, cut, fates);
        }

        for (var i = 0; i < world.Settings.Voters; i++)
        {
            world.Pause(i, paused: false);
            world.HangAgent(i, hangs: false);
            world.Boot(i, Chance(world, fates));
            world.StartAgent(i, Chance(world, fates));
        }

        var advert = world.Settings.Timers.Advert;
        var (end, half) = (world.Now + (QuietAdverts * advert), world.Now + (QuietAdverts / 2 * advert));
        var (longest, began) = (TimeSpan.Zero, world.Now);
        var isLate = false;
        while (world.Now < end)
        {
            if (!isLate && world.Now >= half)
            {
                world.ResetCounts();
                isLate = true;
            }

            world.RunUntil(world.Now + (advert / 20), fates);
            if (world.NoMasterSince is { } since)
            {
                var gap = world.Now - (since > began ? since : began);
                longest = gap > longest ? gap : longest;
            }
        }

        return new ScheduleResult(world.TwoMastersAt, world.TwoLeasesAt, longest, world.Moves, world.QuorumWrites);
    }

    private static Fate Chance(World world, FateSource fates) =>
        fates(world, new WorldEvent(world.Now, WorldEventKind.AgentLooks, 0));

    private static void Do(World world, in Fault fault, FateSource fates)
    {
        var (adverts, beacons) = (fault.Traffic != Traffic.Beacons, fault.Traffic != Traffic.Adverts);
        var fate = Chance(world, fates);
        switch (fault.Kind)
        {
            case FaultKind.Cut or FaultKind.Heal:
                world.SetCut(fault.Node, fault.Other, fault.Kind == FaultKind.Cut, adverts, beacons);
                break;
            case FaultKind.Kill:
                world.KillAgent(fault.Node);
                break;
            case FaultKind.Leave:
                world.LeaveAgent(fault.Node, fate);
                break;
            case FaultKind.Start:
                world.StartAgent(fault.Node, fate);
                break;
            case FaultKind.Pause or FaultKind.Resume:
                world.Pause(fault.Node, fault.Kind == FaultKind.Pause, clockStops: fault.Other == 1);
                break;
            case FaultKind.Hang or FaultKind.Unhang:
                world.HangAgent(fault.Node, fault.Kind == FaultKind.Hang);
                break;
            case FaultKind.Crash:
                world.Crash(fault.Node);
                break;
            case FaultKind.Boot:
                world.Boot(fault.Node, fate);
                break;
            case FaultKind.KillKeepalived:
                world.KillKeepalived(fault.Node, fate);
                break;
            case FaultKind.Penalty:
                world.SetPenalty(fault.Node, fault.Other, fate);
                break;
            default:
                throw new InvalidOperationException($"The fault {fault.Kind} cannot be done.");
        }
    }
}
