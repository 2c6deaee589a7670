namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K034() : LintRule(
    "K034", LintSeverity.Warning, "Without dynamic_interfaces one missing interface stops everything",
    why: "When one interface that the file names does not exist, keepalived's VRRP process ends with exit code 2, at a reload too: every instance of the node "
        + "loses its mastership because of one card, bond or VLAN that came up late or was renamed.",
    remedy: "Add `dynamic_interfaces` to global_defs: an instance whose interface is missing waits for it in FAULT, the others run.",
    source: "if_get_by_ifname() of vrrp_if.c, start_vrrp() of vrrp_daemon.c")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
        }
        """,
        """
        global_defs {
            dynamic_interfaces
        }
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        if (file.Model.Globals.DynamicInterfaces?.Value == true || file.Instances.IsEmpty)
        {
            yield break;
        }

        var names = file.Instances.SelectMany(instance =>
                instance.Given.Addresses.Concat(instance.Given.ExcludedAddresses).Select(address => address.Device)
                    .Append(instance.Given.Interface?.Value).Concat(instance.Given.TrackInterfaces.Select(track => track.Name)))
            .OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (names.Count > 0)
        {
            yield return Found(file.Top,
                $"there is no dynamic_interfaces: when {(names.Count == 1 ? $"interface {names[0]} is missing" : $"one of the {names.Count} interfaces ({string.Join(", ", names.Take(4))}{(names.Count > 4 ? ", ..." : "")}) is missing")}, "
                    + $"keepalived ends, with {(file.Instances.Length == 1 ? $"'{file.Instances[0].Name}'" : $"all {file.Instances.Length} instances")}",
                "Add `dynamic_interfaces` to global_defs.");
        }
    }
}
