using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Keepone.Core.Model;
using Keepone.Lab.Processes;

namespace Keepone.Lab.Fabric;

/// <summary>
/// The addresses of the lab. Those of the fabrics are fixed; those of the two clients follow from the router's specification: the
/// outer one is the router's gateway, the inner one the router's neighbour.
/// </summary>
internal static class AddressPlan
{
    /// <summary>The controller on the management fabric.</summary>
    public const string Controller = "172.31.0.10";

    /// <summary>The port on which the controller takes agents.</summary>
    public const int ControllerPort = 3113;

    /// <summary>The prefix length of the management and the tunnel fabric.</summary>
    public const int Length = 24;

    /// <summary>The UDP port of the echo service behind the external network (RFC 862).</summary>
    public const int EchoPort = 7;

    /// <summary>A node on the management fabric.</summary>
    /// <param name="index">The node's number, from 1.</param>
    /// <returns>Its address.</returns>
    public static string Management(int index) => $"172.31.0.{100 + index}";

    /// <summary>A node on the tunnel fabric.</summary>
    /// <param name="index">The node's number, from 1.</param>
    /// <returns>Its address.</returns>
    public static string Tunnel(int index) => $"172.31.1.{100 + index}";

    /// <summary>The client behind the external network.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The router's gateway with the prefix length of the router's address.</returns>
    public static IpPrefix Outside(RouterSpecification router) => new(Need(router.External?.Gateway, "external.gateway"), RouterOutside(router).Length);

    /// <summary>The router's own address on the external network.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The first one.</returns>
    public static IpPrefix RouterOutside(RouterSpecification router) => FirstIPv4(router.External?.Addresses ?? [], "external.addresses");

    /// <summary>The router's own address on the tenant network.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The first one of the first internal side.</returns>
    public static IpPrefix RouterInside(RouterSpecification router) =>
        FirstIPv4(router.Internal.IsEmpty ? [] : router.Internal[0].Addresses, "internal[0].addresses");

    /// <summary>The client on the tenant network.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The address after the router's.</returns>
    public static IpPrefix Inside(RouterSpecification router)
    {
        var own = RouterInside(router);
        var bytes = own.Address.GetAddressBytes();
        bytes[3]++;
        return new IpPrefix(new IPAddress(bytes), own.Length);
    }

    /// <summary>The attacker on the HA network.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The last address of the network but one, which no scenario uses.</returns>
    public static IpPrefix Forger(RouterSpecification router)
    {
        var first = FirstIPv4(router.Ha.Addresses.Values, "ha.addresses");
        var host = uint.MaxValue >> first.Length;
        var bytes = first.Address.GetAddressBytes();
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (BinaryPrimitives.ReadUInt32BigEndian(bytes) | host) - 1);
        return new IpPrefix(new IPAddress(bytes), first.Length);
    }

    private static IpPrefix FirstIPv4(IEnumerable<IpPrefix> addresses, string key)
    {
        var first = addresses.FirstOrDefault(address => address.Address is { AddressFamily: AddressFamily.InterNetwork });
        _ = Need(first.Address, key);
        return first;
    }

    private static IPAddress Need(IPAddress? address, string key) =>
        address ?? throw new LabException($"The scenario's router has no IPv4 address in '{key}', which the lab's clients need.", 2);
}
