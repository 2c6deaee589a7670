using System.Runtime.InteropServices;
using System.Text;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>
/// A FIFO that another program writes lines to (keepalived's <c>vrrp_notify_fifo</c>). It is held open for reading and writing,
/// so that it never ends, and must be read: what does not fit into its 64 KiB is lost (reference/keepalived.md B.6).
/// </summary>
public sealed class Fifo : IDisposable
{
    /// <summary>The longest line, in bytes; a longer one is skipped.</summary>
    public const int LongestLine = 4096;

    private const uint OwnerOnly = 0x180;
    private const int ReadsPerWake = 16;

    // A pipe holds 64 KiB (pipe(7)); a writer that finds no room for its line loses it.
    private const int NearlyFull = (64 * 1024) - LongestLine;

    private readonly Descriptor _descriptor;

    // Only of an unfinished line: lines come whole, and hundreds of replicas must not have a buffer each.
    private byte[] _pending = [];
    private int _pendingLength;
    private bool _skipping;
    private IDisposable? _registration;

    private Fifo(string path, Descriptor descriptor)
    {
        Path = path;
        _descriptor = descriptor;
    }

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <summary>The descriptor, to wait for.</summary>
    public SafeHandle Handle => _descriptor;

    /// <summary>How many lines were skipped because they were longer than <see cref="LongestLine"/>.</summary>
    public long Skipped { get; private set; }

    /// <summary>
    /// How often it was found nearly full, so that a writer that does not wait may have lost lines.
    /// </summary>
    public long Overruns { get; private set; }

    /// <summary>Makes the FIFO (mode 0600), unless it is there already, and opens it.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>The open FIFO.</returns>
    /// <exception cref="LinuxException">
    /// Something else is at that path, or it belongs to somebody else, or it cannot be made.
    /// </exception>
    public static unsafe Fifo Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Libc.Mkfifo(path, OwnerOnly) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Errno.Eexist)
            {
                throw LinuxException.Last($"make the FIFO '{path}'");
            }

            // Before it is opened: opening a device would already do something.
            FileStatus found;
            const int Here = Interop.Files.AtCurrentDirectory;
            if (Libc.StatxAt(Here, path, Interop.Files.AtSymlinkNoFollow, Interop.Files.StatxBasic, &found) != 0)
            {
                throw LinuxException.Last($"look at '{path}'");
            }

            Require(path, found);
        }

        var flags = Interop.Files.ReadWrite | Interop.Files.NonBlocking | Interop.Files.CloseOnExec | Interop.Files.NoFollow;
        var descriptor = Libc.Open(path, flags, 0).OrThrow($"open the FIFO '{path}'");
        try
        {
            FileStatus opened;
            if (Libc.Statx(descriptor, "", Interop.Files.AtEmptyPath, Interop.Files.StatxBasic, &opened) != 0)
            {
                throw LinuxException.Last($"look at the FIFO '{path}'");
            }

            Require(path, opened);

            // keepalived makes a missing one with mode 0644.
            return Libc.Fchmod(descriptor, OwnerOnly) == 0
                ? new Fifo(path, descriptor)
                : throw LinuxException.Last($"set the mode of the FIFO '{path}'");
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>Reads the lines that are there, without waiting; an unfinished line waits for its end.</summary>
    /// <param name="onLine">Called with each line, without its end.</param>
    /// <returns>How many lines there were.</returns>
    /// <exception cref="LinuxException">The FIFO cannot be read.</exception>
    public unsafe int ReadLines(Action<string> onLine)
    {
        ArgumentNullException.ThrowIfNull(onLine);
        var lines = 0;
        var bytes = 0;
        var buffer = stackalloc byte[LongestLine];
        for (var i = 0; i < ReadsPerWake && !_descriptor.IsClosed; i++)
        {
            var length = Libc.Read(_descriptor, buffer, LongestLine);
            if (length < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error is Errno.Eagain or Errno.Eintr)
                {
                    break;
                }

                throw new LinuxException($"read the FIFO '{Path}'", error);
            }

            bytes += (int)length;
            lines += Take(new ReadOnlySpan<byte>(buffer, (int)length), onLine);
            if (length < LongestLine)
            {
                break;
            }
        }

        Overruns += bytes >= NearlyFull ? 1 : 0;
        return lines;
    }

    /// <summary>Lets a reactor read the FIFO.</summary>
    /// <param name="reactor">The reactor.</param>
    /// <param name="onLine">Called on the reactor's thread with each line.</param>
    /// <param name="onLoss">Called on the reactor's thread, after the lines, when a line was skipped or others may be lost.</param>
    /// <param name="onFault">Called on the reactor's thread when reading failed for good: nothing more comes.</param>
    /// <exception cref="InvalidOperationException">It is attached already.</exception>
    public void Attach(Reactor reactor, Action<string> onLine, Action? onLoss = null, Action? onFault = null)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(onLine);
        if (_registration is not null)
        {
            throw new InvalidOperationException("the FIFO is attached to a reactor already");
        }

        _registration = reactor.Register(_descriptor, $"the FIFO '{Path}'", () =>
        {
            var before = Skipped + Overruns;
            ReadLines(onLine);
            if (Skipped + Overruns != before)
            {
                onLoss?.Invoke();
            }
        },
        onFault);
    }

    /// <summary>Closes it. Its file stays, and so does who writes to it.</summary>
    public void Dispose()
    {
        _registration?.Dispose();
        _descriptor.Dispose();
    }

    private int Take(ReadOnlySpan<byte> data, Action<string> onLine)
    {
        var lines = 0;
        while (!data.IsEmpty)
        {
            var end = data.IndexOf((byte)'\n');
            var part = end < 0 ? data : data[..end];
            if (!_skipping && end >= 0 && _pendingLength == 0 && part.Length <= LongestLine)
            {
                lines++;
                onLine(Encoding.UTF8.GetString(part));
                data = data[(end + 1)..];
                continue;
            }

            if (!_skipping && part.Length > LongestLine - _pendingLength)
            {
                _skipping = true;
                Skipped++;
            }

            if (!_skipping)
            {
                Keep(part);
            }

            if (end < 0)
            {
                break;
            }

            if (!_skipping)
            {
                lines++;
                onLine(Encoding.UTF8.GetString(_pending, 0, _pendingLength));
            }

            _skipping = false;
            _pendingLength = 0;
            _pending = [];
            data = data[(end + 1)..];
        }

        return lines;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_pending.Length < _pendingLength + part.Length)
        {
            Array.Resize(ref _pending, LongestLine);
        }

        part.CopyTo(_pending.AsSpan(_pendingLength));
        _pendingLength += part.Length;
    }

    private static void Require(string path, in FileStatus status)
    {
        var kind = status.Mode & Interop.Files.TypeMask;
        if (kind != Interop.Files.TypeFifo)
        {
            throw new LinuxException($"'{path}' is {Describe(kind)}, expected a FIFO; remove it, and it will be made");
        }

        var self = Libc.Geteuid();
        if (status.Owner != self)
        {
            throw new LinuxException(
                $"the FIFO '{path}' belongs to user {status.Owner}, expected user {self}; remove it, and it will be made");
        }
    }

    private static string Describe(int kind) => kind switch
    {
        Interop.Files.TypeRegular => "a regular file",
        Interop.Files.TypeDirectory => "a directory",
        Interop.Files.TypeLink => "a symbolic link",
        Interop.Files.TypeSocket => "a socket",
        _ => "a device",
    };
}
