namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K012() : LintRule(
    "K012", LintSeverity.Error, "An address that is given twice",
    why: "Two instances may have different masters. When one of them becomes a backup it takes the address away from the other, which goes on thinking "
        + "that it has it; when they are master on two nodes the address is on both. Twice in one instance, adverts count it twice, and a peer "
        + "that has it once discards them.",
    remedy: "Leave the address in one place. Instances that must have it together belong in a sync group, and one of them has it.",
    source: "handle_iplist() of vrrp_ipaddress.c")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            virtual_ipaddress {
                192.0.2.10/24
            }
        }
        vrrp_instance VI_2 {
            interface eth0
            virtual_router_id 31
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
        vrrp_instance VI_2 {
            interface eth0
            virtual_router_id 31
            virtual_ipaddress {
                192.0.2.11/24
            }
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        // On two interfaces an address may be meant: link-local ones are.
        var all = from instance in file.Instances
                  from address in instance.Given.Addresses.Concat(instance.Given.ExcludedAddresses)
                  let parsed = InstanceView.Parse(address.Address)
                  where parsed is not null
                  select (Instance: instance, Address: address, Parsed: parsed);
        return from same in all.GroupBy(item => (item.Parsed, item.Address.Device ?? item.Instance.Given.Interface?.Value))
               from again in same.Skip(1)
               let first = same.First()
               select Found(again.Address.Place,
                   $"{again.Parsed} of '{again.Instance.Name}' is also in " + (first.Instance == again.Instance ? "line " : $"'{first.Instance.Name}', line ") + first.Address.Place.Line
                       + (first.Instance == again.Instance ? ": adverts count it twice" : ": the one that becomes backup takes it away from the other"),
                   "Remove one of the two.");
    }
}
