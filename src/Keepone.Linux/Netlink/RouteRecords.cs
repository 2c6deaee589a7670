using System.Net;
using System.Net.NetworkInformation;
using Keepone.Core.Model;

namespace Keepone.Linux;

/// <summary>A network interface, as the kernel lists it.</summary>
/// <param name="Index">Its index, unique in its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Up">Whether it is administratively up.</param>
/// <param name="Carrier">Whether its lower layer is up (IFF_LOWER_UP).</param>
/// <param name="Mac">Its hardware address; none for an interface without one.</param>
/// <param name="Mtu">The largest packet, in bytes.</param>
/// <param name="Master">The index of the bridge or bond that it is a port of; 0: none.</param>
/// <param name="Kind">What it is, such as <c>veth</c> or <c>bridge</c>; null for a physical one.</param>
public sealed record Link(int Index, string Name, bool Up, bool Carrier, PhysicalAddress Mac, int Mtu, int Master, string? Kind);

/// <summary>An address on an interface, as the kernel lists it.</summary>
/// <param name="InterfaceIndex">The interface.</param>
/// <param name="Label">The label of an IPv4 address (the interface's name, or that with a suffix); null for IPv6.</param>
/// <param name="Prefix">The address and its prefix length.</param>
/// <param name="Scope">RT_SCOPE_*: 0 global, 253 link, 254 host.</param>
/// <param name="Flags">IFA_F_*; see <see cref="IsTentative"/> and <see cref="IsDuplicate"/>.</param>
public sealed record InterfaceAddress(int InterfaceIndex, string? Label, IpPrefix Prefix, byte Scope, uint Flags)
{
    /// <summary>IFA_F_TENTATIVE: duplicate address detection has not ended, the address is not in use yet (IPv6).</summary>
    public const uint TentativeFlag = 0x40;

    /// <summary>IFA_F_DADFAILED: another host has the address (IPv6).</summary>
    public const uint DuplicateFlag = 0x08;

    /// <summary>Whether duplicate address detection has not ended.</summary>
    public bool IsTentative => (Flags & TentativeFlag) != 0;

    /// <summary>Whether duplicate address detection found another host with the address.</summary>
    public bool IsDuplicate => (Flags & DuplicateFlag) != 0;
}

/// <summary>A route of the main table.</summary>
/// <param name="Destination">The destination; length 0: the default route.</param>
/// <param name="Gateway">The next hop; null: directly connected (or several next hops).</param>
/// <param name="InterfaceIndex">The outgoing interface; 0: none.</param>
/// <param name="Protocol">RTPROT_*: who installed it (2 kernel, 3 boot, 4 static, 18 keepalived).</param>
/// <param name="Metric">Its metric: the lowest wins.</param>
/// <param name="Scope">RT_SCOPE_*.</param>
/// <param name="Type">RTN_*: 1 unicast, 6 blackhole, 7 unreachable.</param>
public sealed record Route(
    IpPrefix Destination, IPAddress? Gateway, int InterfaceIndex, byte Protocol, uint Metric, byte Scope, byte Type);

/// <summary>A change that the kernel announced.</summary>
/// <param name="NamespaceId">
/// The id of the namespace it happened in, as <see cref="NamespaceIds"/> gave it; null: the monitor's own namespace.
/// </param>
public abstract record RouteEvent(int? NamespaceId);

/// <summary>An interface appeared, changed or went away.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Name">Its name.</param>
/// <param name="Present">False when it went away.</param>
/// <param name="Up">Whether it is administratively up.</param>
/// <param name="Carrier">Whether its lower layer is up.</param>
/// <param name="Mac">Its hardware address.</param>
/// <param name="NamespaceId">See <see cref="RouteEvent"/>.</param>
public sealed record LinkChange(
    int Index, string Name, bool Present, bool Up, bool Carrier, PhysicalAddress Mac, int? NamespaceId)
    : RouteEvent(NamespaceId);

/// <summary>An address appeared, changed or went away.</summary>
/// <param name="InterfaceIndex">The interface.</param>
/// <param name="Label">The label of an IPv4 address; null for IPv6.</param>
/// <param name="Prefix">The address and its prefix length.</param>
/// <param name="Present">False when it went away.</param>
/// <param name="Scope">RT_SCOPE_*.</param>
/// <param name="Flags">IFA_F_*, as in <see cref="InterfaceAddress"/>.</param>
/// <param name="NamespaceId">See <see cref="RouteEvent"/>.</param>
public sealed record AddressChange(
    int InterfaceIndex, string? Label, IpPrefix Prefix, bool Present, byte Scope, uint Flags, int? NamespaceId)
    : RouteEvent(NamespaceId);

/// <summary>Events were lost (the receive buffer was full): what is known must be read again.</summary>
public sealed record Overrun() : RouteEvent((int?)null);

/// <summary>What one read of a monitor brought.</summary>
/// <param name="ReadAt">
/// When it was read, as a timestamp of the monitor's <see cref="TimeProvider"/>: the event was not later.
/// </param>
/// <param name="Events">The events, in the kernel's order; never empty.</param>
public sealed record RouteBatch(long ReadAt, IReadOnlyList<RouteEvent> Events);
