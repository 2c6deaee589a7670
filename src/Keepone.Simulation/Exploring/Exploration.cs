namespace Keepone.Simulation.Exploring;

/// <summary>
/// Every run of a world in which at most so many things deviate from the usual course: at each message and each agent's act the
/// adversary may do something or leave it. Runs share their beginnings, and a state that was met before with as many deviations
/// left is not followed again.
/// </summary>
public sealed class Exploration
{
    private readonly ExplorationBounds _bounds;
    private readonly Fate _usual;
    private readonly TimeSpan _late;
    private readonly Dictionary<ulong, byte> _known = [];
    private readonly Stack<(World World, int Left, Trail? Trail)> _open = [];
    private readonly Stack<World> _spare = [];
    private readonly TimeSpan _end;
    private long _runs;

    private Exploration(World start, ExplorationBounds bounds, Fate usual)
    {
        (_bounds, _usual, _late) = (bounds, usual, start.Settings.Timers.SchedulingDelay);
        _end = start.Now + bounds.Horizon;
        _open.Push((CopyOf(start), bounds.Most, null));
    }

    /// <summary>Explores.</summary>
    /// <param name="start">The world to begin with; it is left as it is.</param>
    /// <param name="bounds">How far to go.</param>
    /// <param name="usual">The usual course.</param>
    /// <returns>What was found: the search ends at the first broken invariant.</returns>
    public static ExplorationResult Of(World start, ExplorationBounds bounds, Fate usual)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(bounds);
        return new Exploration(start, bounds, usual).Run();
    }

    private ExplorationResult Run()
    {
        while (_open.TryPop(out var branch))
        {
            if (Follow(branch.World, branch.Left, branch.Trail) is { } broken)
            {
                return new ExplorationResult(_known.Count, _runs, IsComplete: false, broken);
            }

            _runs++;
            _spare.Push(branch.World);
            if (_known.Count > _bounds.MostStates)
            {
                return new ExplorationResult(_known.Count, _runs, IsComplete: false, Broken: null);
            }
        }

        return new ExplorationResult(_known.Count, _runs, IsComplete: true, Broken: null);
    }

    // The usual course of one world; every deviation from it is put aside to be followed later.
    private List<Deed>? Follow(World world, int left, Trail? trail)
    {
        while (!world.IsBroken && world.HasNext && world.Next.At <= _end)
        {
            var next = world.Next;
            if (IsDecision(next))
            {
                if (IsKnown(world, left))
                {
                    return null;
                }

                PutAside(world, next, left, trail);
            }

            world.Step(_usual);
        }

        return world.IsBroken ? Trail.Deeds(trail) : null;
    }

    private static bool IsDecision(in WorldEvent e) => e.Departs || e.Kind is WorldEventKind.AgentLooks or WorldEventKind.AdvertArrives
        or WorldEventKind.FilesAreRead or WorldEventKind.TimerEnds;

    private bool IsKnown(World world, int left)
    {
        var digest = world.Digest();
        if (_known.TryGetValue(digest, out var before) && before > left)
        {
            return true;
        }

        _known[digest] = (byte)(left + 1);
        return false;
    }

    private void PutAside(World world, in WorldEvent e, int left, Trail? trail)
    {
        if (left == 0)
        {
            return;
        }

        if (!e.Departs)
        {
            Branch(world, e, Deviations.Late, _usual with { Late = _late - _usual.Late }, left, trail);
            return;
        }

        if (world.IsCut(e.Node, e.Peer, beacons: e.Kind == WorldEventKind.BeaconDeparts))
        {
            Branch(world, e, Deviations.Cut, _usual, left, trail, cut: false);
            return;
        }

        Branch(world, e, Deviations.Lose, _usual with { Lost = true }, left, trail);
        Branch(world, e, Deviations.Cut, _usual, left, trail, cut: true);
        Branch(world, e, Deviations.Slow, _usual with { Delay = _bounds.Slow }, left, trail);
        Branch(world, e, Deviations.Repeat, _usual with { CopyDelay = _bounds.Slow }, left, trail);
    }

    private void Branch(
        World world, in WorldEvent e, Deviations deviation, in Fate fate, int left, Trail? trail, bool? cut = null)
    {
        if (!_bounds.Kinds.HasFlag(deviation))
        {
            return;
        }

        var branch = CopyOf(world);
        if (cut is { } cuts)
        {
            branch.SetCut(e.Node, e.Peer, cuts);
        }

        branch.Step(fate);
        _open.Push((branch, left - 1, new Trail(trail, new Deed(e.At, deviation, e))));
    }

    private World CopyOf(World world)
    {
        var copy = _spare.TryPop(out var spare) ? spare : new World(world.Settings);
        copy.CopyFrom(world);
        return copy;
    }

    private sealed record Trail(Trail? Before, Deed Deed)
    {
        public static List<Deed> Deeds(Trail? trail)
        {
            var deeds = new List<Deed>();
            for (var at = trail; at is not null; at = at.Before)
            {
                deeds.Insert(0, at.Deed);
            }

            return deeds;
        }
    }
}
