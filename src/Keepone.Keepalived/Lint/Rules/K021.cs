namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K021() : LintRule(
    "K021", LintSeverity.Error, "nopreempt with state MASTER",
    why: "keepalived clears nopreempt where the state is MASTER: the node takes the mastership back when it returns, which is what nopreempt was to "
        + "prevent.",
    remedy: "Write `state BACKUP` on every node; the priorities say who becomes master first.",
    source: "vrrp_complete_instance() of vrrp.c: `nopreempt will not work with initial state MASTER`")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            state MASTER
            interface eth0
            virtual_router_id 30
            priority 150
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
        where instance is { SaysNoPreempt: true, SaysMaster: true, IsOwner: false }
        select Found(instance.Given.NoPreempt!.Place, $"'{instance.Name}' has nopreempt and `state MASTER` (line {instance.Given.State!.Place.Line}): keepalived clears nopreempt",
            "Write `state BACKUP`, here and on the other nodes.");
}
