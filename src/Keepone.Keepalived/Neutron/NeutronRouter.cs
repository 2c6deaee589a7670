using System.Collections.Immutable;
using System.Net;
using Keepone.Core.Model;

namespace Keepone.Keepalived.Neutron;

/// <summary>
/// A HA router as Neutron's server describes it to an L3 agent: one element of the answer to <c>sync_routers</c>, as far as keepalived's
/// configuration depends on it (reference/neutron.md, B). What Neutron copies as text is kept as text.
/// </summary>
public sealed record NeutronRouter
{
    /// <summary>The priority that Neutron gives every replica: its server never sends one.</summary>
    public const int DefaultPriority = 50;

    /// <summary>The router's id, a UUID.</summary>
    public required string Id { get; init; }

    /// <summary>The VRID, 1..255: Neutron's server gives 1..254.</summary>
    public required int Vrid { get; init; }

    /// <summary>The priority of its replicas.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>Its port on the HA network of the project, on this node.</summary>
    public required NeutronHaPort HaPort { get; init; }

    /// <summary>Its ports on internal networks that are up, in Neutron's order.</summary>
    public ImmutableArray<NeutronPort> InternalPorts { get; init; } = [];

    /// <summary>Its gateway; null without one.</summary>
    public NeutronGateway? Gateway { get; init; }

    /// <summary>The floating addresses that the agent configures; without a gateway it configures none.</summary>
    public ImmutableArray<IPAddress> FloatingAddresses { get; init; } = [];

    /// <summary>Its static routes, in Neutron's order.</summary>
    public ImmutableArray<NeutronRoute> Routes { get; init; } = [];

    /// <summary>The network namespace that the agent makes for it.</summary>
    public string Namespace => $"qrouter-{Id}";
}

/// <summary>The port of a replica on the HA network.</summary>
/// <param name="Id">The port's id.</param>
/// <param name="Addresses">Its addresses, from which adverts are sent.</param>
/// <param name="Subnets">The subnets of the HA network.</param>
public sealed record NeutronHaPort(string Id, ImmutableArray<IpPrefix> Addresses, ImmutableArray<IpPrefix> Subnets)
{
    /// <summary>Its device.</summary>
    public string Device => NeutronDevice.Name("ha-", Id);
}

/// <summary>A port of a router on an internal or external network.</summary>
/// <param name="Id">The port's id.</param>
/// <param name="LinkLocal">
/// The link-local address that follows from its MAC. Neutron keeps the kernel from making one, and lets keepalived carry it.
/// </param>
/// <param name="Addresses">Its fixed addresses, in Neutron's order.</param>
public sealed record NeutronPort(string Id, IPAddress LinkLocal, ImmutableArray<IpPrefix> Addresses)
{
    /// <summary>Its device when it is a port on an internal network.</summary>
    public string Device => NeutronDevice.Name("qr-", Id);
}

/// <summary>The gateway of a router.</summary>
/// <param name="Port">Its port on the external network.</param>
/// <param name="Subnets">The subnets of its addresses, in Neutron's order.</param>
/// <param name="ExtraSubnets">Other subnets of the external network, as text; Neutron takes them for a set.</param>
public sealed record NeutronGateway(NeutronPort Port, ImmutableArray<NeutronSubnet> Subnets, ImmutableArray<string> ExtraSubnets)
{
    /// <summary>Its device.</summary>
    public string Device => NeutronDevice.Name("qg-", Port.Id);
}

/// <summary>A subnet with a gateway.</summary>
/// <param name="Cidr">The subnet.</param>
/// <param name="Gateway">The gateway's address.</param>
/// <param name="GatewayText">The same as Neutron writes it.</param>
public sealed record NeutronSubnet(IpPrefix Cidr, IPAddress Gateway, string GatewayText);

/// <summary>A static route, as text.</summary>
/// <param name="Destination">The destination network.</param>
/// <param name="NextHop">The next hop.</param>
public sealed record NeutronRoute(string Destination, string NextHop);

/// <summary>How Neutron names devices.</summary>
internal static class NeutronDevice
{
    // LINUX_DEV_LEN of neutron-lib: one character less than the kernel takes.
    private const int Longest = 14;

    public static string Name(string prefix, string port)
    {
        var whole = prefix + port;
        return whole.Length <= Longest ? whole : whole[..Longest];
    }
}
