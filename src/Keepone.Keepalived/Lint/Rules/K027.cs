namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K027() : LintRule(
    "K027", LintSeverity.Error, "An advert_int that VRRP cannot say",
    why: "Version 2 has whole seconds from 1 to 255, version 3 has steps of 10 ms up to 40.95 s. keepalived rounds and says so in its log; a "
        + "failover takes longer than was computed, and with version 2 a peer that was rounded otherwise discards the adverts.",
    remedy: "Write an interval that the version has; for less than a second use VRRP version 3 on all nodes.",
    source: "vrrp_complete_instance() of vrrp.c; RFC 3768 5.3.7, RFC 5798 5.2.7")
{
    private static readonly TimeSpan Step3 = TimeSpan.FromMilliseconds(10);

    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            version 2
            interface eth0
            virtual_router_id 30
            advert_int 0.5
        }
        """,
        """
        vrrp_instance VI_1 {
            version 3
            interface eth0
            virtual_router_id 30
            advert_int 0.5
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from instance in file.Instances
        where instance.Given.AdvertInterval is not null
        let given = instance.AdvertInterval
        let real = InForce(instance.Version, given)
        where real != given
        select Found(instance.Given.AdvertInterval!.Place,
            $"'{instance.Name}' speaks VRRP version {instance.Version}, which has no interval of {LintText.Seconds(given)}: it becomes {LintText.Seconds(real)}",
            instance.Version == 2 && given < TimeSpan.FromSeconds(1) ? "Use `version 3` on all nodes, or `advert_int 1`." : $"Write `advert_int {LintText.Seconds(real)[..^2]}`.");

    private static TimeSpan InForce(int version, TimeSpan given)
    {
        var (step, most) = version == 2 ? (TimeSpan.FromSeconds(1), 255) : (Step3, 4095);
        var steps = Math.Clamp(Math.Floor((given / step) + 0.5), 1, most);
        return step * steps;
    }
}
