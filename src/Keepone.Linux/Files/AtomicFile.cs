using System.Runtime.InteropServices;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>
/// Files that a reader sees either old or new, never empty or half: keepalived reads a garbled track file as 0, which is the
/// dangerous value (DESIGN §2).
/// </summary>
public static class AtomicFile
{
    private const int Attempts = 8;

    private static int counter;

    /// <summary>Replaces a file: writes a temporary one beside it and renames that.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its whole content.</param>
    /// <param name="mode">Its mode, whatever the umask.</param>
    /// <param name="durable">Whether it must survive a crash of the machine: fsync of the file and of its directory.</param>
    /// <exception cref="LinuxException">
    /// It cannot be written; the old file is untouched and the temporary one removed.
    /// </exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode, bool durable)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var directory = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        using var file = CreateTemporary(directory, Path.GetFileName(path), mode, out var temporary);
        try
        {
            WriteAll(file, content, temporary);
            if (Libc.Fchmod(file, (uint)mode) != 0)
            {
                throw LinuxException.Last($"set the mode of '{temporary}'");
            }

            if (durable && Libc.Fsync(file) != 0)
            {
                throw LinuxException.Last($"flush '{temporary}' to disk");
            }

            if (Libc.Rename(temporary, path) != 0)
            {
                throw LinuxException.Last($"rename '{temporary}' to '{path}'");
            }
        }
        catch
        {
            _ = Libc.Unlink(temporary);
            throw;
        }

        if (durable)
        {
            var flags = Interop.Files.ReadOnly | Interop.Files.Directory | Interop.Files.CloseOnExec;
            using var opened = Libc.Open(directory, flags, 0).OrThrow($"open the directory '{directory}'");
            if (Libc.Fsync(opened) != 0)
            {
                throw LinuxException.Last($"flush the directory '{directory}' to disk");
            }
        }
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">The most bytes to take.</param>
    /// <param name="content">Its content; empty when there is no such file.</param>
    /// <returns>False when there is no such file.</returns>
    /// <exception cref="LinuxException">It cannot be read, or has more than <paramref name="limit"/> bytes.</exception>
    public static unsafe bool TryRead(string path, int limit, out byte[] content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        content = [];

        // Non-blocking: a FIFO in place of the file must not hang the reader.
        using var file = Libc.Open(path, Interop.Files.ReadOnly | Interop.Files.CloseOnExec | Interop.Files.NonBlocking, 0);
        if (file.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            return error is Errno.Enoent or Errno.Enotdir ? false : throw new LinuxException($"open '{path}'", error);
        }

        var buffer = new byte[Math.Min(limit, 4096) + 1];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length > limit)
                {
                    throw new LinuxException($"'{path}' has more than {limit} bytes; it is not what it should be");
                }

                Array.Resize(ref buffer, (int)Math.Min(limit + 1L, buffer.Length * 2L));
            }

            nint taken;
            fixed (byte* data = &buffer[length])
            {
                taken = Libc.Read(file, data, (nuint)(buffer.Length - length));
            }

            if (taken == 0)
            {
                break;
            }

            if (taken < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error == Errno.Eintr)
                {
                    continue;
                }

                throw new LinuxException($"read '{path}'", error);
            }

            length += (int)taken;
        }

        if (length > limit)
        {
            throw new LinuxException($"'{path}' has more than {limit} bytes; it is not what it should be");
        }

        content = buffer[..length];
        return true;
    }

    private static Descriptor CreateTemporary(string directory, string name, UnixFileMode mode, out string temporary)
    {
        var flags = Interop.Files.WriteOnly | Interop.Files.Create | Interop.Files.Exclusive
            | Interop.Files.CloseOnExec | Interop.Files.NoFollow;
        for (var attempt = 0; ; attempt++)
        {
            temporary = Path.Combine(directory, $".{name}.{Environment.ProcessId}-{Interlocked.Increment(ref counter)}.tmp");
            var file = Libc.Open(temporary, flags, (uint)mode);
            if (!file.IsInvalid)
            {
                return file;
            }

            // A leftover of a process that died with this very id.
            var error = Marshal.GetLastPInvokeError();
            file.Dispose();
            if (error != Errno.Eexist || attempt == Attempts)
            {
                throw new LinuxException($"create '{temporary}'", error);
            }
        }
    }

    internal static unsafe void WriteAll(Descriptor file, ReadOnlySpan<byte> content, string path)
    {
        while (!content.IsEmpty)
        {
            nint written;
            fixed (byte* data = content)
            {
                written = Libc.Write(file, data, (nuint)content.Length);
            }

            if (written >= 0)
            {
                content = content[(int)written..];
            }
            else if (Marshal.GetLastPInvokeError() != Errno.Eintr)
            {
                throw LinuxException.Last($"write '{path}'");
            }
        }
    }
}
