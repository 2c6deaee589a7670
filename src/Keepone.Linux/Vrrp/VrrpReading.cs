using Keepone.Linux.Interop;

namespace Keepone.Linux.Vrrp;

/// <summary>Reads one packet into a buffer, without waiting.</summary>
internal delegate bool VrrpRead(Span<byte> buffer, out ReceivedVrrp received);

/// <summary>What the sockets that hear VRRP have in common: being read by a reactor.</summary>
internal static class VrrpReading
{
    /// <summary>Lets a reactor read a socket; a flood is read in portions, so that other descriptors have their turn.</summary>
    internal static IDisposable Attach(
        Reactor reactor, Descriptor socket, string name, int bufferBytes, int packetsPerWake, VrrpRead read, VrrpReceiver onReceived,
        Action? onFault = null)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(onReceived);
        return reactor.Register(socket, name, () =>
        {
            Span<byte> buffer = stackalloc byte[bufferBytes];
            for (var i = 0; i < packetsPerWake && !socket.IsClosed && read(buffer, out var received); i++)
            {
                onReceived(received);
            }
        },
        onFault);
    }
}
