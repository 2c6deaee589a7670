using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Keepone.Core.Vrrp;
using Keepone.Linux;
using Keepone.Linux.Interop;
using Sockets = Keepone.Linux.Interop.Sockets;

namespace Keepone.Node.Tests.Linux.Vrrp;

/// <summary>Sends crafted VRRP messages from an interface of a namespace.</summary>
internal static class AdvertSender
{
    internal static unsafe void Send(
        NetworkNamespace place, string interfaceName, AddressFamily family, int hopLimit, byte[] message) =>
        place.Run(() =>
        {
            var ipv6 = family == AddressFamily.InterNetworkV6;
            var index = (int)Libc.IfNameToIndex(interfaceName);
            using var socket = Libc.Socket(
                ipv6 ? Sockets.Inet6 : Sockets.Inet, Sockets.Raw | Sockets.CloseOnExec, Sockets.ProtocolVrrp)
                .OrThrow("send adverts");
            var address = new byte[ipv6 ? 28 : 16];
            MemoryMarshal.Write(address, (ushort)(ipv6 ? Sockets.Inet6 : Sockets.Inet));
            if (ipv6)
            {
                SocketOptions.Set(socket, Sockets.LevelIpv6, Sockets.Ipv6MulticastHops, hopLimit, "set the hop limit");
                SocketOptions.Set(socket, Sockets.LevelIpv6, Sockets.Ipv6MulticastInterface, index, "set the interface");
                AdvertCodec.Ipv6Group.GetAddressBytes().CopyTo(address, 8);
            }
            else
            {
                var device = new byte[12];
                MemoryMarshal.Write(device.AsSpan(8), index);
                SocketOptions.Set(socket, Sockets.LevelIp, Sockets.IpMulticastTtl, hopLimit, "set the TTL");
                SocketOptions.Set(socket, Sockets.LevelIp, Sockets.IpMulticastInterface, device, "set the interface");
                AdvertCodec.Ipv4Group.GetAddressBytes().CopyTo(address, 4);
            }

            fixed (byte* data = message)
            fixed (byte* to = address)
            {
                Assert.Equal(message.Length, Libc.SendTo(socket, data, (nuint)message.Length, 0, to, (uint)address.Length));
            }
        });

    internal static byte[] Encode(Advert advert, IPAddress destination)
    {
        var buffer = new byte[AdvertCodec.MostBytes];
        return buffer[..AdvertCodec.Write(advert, destination, buffer)];
    }
}
