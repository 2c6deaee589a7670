using Keepone.Core.Model;
using Keepone.Linux.Interop;
using Keepone.Linux.Netlink;

namespace Keepone.Linux;

/// <summary>Changes addresses, routes and links of a namespace.</summary>
public static class RouteEdit
{
    // IFA_F_NODAD
    private const int NoDuplicateDetection = 0x02;

    /// <summary>Adds an address to an interface.</summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="interfaceIndex">The interface.</param>
    /// <param name="prefix">The address with its prefix length.</param>
    /// <param name="detectDuplicates">Whether IPv6 duplicate address detection runs first.</param>
    /// <returns>False when it was there already.</returns>
    /// <exception cref="LinuxException">The interface does not exist, or the process has not CAP_NET_ADMIN.</exception>
    public static bool AddAddress(NetworkNamespace? place, int interfaceIndex, IpPrefix prefix, bool detectDuplicates = false)
    {
        var request = AddressRequest(
            RtNetlink.NewAddress,
            (ushort)(RtNetlink.FlagCreate | RtNetlink.FlagExclusive),
            interfaceIndex,
            prefix,
            detectDuplicates ? (byte)0 : (byte)NoDuplicateDetection);
        return Execute(place, request, $"add {prefix} to interface {interfaceIndex} of {Name(place)}", Errno.Eexist);
    }

    /// <summary>Removes an address from an interface.</summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="interfaceIndex">The interface.</param>
    /// <param name="prefix">The address with its prefix length.</param>
    /// <returns>False when it was not there.</returns>
    /// <exception cref="LinuxException">The interface does not exist, or the process has not CAP_NET_ADMIN.</exception>
    public static bool RemoveAddress(NetworkNamespace? place, int interfaceIndex, IpPrefix prefix) => Execute(
        place,
        AddressRequest(RtNetlink.DelAddress, 0, interfaceIndex, prefix, 0),
        $"remove {prefix} from interface {interfaceIndex} of {Name(place)}",
        Errno.Eaddrnotavail);

    /// <summary>Removes a route of the main table.</summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="route">The route, as <see cref="RouteDump.Routes"/> listed it: all that it says must match.</param>
    /// <returns>False when it was not there.</returns>
    /// <exception cref="LinuxException">The process has not CAP_NET_ADMIN.</exception>
    public static bool RemoveRoute(NetworkNamespace? place, Route route)
    {
        ArgumentNullException.ThrowIfNull(route);

        // struct rtmsg: family, destination length, source length, service; table, protocol, scope, type; flags.
        var v6 = route.Destination.IsIPv6;
        var request = new NetlinkRequest(RtNetlink.DelRoute, RtNetlink.FlagAcknowledge)
            .Header((byte)(v6 ? Sockets.Inet6 : Sockets.Inet), (byte)route.Destination.Length, 0, 0,
                (byte)RtNetlink.MainTable, route.Protocol, v6 ? (byte)0 : route.Scope, route.Type)
            .Number(0)
            .Attribute(RtNetlink.RoutePriority, (int)route.Metric);
        if (route.Destination.Length > 0)
        {
            request.Attribute(RtNetlink.RouteDestination, route.Destination.Address.GetAddressBytes());
        }

        if (route.Gateway is { } gateway)
        {
            request.Attribute(RtNetlink.RouteGateway, gateway.GetAddressBytes());
        }

        if (route.InterfaceIndex > 0)
        {
            request.Attribute(RtNetlink.RouteOutput, route.InterfaceIndex);
        }

        return Execute(place, request, $"remove the route to {route.Destination} of {Name(place)}", Errno.Esrch);
    }

    /// <summary>Sets an interface up or down.</summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="interfaceIndex">The interface.</param>
    /// <param name="up">Up or down.</param>
    /// <exception cref="LinuxException">The interface does not exist, or the process has not CAP_NET_ADMIN.</exception>
    public static void SetUp(NetworkNamespace? place, int interfaceIndex, bool up)
    {
        // struct ifinfomsg: family, padding, type; index; flags; mask of the flags to change.
        var request = new NetlinkRequest(RtNetlink.NewLink, RtNetlink.FlagAcknowledge)
            .Number(0)
            .Number(interfaceIndex)
            .Number(up ? (int)RtNetlink.InterfaceUp : 0)
            .Number((int)RtNetlink.InterfaceUp);
        _ = Execute(place, request, $"set interface {interfaceIndex} of {Name(place)} {(up ? "up" : "down")}", tolerated: 0);
    }

    private static NetlinkRequest AddressRequest(
        ushort type, ushort flags, int interfaceIndex, IpPrefix prefix, byte addressFlags)
    {
        var address = prefix.Address.GetAddressBytes();
        return new NetlinkRequest(type, (ushort)(flags | RtNetlink.FlagAcknowledge))
            .Header((byte)(prefix.IsIPv6 ? Sockets.Inet6 : Sockets.Inet), (byte)prefix.Length, addressFlags, 0)
            .Number(interfaceIndex)
            .Attribute(RtNetlink.AddressLocal, address)
            .Attribute(RtNetlink.AddressAddress, address);
    }

    private static bool Execute(NetworkNamespace? place, NetlinkRequest request, string operation, int tolerated)
    {
        using var socket = NetlinkSocket.OpenIn(place);
        var error = socket.Execute(request, operation, out var detail);
        return error == 0 || (error == tolerated ? false : throw new LinuxException(operation, error, detail));
    }

    private static string Name(NetworkNamespace? place) => place?.Path ?? "the current namespace";
}
