namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K020() : LintRule(
    "K020", LintSeverity.Error, "nopreempt with priority 255",
    why: "An instance of priority 255 owns the addresses and takes over as soon as it starts; keepalived clears nopreempt and says so in its log.",
    remedy: "Use a priority below 255, or leave nopreempt out.",
    source: "vrrp_complete_instance() of vrrp.c; RFC 5798 6.1")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            state BACKUP
            interface eth0
            virtual_router_id 30
            priority 255
            nopreempt
        }
        """,
        """
        vrrp_instance VI_1 {
            state BACKUP
            interface eth0
            virtual_router_id 30
            priority 150
            nopreempt
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from instance in file.Instances
        where instance is { SaysNoPreempt: true, IsOwner: true }
        select Found(instance.Given.NoPreempt!.Place, $"'{instance.Name}' has nopreempt and priority 255: keepalived clears nopreempt, it takes over whenever it starts",
            "Lower the priority to 254 or less, or remove nopreempt.");
}
