namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K001() : LintRule(
    "K001", LintSeverity.Error, "What keepalived cannot read",
    why: "keepalived goes on with what it understood: a brace too many ends a block early, a value out of range is a default, a file that is not "
        + "there is nothing. It says so in its log and, by `-t`, with exit code 5; a start does not fail.",
    remedy: "Mend the line as the message says.",
    source: "lib/parser.c, report_config_error(); keepalived.conf(5)")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 300
            virtual_ipaddress {
                192.0.2.10/24
            }
        """,
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            virtual_ipaddress {
                192.0.2.10/24
            }
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        file.Model.Errors.Select(error => Found(error.Place, error.Message, "Mend it: keepalived leaves out what it cannot read, and starts without it."));
}
