using Keepone.Core.Model;

namespace Keepone.Keepalived.Neutron;

/// <summary>An address that follows the mastership, beside the one that adverts name.</summary>
/// <param name="Address">The address with its prefix length, as Neutron writes it.</param>
/// <param name="Device">Its device.</param>
/// <param name="IsLink">Whether its scope is the link.</param>
internal sealed record NeutronVip(string Address, string Device, bool IsLink);

/// <summary>The virtual addresses of a router, in the order in which Neutron's agent comes to know them.</summary>
internal static class NeutronAddresses
{
    // neutron-lib gives every link-local address the prefix of its network.
    private const int LinkLocalLength = 64;

    /// <summary>All of them: internal ports (link-local first), the gateway's (link-local last), floating addresses.</summary>
    public static List<NeutronVip> Of(NeutronRouter router)
    {
        // Of most ports a link-local address and one or two others.
        var usual = (3 * (router.InternalPorts.Length + 1)) + router.FloatingAddresses.Length;
        var vips = new List<NeutronVip>(usual);
        var known = new HashSet<string>(usual, StringComparer.Ordinal);
        foreach (var port in router.InternalPorts)
        {
            var device = port.Device;
            AddLinkLocal(port, device);
            AddAddresses(port, device);
        }

        if (router.Gateway is { } gateway)
        {
            var device = gateway.Device;
            AddAddresses(gateway.Port, device);
            AddLinkLocal(gateway.Port, device);
            foreach (var floating in router.FloatingAddresses)
            {
                Add(NeutronAddress.Text(new IpPrefix(floating, NeutronAddress.Bits(floating))), device, isLink: false);
            }
        }

        return vips;

        // Neutron knows a virtual address by its text alone: the second one, on whatever device, is dropped silently.
        void Add(string address, string device, bool isLink)
        {
            if (known.Add(address))
            {
                vips.Add(new NeutronVip(address, device, isLink));
            }
        }

        void AddAddresses(NeutronPort port, string device)
        {
            foreach (var address in port.Addresses)
            {
                Add(NeutronAddress.Text(address), device, isLink: false);
            }
        }

        // It is taken out before it is put in: of two ports with one MAC the later one has it.
        void AddLinkLocal(NeutronPort port, string device)
        {
            var address = NeutronAddress.Text(new IpPrefix(port.LinkLocal, LinkLocalLength));
            if (!known.Add(address))
            {
                vips.RemoveAll(vip => vip.Address == address);
            }

            vips.Add(new NeutronVip(address, device, IsLink: true));
        }
    }
}
