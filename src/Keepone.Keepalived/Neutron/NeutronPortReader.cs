using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Keepone.Core.Model;

namespace Keepone.Keepalived.Neutron;

/// <summary>Reads the ports of a router: on the HA network, inside, and its gateway.</summary>
internal static class NeutronPortReader
{
    private const string Mac = "a MAC such as fa:16:3e:00:00:01";

    private static ReadOnlySpan<byte> AddressesKey => "fixed_ips"u8;

    private static ReadOnlySpan<byte> SubnetsKey => "subnets"u8;

    /// <summary>The port of the replica on the HA network.</summary>
    public static NeutronHaPort HaPort(ref NeutronJson json)
    {
        string? id = null;
        (ImmutableArray<IpPrefix> addresses, ImmutableArray<IpPrefix> subnets) = ([], []);
        while (json.Next())
        {
            if (json.Is("id"u8))
            {
                id = json.Text(NeutronRouterReader.Id, NeutronRouterReader.IsId);
            }
            else if (json.Is(AddressesKey))
            {
                addresses = json.List(FixedAddress);
            }
            else if (json.Is(SubnetsKey))
            {
                subnets = json.List(Network);
            }
            else
            {
                json.Skip();
            }
        }

        // A default prefix is a mistake that was noted already.
        if (subnets.All(subnet => subnet.Address is not null) && PrimaryVip.Network(subnets) is null)
        {
            json.Add(SubnetsKey, string.Join(", ", subnets),
                "subnets that leave a /24 of 169.254.0.0/16 for the address that adverts name, beside 169.254.169.254/32 and 169.254.64.0/18",
                "Neutron ends with 'Network of size 24, from IP range 169.254.0.0/16 ... was not found'; give l3_ha_net_cidr less");
        }

        return new NeutronHaPort(id ?? json.Missing("id"u8, NeutronRouterReader.Id, ""), addresses, subnets);
    }

    /// <summary>A port on an internal network; null when it is down, for the agent does not look at it then.</summary>
    public static NeutronPort? PortThatIsUp(ref NeutronJson json)
    {
        var noted = json.Noted;
        var made = new PortParts();
        while (json.Next())
        {
            if (json.Is("admin_state_up"u8))
            {
                made.IsDown = !json.Flag();
            }
            else if (!made.Take(ref json))
            {
                json.Skip();
            }
        }

        var port = made.Finish(ref json);
        if (made.IsDown)
        {
            json.Forget(noted);
            return null;
        }

        return port;
    }

    /// <summary>The gateway.</summary>
    public static NeutronGateway Gateway(ref NeutronJson json)
    {
        var port = new PortParts();
        (ImmutableArray<NeutronSubnet> subnets, ImmutableArray<string> extra) = ([], []);
        while (json.Next())
        {
            if (json.Is(SubnetsKey))
            {
                subnets = json.List(Subnet);
            }
            else if (json.Is("extra_subnets"u8))
            {
                extra = json.List(NetworkText);
            }
            else if (!port.Take(ref json))
            {
                json.Skip();
            }
        }

        return new NeutronGateway(port.Finish(ref json), subnets, extra);
    }

    // null: it has no gateway, and does not count. Neutron always sends the key.
    private static NeutronSubnet? Subnet(ref NeutronJson json)
    {
        var noted = json.Noted;
        IpPrefix? network = null;
        (IPAddress Address, string Text)? gateway = null;
        var isTold = false;
        while (json.Next())
        {
            if (json.Is("cidr"u8))
            {
                network = json.Network();
            }
            else if (json.Is("gateway_ip"u8))
            {
                (gateway, isTold) = (json.AddressOrNone(), true);
            }
            else
            {
                json.Skip();
            }
        }

        if (gateway is var (address, text))
        {
            return new NeutronSubnet(network ?? json.Missing("cidr"u8, NeutronJson.ANetwork, default(IpPrefix)), address, text);
        }

        json.Forget(noted);
        return isTold ? null : json.Missing<NeutronSubnet?>("gateway_ip"u8, "the gateway's address or null", null);
    }

    private static IpPrefix FixedAddress(ref NeutronJson json)
    {
        IPAddress? address = null;
        int? length = null;
        while (json.Next())
        {
            if (json.Is("ip_address"u8))
            {
                address = json.Address();
            }
            else if (json.Is("prefixlen"u8))
            {
                length = json.Number(0, NeutronAddress.Bits6);
            }
            else
            {
                json.Skip();
            }
        }

        address ??= json.Missing("ip_address"u8, NeutronJson.AnAddress, IPAddress.None);
        var bits = NeutronAddress.Bits(address);
        if (length > bits)
        {
            json.Add("prefixlen"u8, length.Value.ToString(CultureInfo.InvariantCulture), NeutronJson.WholeNumber(0, bits));
        }

        return new IpPrefix(address, Math.Min(length ?? bits, bits));
    }

    private static IpPrefix Network(ref NeutronJson json) =>
        json.Only("cidr"u8, NeutronJson.ANetwork, (ref subject) => subject.Network(), default(IpPrefix));

    private static string NetworkText(ref NeutronJson json) =>
        json.Only("cidr"u8, NeutronJson.ANetwork, (ref subject) => subject.NetworkText(), "");

    private static bool TryParseMac(ReadOnlySpan<char> text, out IPAddress linkLocal)
    {
        linkLocal = IPAddress.None;
        Span<byte> bytes = stackalloc byte[6];
        if (text.Length != 17)
        {
            return false;
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            if (!byte.TryParse(text.Slice(3 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[i])
                || (i > 0 && text[(3 * i) - 1] != ':'))
            {
                return false;
            }
        }

        linkLocal = NeutronAddress.LinkLocal(bytes);
        return true;
    }

    /// <summary>What every port of a router has, as far as it was read.</summary>
    private struct PortParts
    {
        private string? _id;
        private IPAddress? _linkLocal;
        private ImmutableArray<IpPrefix>? _addresses;

        public bool IsDown { get; set; }

        /// <summary>Takes the value of a key; false: the key is none of these.</summary>
        public bool Take(ref NeutronJson json)
        {
            if (json.Is("id"u8))
            {
                _id = json.Text(NeutronRouterReader.Id, NeutronRouterReader.IsId);
            }
            else if (json.Is("mac_address"u8))
            {
                _linkLocal = json.Parsed<IPAddress>(Mac, TryParseMac) ?? IPAddress.None;
            }
            else if (json.Is(AddressesKey))
            {
                _addresses = json.List(FixedAddress);
            }
            else
            {
                return false;
            }

            return true;
        }

        public readonly NeutronPort Finish(ref NeutronJson json) => new(
            _id ?? json.Missing("id"u8, NeutronRouterReader.Id, ""),
            _linkLocal ?? json.Missing("mac_address"u8, Mac, IPAddress.None),
            _addresses ?? json.Missing<ImmutableArray<IpPrefix>>(AddressesKey, "a list", []));
    }
}
