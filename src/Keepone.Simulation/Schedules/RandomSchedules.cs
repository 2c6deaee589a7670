namespace Keepone.Simulation.Schedules;

/// <summary>The classes of faults of which random schedules are made.</summary>
[Flags]
public enum FaultClasses
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Directions are cut and heal, many close together, often around the master.</summary>
    Cuts = 1,

    /// <summary>Adverts and beacons are cut apart from each other.</summary>
    Filters = 2,

    /// <summary>Agents are killed and started again.</summary>
    Kills = 4,

    /// <summary>All agents leave in order and return, nearly at once.</summary>
    Upgrades = 8,

    /// <summary>Nodes crash and boot, keepaliveds are killed.</summary>
    Crashes = 16,

    /// <summary>Checks fail and pass.</summary>
    Sickness = 32,

    /// <summary>The router boots with cuts.</summary>
    Boots = 64,

    /// <summary>Agents of witnesses are killed and come back at once, again and again.</summary>
    Restarts = 128,

    /// <summary>Nodes of witnesses lose power and are back within a second: everything that they knew is forgotten.</summary>
    Reboots = 256,
}

/// <summary>Schedules from seeds. The same seed is the same schedule, always.</summary>
public static class RandomSchedules
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(20);

    /// <summary>The schedule of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="replicas">How many replicas.</param>
    /// <param name="witnesses">How many witnesses.</param>
    /// <param name="classes">What may happen.</param>
    /// <returns>The schedule.</returns>
    public static FaultSchedule Of(ulong seed, int replicas, int witnesses, FaultClasses classes)
    {
        var random = new Randomness(seed);
        var voters = replicas + witnesses;
        var faults = new List<Fault>();
        if (classes.HasFlag(FaultClasses.Boots) || random.Chance(0.1))
        {
            AddRandomCuts(faults, ref random, voters, 0.3, TimeSpan.Zero);
        }

        // A burst that most faults fall into: what matters happens within one election.
        var burst = Settled + Share(ref random, TimeSpan.FromSeconds(5));
        foreach (var kind in Enum.GetValues<FaultClasses>().Where(kind => kind != FaultClasses.None && classes.HasFlag(kind)))
        {
            Add(faults, ref random, kind, burst, replicas, voters);
        }

        var remaining = new List<Fault>();
        if (random.Chance(0.5))
        {
            AddRandomCuts(remaining, ref random, voters, 0.2, TimeSpan.Zero);
        }

        return new FaultSchedule
        {
            Name = $"{classes.ToString().Replace(", ", "+", StringComparison.Ordinal)}-{seed}",
            Replicas = replicas,
            Witnesses = witnesses,
            Faults = [.. faults.OrderBy(fault => fault.At)],
            Quiet = faults.Select(fault => fault.At).Append(Settled + Phase).Max(),
            Remaining = [.. remaining],
        };
    }

    private static void Add(
        List<Fault> faults, ref Randomness random, FaultClasses kind, TimeSpan burst, int replicas, int voters)
    {
        switch (kind)
        {
            case FaultClasses.Cuts or FaultClasses.Filters:
                for (var left = 1 + random.Below(6); left > 0; left--)
                {
                    var traffic = kind == FaultClasses.Filters ? (Traffic)random.Below(3) : Traffic.Both;
                    AddCut(faults, ref random, When(ref random, burst), traffic, replicas, voters);
                }

                break;
            case FaultClasses.Kills:
                for (var left = 1 + random.Below(4); left > 0; left--)
                {
                    AddPair(faults, ref random, FaultKind.Kill, FaultKind.Start, When(ref random, burst), Node(ref random, replicas, voters));
                }

                break;
            case FaultClasses.Upgrades:
                for (var node = 0; node < voters; node++)
                {
                    AddPair(faults, ref random, FaultKind.Leave, FaultKind.Start,
                        burst + Share(ref random, TimeSpan.FromMilliseconds(300)), node);
                }

                break;
            case FaultClasses.Crashes:
                for (var left = 1 + random.Below(3); left > 0; left--)
                {
                    var (at, node) = (When(ref random, burst), Node(ref random, replicas, voters));
                    if (random.Chance(0.5))
                    {
                        faults.Add(new Fault(at, FaultKind.Crash, node));
                        faults.Add(new Fault(at + TimeSpan.FromSeconds(2) + Share(ref random, TimeSpan.FromSeconds(6)), FaultKind.Boot, node));
                    }
                    else
                    {
                        faults.Add(new Fault(at, FaultKind.KillKeepalived, node));
                    }
                }

                break;
            case FaultClasses.Sickness:
                for (var left = 1 + random.Below(4); left > 0; left--)
                {
                    var (at, node) = (When(ref random, burst), random.Below(replicas));
                    faults.Add(new Fault(at, FaultKind.Penalty, node, random.Chance(0.8) ? 99 : 30));
                    faults.Add(new Fault(at + Share(ref random, TimeSpan.FromSeconds(10)), FaultKind.Penalty, node));
                }

                break;
            case FaultClasses.Restarts or FaultClasses.Reboots:
                var (first, second) = kind == FaultClasses.Restarts
                    ? (FaultKind.Kill, FaultKind.Start) : (FaultKind.Crash, FaultKind.Boot);
                for (var left = 12; left > 0 && voters > replicas; left--)
                {
                    var (at, node) = (When(ref random, burst), replicas + random.Below(voters - replicas));
                    faults.Add(new Fault(at, first, node));
                    faults.Add(new Fault(at + Share(ref random, TimeSpan.FromMilliseconds(600)), second, node));
                }

                break;
            default:
                break;
        }
    }

    // A node's every direction, one way or both; a pair; or a single direction.
    private static void AddCut(List<Fault> faults, ref Randomness random, TimeSpan at, Traffic traffic, int replicas, int voters)
    {
        var shape = random.Below(6);
        var (one, other) = (Node(ref random, replicas, voters), random.Below(voters));
        other = other == one ? (one + 1) % voters : other;
        var length = Share(ref random, TimeSpan.FromSeconds(random.Chance(0.5) ? 5 : 15));
        for (var peer = 0; peer < voters; peer++)
        {
            var (from, to) = shape switch
            {
                0 or 3 => (true, shape == 0),
                4 => (false, true),
                1 => (peer == other, peer == other),
                _ => (peer == other, false),
            };
            if (peer != one && from)
            {
                AddOne(faults, ref random, at, length, one, peer, traffic);
            }

            if (peer != one && to)
            {
                AddOne(faults, ref random, at, length, peer, one, traffic);
            }
        }
    }

    private static void AddOne(
        List<Fault> faults, ref Randomness random, TimeSpan at, TimeSpan length, int from, int to, Traffic traffic)
    {
        faults.Add(new Fault(at, FaultKind.Cut, from, to, traffic));
        if (random.Chance(0.7))
        {
            faults.Add(new Fault(at + length, FaultKind.Heal, from, to, traffic));
        }
    }

    private static void AddPair(
        List<Fault> faults, ref Randomness random, FaultKind first, FaultKind second, TimeSpan at, int node)
    {
        faults.Add(new Fault(at, first, node));
        faults.Add(new Fault(at + TimeSpan.FromMilliseconds(200) + Share(ref random, TimeSpan.FromMilliseconds(1800)), second, node));
    }

    private static void AddRandomCuts(List<Fault> faults, ref Randomness random, int voters, double probability, TimeSpan at)
    {
        for (var from = 0; from < voters; from++)
        {
            for (var to = 0; to < voters; to++)
            {
                if (from != to && random.Chance(probability))
                {
                    faults.Add(new Fault(at, FaultKind.Cut, from, to));
                }
            }
        }
    }

    // The first of the order is master most of the time.
    private static int Node(ref Randomness random, int replicas, int voters) =>
        random.Chance(0.5) ? random.Below(Math.Min(2, replicas)) : random.Below(voters);

    private static TimeSpan When(ref Randomness random, TimeSpan burst) =>
        random.Chance(0.5) ? Settled + Share(ref random, Phase) : burst + Share(ref random, TimeSpan.FromSeconds(5));

    private static TimeSpan Share(ref Randomness random, TimeSpan time) => random.Between(TimeSpan.Zero, time);
}
