namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K019() : LintRule(
    "K019", LintSeverity.Error, "State MASTER without a priority",
    why: "The priority is then 255: the instance owns the addresses, as RFC 5798 calls it. It takes over at once whenever it starts, nothing that it "
        + "tracks moves it, and two nodes that both say so fight. Who leaves the priority out expects 100.",
    remedy: "Write the priority. `state BACKUP` everywhere and distinct priorities are all that is needed.",
    source: "vrrp_complete_instance() of vrrp.c")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            state MASTER
            interface eth0
            virtual_router_id 30
        }
        """,
        """
        vrrp_instance VI_1 {
            state BACKUP
            interface eth0
            virtual_router_id 30
            priority 150
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from instance in file.Instances
        where instance.SaysMaster && instance.Given.Priority is null
        select Found(instance.Given.State!.Place, $"'{instance.Name}' has `state MASTER` and no priority, so its priority is 255, not 100: nothing that it tracks can lower it",
            "Add `priority N`, with N below 255.");
}
