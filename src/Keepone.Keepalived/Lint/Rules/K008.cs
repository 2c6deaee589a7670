namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K008() : LintRule(
    "K008", LintSeverity.Error, "An instance without an interface or a virtual_router_id",
    why: "keepalived then runs no instance at all, those that are complete included: its VRRP process ends. A name of more than 15 characters, or the loopback "
        + "interface, counts as none.",
    remedy: "Give the instance its interface and its virtual router id (1 to 255).",
    source: "chk_min_cfg() of vrrp.c, vrrp_int_handler() of vrrp_parser.c")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_ipaddress {
                192.0.2.10/24
            }
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

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        foreach (var instance in file.Instances)
        {
            if (instance.Given.VirtualRouterId is null)
            {
                yield return Found(instance.Place, $"'{instance.Name}' has no virtual_router_id: keepalived ends, with every other instance",
                    "Add `virtual_router_id N`, the same on all nodes of the group and used by nobody else on this network.");
            }

            if (instance.Given.Interface is not { } name)
            {
                // A unicast instance may leave it to the routing table, except where keepalived asks too early whether it is one.
                var asksTooEarly = file.Version.AtLeast(2, 2, 5) && !file.Version.AtLeast(2, 2, 8);
                if (!instance.IsUnicast || asksTooEarly)
                {
                    yield return Found(instance.Place,
                        $"'{instance.Name}' has no interface{(instance.IsUnicast ? $", which keepalived {file.Version} wants for unicast too" : "")}: keepalived ends, with every other instance",
                        "Add `interface NAME`: the one that the addresses are on.");
                }
            }
            else if (name.Value == "lo")
            {
                yield return Found(name.Place, "VRRP cannot run on 'lo': the interface is ignored, and keepalived ends",
                    "Name the interface that reaches the other nodes; addresses may be on lo with `dev lo`.");
            }
        }
    }
}
