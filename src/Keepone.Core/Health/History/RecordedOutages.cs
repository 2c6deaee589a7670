namespace Keepone.Core.Health.History;

/// <summary>The outages of a router's checks, and which of them are a reason for a failover.</summary>
internal sealed class RecordedOutages
{
    private readonly Dictionary<RecordedCheck, OutageTimeline> _all;

    private RecordedOutages(Dictionary<RecordedCheck, OutageTimeline> all) => _all = all;

    /// <summary>Finds them.</summary>
    /// <param name="router">The router.</param>
    /// <param name="real">How long one lasts at least that is real; null: twice what the recorded settings take to see it.</param>
    public static RecordedOutages Of(RecordedRouter router, TimeSpan? real)
    {
        var all = router.Checks.ToDictionary(check => check, check => check.Outages());
        foreach (var (check, timeline) in all)
        {
            var others = all.Where(other => other.Key.Check == check.Check && other.Key.Node != check.Node).Select(other => other.Value).ToList();
            var everywhere = others.Count > 0 && others.Count == router.Nodes.Length - 1;
            var least = real ?? 2 * check.Settings.Interval * check.Settings.Fall;
            foreach (var outage in timeline.All)
            {
                // Of all nodes at once: nobody is healthier, so moving the master mends nothing.
                outage.IsReal = outage.To - outage.From >= least && !(everywhere && others.TrueForAll(other => other.Meets(outage)));
            }
        }

        return new RecordedOutages(all);
    }

    /// <summary>The outages of a check.</summary>
    public OutageTimeline Of(RecordedCheck check) => _all[check];
}
