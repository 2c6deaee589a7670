using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Text;
using Keepone.Core.Model;
using Keepone.Linux.Interop;

namespace Keepone.Linux.Netlink;

/// <summary>Reads rtnetlink messages; anything that does not fit is not a link, address or route and gives null.</summary>
internal static class RouteParser
{
    private const int LinkHeader = 16;
    private const int AddressHeader = 8;
    private const int RouteHeader = 12;

    internal static Link? ReadLink(ReadOnlySpan<byte> body)
    {
        // A bridge announces its ports with its own family, and "gone" then means "not a port any more".
        if (body.Length < LinkHeader || body[0] != 0)
        {
            return null;
        }

        var index = MemoryMarshal.Read<int>(body[4..]);
        var flags = MemoryMarshal.Read<uint>(body[8..]);
        string? name = null;
        string? kind = null;
        var mac = PhysicalAddress.None;
        var mtu = 0;
        var master = 0;
        var attributes = new AttributeReader(body[LinkHeader..]);
        while (attributes.TryRead(out var type, out var value))
        {
            switch (type)
            {
                case RtNetlink.LinkName:
                    name = Text(value);
                    break;
                case RtNetlink.LinkMac:
                    mac = new PhysicalAddress(value.ToArray());
                    break;
                case RtNetlink.LinkMtu when value.Length >= sizeof(int):
                    mtu = MemoryMarshal.Read<int>(value);
                    break;
                case RtNetlink.LinkMaster when value.Length >= sizeof(int):
                    master = MemoryMarshal.Read<int>(value);
                    break;
                case RtNetlink.LinkInformation:
                    kind = ReadKind(value);
                    break;
                default:
                    break;
            }
        }

        var up = (flags & RtNetlink.InterfaceUp) != 0;
        var carrier = (flags & RtNetlink.InterfaceLowerUp) != 0;
        return name is null ? null : new Link(index, name, up, carrier, mac, mtu, master, kind);
    }

    internal static InterfaceAddress? ReadAddress(ReadOnlySpan<byte> body)
    {
        if (body.Length < AddressHeader)
        {
            return null;
        }

        var size = SizeOf(body[0]);
        var length = body[1];
        uint flags = body[2];
        var index = MemoryMarshal.Read<int>(body[4..]);
        IPAddress? address = null;
        IPAddress? local = null;
        string? label = null;
        var attributes = new AttributeReader(body[AddressHeader..]);
        while (attributes.TryRead(out var type, out var value))
        {
            switch (type)
            {
                case RtNetlink.AddressAddress when value.Length == size:
                    address = new IPAddress(value);
                    break;
                case RtNetlink.AddressLocal when value.Length == size:
                    local = new IPAddress(value);
                    break;
                case RtNetlink.AddressLabel:
                    label = Text(value);
                    break;
                case RtNetlink.AddressFlags when value.Length >= sizeof(uint):
                    flags = MemoryMarshal.Read<uint>(value);
                    break;
                default:
                    break;
            }
        }

        // On a point-to-point interface "address" is the other side's, "local" is ours; elsewhere IPv6 has only "address".
        var own = local ?? address;
        return own is null || size == 0 || length > size * 8
            ? null
            : new InterfaceAddress(index, label, new IpPrefix(own, length), body[3], flags);
    }

    internal static Route? ReadRoute(ReadOnlySpan<byte> body)
    {
        if (body.Length < RouteHeader)
        {
            return null;
        }

        var size = SizeOf(body[0]);
        uint table = body[4];
        var destination = size == 16 ? IPAddress.IPv6Any : IPAddress.Any;
        IPAddress? gateway = null;
        var output = 0;
        uint metric = 0;
        var attributes = new AttributeReader(body[RouteHeader..]);
        while (attributes.TryRead(out var type, out var value))
        {
            switch (type)
            {
                case RtNetlink.RouteDestination when value.Length == size:
                    destination = new IPAddress(value);
                    break;
                case RtNetlink.RouteGateway when value.Length == size:
                    gateway = new IPAddress(value);
                    break;
                case RtNetlink.RouteOutput when value.Length >= sizeof(int):
                    output = MemoryMarshal.Read<int>(value);
                    break;
                case RtNetlink.RoutePriority when value.Length >= sizeof(uint):
                    metric = MemoryMarshal.Read<uint>(value);
                    break;
                case RtNetlink.RouteTable when value.Length >= sizeof(uint):
                    table = MemoryMarshal.Read<uint>(value);
                    break;
                default:
                    break;
            }
        }

        var cloned = (MemoryMarshal.Read<uint>(body[8..]) & RtNetlink.RouteFlagCloned) != 0;
        return size == 0 || body[1] > size * 8 || table != RtNetlink.MainTable || cloned
            ? null
            : new Route(new IpPrefix(destination, body[1]), gateway, output, body[5], metric, body[6], body[7]);
    }

    internal static RouteEvent? ReadEvent(in NetlinkMessage message, int? namespaceId)
    {
        switch (message.Type)
        {
            case RtNetlink.NewLink or RtNetlink.DelLink:
                return ReadLink(message.Body) is { } link
                    ? new LinkChange(
                        link.Index, link.Name, message.Type == RtNetlink.NewLink, link.Up, link.Carrier, link.Mac, namespaceId)
                    : null;
            case RtNetlink.NewAddress or RtNetlink.DelAddress:
                return ReadAddress(message.Body) is { } address
                    ? new AddressChange(
                        address.InterfaceIndex, address.Label, address.Prefix, message.Type == RtNetlink.NewAddress,
                        address.Scope, address.Flags, namespaceId)
                    : null;
            case RtNetlink.OverrunMessage:
                return new Overrun();
            default:
                return null;
        }
    }

    private static string? ReadKind(ReadOnlySpan<byte> information)
    {
        var attributes = new AttributeReader(information);
        while (attributes.TryRead(out var type, out var value))
        {
            if (type == RtNetlink.LinkKind)
            {
                return Text(value);
            }
        }

        return null;
    }

    private static int SizeOf(byte family) => family switch { Sockets.Inet => 4, Sockets.Inet6 => 16, _ => 0 };

    private static string Text(ReadOnlySpan<byte> value)
    {
        var end = value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? value : value[..end]);
    }
}
