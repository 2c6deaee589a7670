using System.Runtime.InteropServices;

namespace Keepone.Linux.Interop;

/// <summary>recvmsg(2) without waiting.</summary>
internal static unsafe class Receiving
{
    /// <summary>Reads one datagram.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="data">Where to read to.</param>
    /// <param name="name">Where to put the sender's address.</param>
    /// <param name="control">Where to put control messages.</param>
    /// <param name="header">Lengths and flags, and the control messages.</param>
    /// <returns>The length; when negative, the error number.</returns>
    internal static int Receive(
        SafeHandle socket, Span<byte> data, Span<byte> name, Span<byte> control, out MessageHeader header)
    {
        fixed (byte* dataStart = data)
        fixed (byte* nameStart = name)
        fixed (byte* controlStart = control)
        {
            var vector = new IoVector { Data = dataStart, Length = (nuint)data.Length };
            while (true)
            {
                var message = new MessageHeader
                {
                    Name = nameStart,
                    NameLength = (uint)name.Length,
                    Vectors = &vector,
                    VectorCount = 1,
                    Control = controlStart,
                    ControlLength = (nuint)control.Length,
                };
                var length = Libc.ReceiveMessage(socket, &message, Sockets.MessageDontWait);
                if (length >= 0)
                {
                    header = message;
                    return (int)length;
                }

                var error = Marshal.GetLastPInvokeError();
                if (error != Errno.Eintr)
                {
                    header = default;
                    return -error;
                }
            }
        }
    }
}
