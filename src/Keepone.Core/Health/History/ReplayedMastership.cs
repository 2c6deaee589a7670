using System.Collections.Immutable;

namespace Keepone.Core.Health.History;

/// <summary>
/// Who would be master while verdicts change: the first in succession at the beginning; the master stays until another's priority, without
/// the bonus, is above its own with it. Adverts and timers are left out: a verdict moves the master at once.
/// </summary>
internal sealed class ReplayedMastership
{
    private readonly RecordedRouter _router;
    private readonly Dictionary<string, Outage?>[] _sick;
    private readonly bool _isAlone;
    private int _master;

    private ReplayedMastership(RecordedRouter router)
    {
        (_router, _isAlone) = (router, router.Nodes.Length == 1);
        _sick = [.. router.Nodes.Select(_ => new Dictionary<string, Outage?>(StringComparer.Ordinal))];
    }

    /// <summary>Counts the moves.</summary>
    /// <param name="router">The router.</param>
    /// <param name="verdicts">The changes of verdict of each check.</param>
    /// <param name="outages">The outages.</param>
    /// <returns>How many there were, and how many of them were for no reason.</returns>
    public static (int All, int False) Count(
        RecordedRouter router, ImmutableArray<(RecordedCheck Check, ImmutableArray<VerdictChange> Changes)> verdicts, RecordedOutages outages)
    {
        var group = new ReplayedMastership(router);
        var (all, wrong) = (0, 0);
        foreach (var moment in verdicts
            .SelectMany(one => one.Changes.Select(change => (one.Check, Change: change))).GroupBy(one => one.Change.At).OrderBy(one => one.Key))
        {
            foreach (var (check, change) in moment)
            {
                var sick = group._sick[router.Nodes.IndexOf(check.Node)];
                if (change.Change == CheckChange.Sickened)
                {
                    sick[check.Check] = outages.Of(check).Behind(change.At);
                }
                else
                {
                    sick.Remove(check.Check);
                }
            }

            var before = group._master;
            if (group.Moves())
            {
                all++;
                wrong += group._sick[before].Values.Any(outage => outage is { IsReal: true }) ? 0 : 1;
            }
        }

        return (all, wrong);
    }

    // Of one node alone nothing is known of the others: they are taken for healthy, and it for the master again as soon as it is fit.
    private bool Moves()
    {
        if (_isAlone)
        {
            var other = _router.Plan.Bases.First(priority => priority != _router.Bases[0]);
            var sick = Priority(0, master: true) is not { } own || own < other;
            var moved = sick && _master == 0;
            _master = sick ? -1 : 0;
            return moved;
        }

        var best = Enumerable.Range(0, _router.Nodes.Length).Where(node => node != _master).MaxBy(node => Priority(node, master: false) ?? -1);
        if (Priority(best, master: false) is { } challenger && challenger > (Priority(_master, master: true) ?? -1))
        {
            _master = best;
            return true;
        }

        return false;
    }

    // Null: it is out of the election.
    private int? Priority(int node, bool master)
    {
        var (sum, fault) = (0, false);
        foreach (var check in _router.Checks.Where(check => check.Node == _router.Nodes[node] && _sick[node].ContainsKey(check.Check)))
        {
            fault |= check.Settings.Fault;
            sum += check.Settings.Fault ? 0 : _router.PenaltyOf(check);
        }

        return fault ? null : _router.Bases[node] - _router.Plan.HealthValue(sum, master);
    }
}
