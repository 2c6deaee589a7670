using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Keepone.Core.Model;

namespace Keepone.Keepalived.Neutron;

/// <summary>
/// The one address that a router's adverts name: the VRID in the first free /24 of 169.254.0.0/16. It must never change while keepalived runs
/// (Neutron bug 1404945), so it depends on nothing but the VRID and the subnets of the HA network.
/// </summary>
internal static class PrimaryVip
{
    public const int Length = 24;

    private static readonly IpPrefix[] Reserved =
    [
        // The metadata service, and the link between a distributed router and its floating namespace.
        new(new IPAddress([169, 254, 169, 254]), 32),
        new(new IPAddress([169, 254, 64, 0]), 18),
    ];

    /// <summary>The first free network.</summary>
    /// <param name="haSubnets">The subnets of the HA network.</param>
    /// <returns>Its third byte; null when they leave none, where Neutron ends with a ValueError.</returns>
    public static byte? Network(ImmutableArray<IpPrefix> haSubnets)
    {
        for (var third = 0; third <= 255; third++)
        {
            var network = new IpPrefix(new IPAddress([169, 254, (byte)third, 0]), Length);
            if (!Reserved.Concat(haSubnets).Any(taken => Overlap(network, taken)))
            {
                return (byte)third;
            }
        }

        return null;
    }

    /// <summary>The address of a router.</summary>
    /// <exception cref="ArgumentException">The HA network leaves none: the reader refuses such a router.</exception>
    public static string Of(NeutronRouter router) =>
        Network(router.HaPort.Subnets) is { } third
            ? $"169.254.{third}.{router.Vrid}"
            : throw new ArgumentException("The HA network's subnets leave no /24 of 169.254.0.0/16.", nameof(router));

    private static bool Overlap(IpPrefix network, IpPrefix taken) =>
        taken.Address.AddressFamily == AddressFamily.InterNetwork
        && (taken.Length <= network.Length ? taken.Contains(network.Address) : network.Contains(taken.Address));
}
