using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Keepone.Core.Model;

namespace Keepone.Keepalived.Neutron;

/// <summary>
/// The one address that a router's adverts name: the VRID in the first free /24 of 169.254.0.0/16. It must never change while keepalived runs
/// (Neutron bug 1404945), so it depends on nothing but the VRID and the subnets of the HA network.
/// </summary>
internal static class PrimaryVip
{
    public const int Length = 24;

    private const uint Parent = 0xA9FE_0000;
    private const uint Mask = 0xFFFF_FF00;

    // The metadata service, and the link between a distributed router and its floating namespace.
    private static readonly (uint Network, uint Mask)[] Reserved = [(0xA9FE_A9FE, 0xFFFF_FFFF), (0xA9FE_4000, 0xFFFF_C000)];

    /// <summary>The first free network.</summary>
    /// <param name="haSubnets">The subnets of the HA network.</param>
    /// <returns>Its third byte; null when they leave none, where Neutron ends with a ValueError.</returns>
    public static byte? Network(ImmutableArray<IpPrefix> haSubnets)
    {
        Span<(uint Network, uint Mask)> taken = new (uint, uint)[Reserved.Length + haSubnets.Length];
        Reserved.CopyTo(taken);
        for (var i = 0; i < haSubnets.Length; i++)
        {
            taken[Reserved.Length + i] = Number(haSubnets[i]);
        }

        for (var third = 0; third <= 255; third++)
        {
            var network = Parent | ((uint)third << 8);
            if (!Overlaps(network, taken))
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
            ? string.Create(CultureInfo.InvariantCulture, $"169.254.{third}.{router.Vrid}")
            : throw new ArgumentException("The HA network's subnets leave no /24 of 169.254.0.0/16.", nameof(router));

    private static bool Overlaps(uint network, ReadOnlySpan<(uint Network, uint Mask)> taken)
    {
        foreach (var other in taken)
        {
            if (((network ^ other.Network) & Mask & other.Mask) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static (uint Network, uint Mask) Number(IpPrefix prefix)
    {
        if (prefix.IsIPv6)
        {
            // Nowhere near.
            return (0, uint.MaxValue);
        }

        Span<byte> bytes = stackalloc byte[4];
        _ = prefix.Address.TryWriteBytes(bytes, out _);
        return (BinaryPrimitives.ReadUInt32BigEndian(bytes), prefix.Length == 0 ? 0 : uint.MaxValue << (32 - prefix.Length));
    }
}
