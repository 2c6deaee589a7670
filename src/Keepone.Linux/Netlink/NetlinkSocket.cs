using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Keepone.Linux.Interop;

namespace Keepone.Linux.Netlink;

/// <summary>A reader of the messages that answer a request.</summary>
internal delegate void AnswerReader(in NetlinkMessage message);

/// <summary>A route netlink socket for requests: one at a time, each answer awaited for a bounded time.</summary>
internal sealed class NetlinkSocket : IDisposable
{
    /// <summary>The kernel answers at once; a second means that it is in deep trouble.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    // The kernel fills at most 32 kB per read of a dump, when the reader offers as much.
    private const int BufferBytes = 32 * 1024;

    private readonly Descriptor _socket;
    private uint _sequence;

    private NetlinkSocket(Descriptor socket) => _socket = socket;

    /// <summary>Opens a socket in the calling thread's namespace.</summary>
    internal static NetlinkSocket Open()
    {
        var socket = Libc.Socket(Sockets.Netlink, Sockets.Raw | Sockets.CloseOnExec, RtNetlink.Route)
            .OrThrow("open a netlink socket");
        try
        {
            SocketOptions.SetTimeout(socket, Timeout);

            // Without these two the kernel only says less: an old one may not know them.
            _ = SocketOptions.TrySet(socket, Sockets.LevelNetlink, RtNetlink.OptionExtendedAcknowledgement, 1);
            _ = SocketOptions.TrySet(socket, Sockets.LevelNetlink, RtNetlink.OptionCapAcknowledgement, 1);
            return new NetlinkSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static NetlinkSocket OpenIn(NetworkNamespace? place) => place is null ? Open() : place.Run(Open);

    /// <summary>Sends a request and waits for its acknowledgement.</summary>
    /// <returns>0, or the error number of the kernel's refusal.</returns>
    internal int Execute(NetlinkRequest request, string operation, out string? detail)
    {
        var outcome = new Outcome();
        Exchange(request, operation, outcome, null);
        detail = outcome.Detail;
        return outcome.Error;
    }

    /// <summary>Sends a request for one message or a dump, and passes every answer to <paramref name="reader"/>.</summary>
    /// <returns>False when something changed during a dump, so that it may be inconsistent.</returns>
    /// <exception cref="LinuxException">
    /// The kernel refused, did not answer in time, or answered something that cannot be read.
    /// </exception>
    internal bool Query(NetlinkRequest request, string operation, AnswerReader reader)
    {
        var outcome = new Outcome();
        Exchange(request, operation, outcome, reader);
        return outcome.Error == 0 ? !outcome.Interrupted : throw new LinuxException(operation, outcome.Error, outcome.Detail);
    }

    public void Dispose() => _socket.Dispose();

    private unsafe void Exchange(NetlinkRequest request, string operation, Outcome outcome, AnswerReader? reader)
    {
        var message = request.Finish(++_sequence);
        fixed (byte* data = message)
        {
            if (Libc.SendTo(_socket, data, (nuint)message.Length, 0, null, 0) != message.Length)
            {
                throw LinuxException.Last(operation);
            }
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (!outcome.Complete)
            {
                var length = Receive(buffer, operation);
                Read(buffer.AsSpan(0, length), operation, outcome, reader);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private unsafe int Receive(byte[] buffer, string operation)
    {
        fixed (byte* data = buffer)
        {
            var vector = new IoVector { Data = data, Length = BufferBytes };
            var header = new MessageHeader { Vectors = &vector, VectorCount = 1 };
            while (true)
            {
                var length = Libc.ReceiveMessage(_socket, &header, 0);
                if (length >= 0)
                {
                    return (header.Flags & Sockets.MessageTruncated) == 0
                        ? (int)length
                        : throw new LinuxException($"cannot {operation}: the kernel's answer is longer than {BufferBytes} bytes");
                }

                var error = Marshal.GetLastPInvokeError();
                if (error == Errno.Eagain)
                {
                    throw new LinuxException($"cannot {operation}: the kernel did not answer within {Timeout.TotalSeconds} s");
                }

                if (error != Errno.Eintr)
                {
                    throw new LinuxException(operation, error);
                }
            }
        }
    }

    private void Read(ReadOnlySpan<byte> datagram, string operation, Outcome outcome, AnswerReader? reader)
    {
        var messages = new NetlinkReader(datagram);
        while (messages.TryRead(out var message))
        {
            // What belongs to an earlier request that timed out is not an answer to this one.
            if (message.Sequence != _sequence)
            {
                continue;
            }

            outcome.Interrupted |= (message.Flags & RtNetlink.FlagDumpInterrupted) != 0;
            if (message.Type is RtNetlink.Error or RtNetlink.Done)
            {
                ReadEnd(message, outcome);
            }
            else if (message.Type == RtNetlink.OverrunMessage)
            {
                outcome.Interrupted = true;
            }
            else
            {
                reader?.Invoke(message);

                // An answer that is not part of a dump is the only one; no acknowledgement was asked for.
                outcome.Complete |= (message.Flags & RtNetlink.FlagMultipart) == 0;
            }
        }

        if (messages.Malformed)
        {
            throw new LinuxException($"cannot {operation}: the kernel's answer cannot be read (a length does not fit)");
        }
    }

    private static void ReadEnd(in NetlinkMessage message, Outcome outcome)
    {
        outcome.Complete = true;
        if (message.Body.Length < sizeof(int))
        {
            return;
        }

        outcome.Error = -MemoryMarshal.Read<int>(message.Body);
        if (message.Type != RtNetlink.Error || (message.Flags & RtNetlink.FlagAcknowledgementAttributes) == 0)
        {
            return;
        }

        // struct nlmsgerr: the error, the header of the request, and with capped acknowledgements nothing else of it.
        var start = Math.Min(message.Body.Length, sizeof(int) + NetlinkMessage.HeaderLength);
        var attributes = new AttributeReader(message.Body[start..]);
        while (attributes.TryRead(out var type, out var value))
        {
            if (type == RtNetlink.ErrorMessageAttribute)
            {
                outcome.Detail = Encoding.UTF8.GetString(value.TrimEnd((byte)0));
            }
        }
    }

    private sealed class Outcome
    {
        internal bool Complete { get; set; }

        internal bool Interrupted { get; set; }

        internal int Error { get; set; }

        internal string? Detail { get; set; }
    }
}
