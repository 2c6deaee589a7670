namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K022() : LintRule(
    "K022", LintSeverity.Error, "preempt_delay that is not in force",
    why: "keepalived clears preempt_delay with state MASTER, with nopreempt and in strict mode: the node takes over as soon as it is back, before "
        + "what it needs has started.",
    remedy: "Keep preempt_delay and remove what clears it; `state BACKUP` costs nothing.",
    source: "vrrp_complete_instance() of vrrp.c")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            state MASTER
            interface eth0
            virtual_router_id 30
            priority 150
            preempt_delay 60
        }
        """,
        """
        vrrp_instance VI_1 {
            state BACKUP
            interface eth0
            virtual_router_id 30
            priority 150
            preempt_delay 60
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from instance in file.Instances
        where instance.Given.PreemptDelay is { Value.Ticks: > 0 }
        let why = instance.IsMasterAtStart ? "`state MASTER`" : instance.IsStrict ? "strict mode" : instance.SaysNoPreempt ? "nopreempt" : null
        where why is not null
        select Found(instance.Given.PreemptDelay!.Place,
            $"'{instance.Name}' has preempt_delay {LintText.Seconds(instance.Given.PreemptDelay.Value)} and {why}: keepalived clears the delay",
            $"Remove one of the two: preempt_delay, or {why}.");
}
