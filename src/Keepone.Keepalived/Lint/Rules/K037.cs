namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K037() : LintRule(
    "K037", LintSeverity.Info, "Fast adverts, and stalls that are not logged",
    why: "keepalived logs `A thread timer expired` only when a timer is a second late. With adverts of less than a second the others have taken over by then, and the log "
        + "of the node that stalled says nothing.",
    remedy: "Set min_auto_priority_delay in global_defs (microseconds) to half of the shortest advert_int.",
    source: "lib/scheduler.c, global_data.c of 2.2.7; keepalived #2011, #1955")
{
    private const string Keyword = "min_auto_priority_delay";

    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            version 3
            interface eth0
            virtual_router_id 30
            advert_int 0.1
        }
        """,
        """
        global_defs {
            min_auto_priority_delay 50000
        }
        vrrp_instance VI_1 {
            version 3
            interface eth0
            virtual_router_id 30
            advert_int 0.1
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        var shortest = file.Instances.Where(instance => instance.Version == 3).MinBy(instance => instance.AdvertInterval);
        if (shortest is not null && shortest.AdvertInterval < TimeSpan.FromSeconds(1) && file.Version.KnowsMinAutoPriorityDelay
            && !file.Model.Keywords.Any(use => use.Entry.Keyword == Keyword))
        {
            yield return Found((shortest.Given.AdvertInterval?.Place).GetValueOrDefault(shortest.Place),
                $"'{shortest.Name}' sends an advert every {LintText.Seconds(shortest.AdvertInterval)}, and keepalived logs stalls of a second only",
                $"Add `{Keyword} {shortest.AdvertInterval.TotalMicroseconds / 2:0}` to global_defs.");
        }
    }
}
