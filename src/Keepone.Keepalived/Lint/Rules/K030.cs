using System.Net.Sockets;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K030() : LintRule(
    "K030", LintSeverity.Error, "Authentication that is not in force",
    why: "VRRP version 3 has no authentication, strict mode allows none, and without a password there is none: keepalived drops it and says so in its log. "
        + "Somebody believes that the group is protected. (Even where it is in force, PASS sends the password in the clear.)",
    remedy: "Remove the block; protect the network instead, or use unicast peers and a firewall.",
    source: "vrrp_complete_instance() of vrrp.c; RFC 5798 9")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            version 3
            interface eth0
            virtual_router_id 30
            authentication {
                auth_type PASS
                auth_pass secret
            }
        }
        """,
        """
        vrrp_instance VI_1 {
            version 3
            interface eth0
            virtual_router_id 30
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from instance in file.Instances
        let given = instance.Given.AuthenticationType
        where given is not null
        let why = instance.IsStrict ? "strict mode allows none"
            : instance.Version == 3 ? "VRRP version 3 has none"
            : string.IsNullOrEmpty(instance.Given.AuthenticationSecret?.Value) ? "there is no auth_pass"
            : instance.Family == AddressFamily.InterNetworkV6 && given.Value == "AH" ? "AH does not work with IPv6" : null
        where why is not null
        select Found(given.Place, $"'{instance.Name}' has auth_type {given.Value}, but {why}: keepalived drops it, adverts are not authenticated",
            why.StartsWith("there", StringComparison.Ordinal) ? "Add auth_pass, or remove the block." : "Remove the block, so that nobody relies on it.");
}
