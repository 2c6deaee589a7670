namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K049() : LintRule(
    "K049", LintSeverity.Info, "Notify scripts, which run in no order",
    why: "keepalived forks a process for each change and does not wait for it: after backup, master, backup in quick succession the one for master may end last, and what it sets stays. "
        + "Neutron left notify scripts for this reason.",
    remedy: "Read the changes in order from a FIFO (`vrrp_notify_fifo`, with `vrrp_notify_fifo_script` if a program is to be started for it), or let the script ask for the present state instead of "
        + "believing its argument.",
    source: "keepalived #1055, #569, #584, #996; vyos-1x #292")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            notify_master "/etc/keepalived/master.sh"
            notify_backup "/etc/keepalived/backup.sh"
        }
        """,
        """
        global_defs {
            vrrp_notify_fifo /run/keepalived.fifo
            vrrp_notify_fifo_script "/etc/keepalived/states.sh"
        }
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        var scripts = ScriptUse.Notifies(file.Model).Select(notify => notify.Script).ToList();
        if (scripts.Count > 0)
        {
            yield return Found(scripts[0].Entry.Place,
                $"{LintText.Count(scripts.Count, "notify script", "notify scripts")} ({LintText.And(scripts.Select(script => script.Keyword).Distinct(StringComparer.Ordinal))}): keepalived does not wait for one before it starts the next",
                "Use vrrp_notify_fifo where the order counts.");
        }
    }
}
