using System.Runtime.InteropServices;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>What tells one state of a file from another: a file that was edited, replaced, or given to somebody else has another.</summary>
/// <param name="Inode">Its inode.</param>
/// <param name="Size">Its size, in bytes.</param>
/// <param name="Changed">When it was changed last, in content, mode or owner: nanoseconds of the file system's clock.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FileStamp(ulong Inode, ulong Size, long Changed);

/// <summary>Files whose content is nobody else's business. One that others could read or write is refused, not used.</summary>
public static class SecretFile
{
    private const ushort OthersMask = 0x3f; // rwx for group and others

    /// <summary>Looks at a file without opening it.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its stamp; null when it is not there, or not to be looked at.</returns>
    public static unsafe FileStamp? Look(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStatus status;
        return Libc.StatxAt(Interop.Files.AtCurrentDirectory, path, 0, Interop.Files.StatxBasic, &status) == 0 ? StampOf(status) : null;
    }

    /// <summary>Reads a file that is a regular one, the caller's or root's, and open to nobody else.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">The most bytes to take.</param>
    /// <param name="content">Its content; empty when there is no such file.</param>
    /// <returns>False when there is no such file.</returns>
    /// <exception cref="LinuxException">It cannot be read, has more bytes, or could have been seen or changed by others.</exception>
    public static unsafe bool TryRead(string path, int limit, out byte[] content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        content = [];

        // What was looked at is what is read: both by the descriptor.
        using var file = Libc.Open(path, Interop.Files.ReadOnly | Interop.Files.CloseOnExec | Interop.Files.NonBlocking, 0);
        if (file.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            return error is Errno.Enoent or Errno.Enotdir ? false : throw new LinuxException($"open '{path}'", error);
        }

        FileStatus status;
        if (Libc.Statx(file, "", Interop.Files.AtEmptyPath, Interop.Files.StatxBasic, &status) != 0)
        {
            throw LinuxException.Last($"look at '{path}'");
        }

        if (Refusal(path, status) is { } refusal)
        {
            throw new LinuxException(refusal);
        }

        content = ReadAll(file, path, limit);
        return true;
    }

    private static string? Refusal(string path, in FileStatus status)
    {
        if ((status.Mode & Interop.Files.TypeMask) != Interop.Files.TypeRegular)
        {
            return $"'{path}' is not a regular file";
        }

        var user = Libc.Geteuid();
        if (status.Owner != 0 && status.Owner != user)
        {
            return $"'{path}' belongs to user {status.Owner}, expected {(user == 0 ? "root" : $"root or user {user}")}: "
                + "whoever it belongs to can change it; run 'chown'";
        }

        return (status.Mode & OthersMask) == 0
            ? null
            : $"'{path}' has mode {Convert.ToString(status.Mode & 0xfff, 8).PadLeft(4, '0')}, expected 0600: others can use it; run "
                + $"'chmod 600 {path}', and make a new key if others may have seen this one";
    }

    private static unsafe byte[] ReadAll(Descriptor file, string path, int limit)
    {
        var buffer = new byte[limit + 1];
        var length = 0;
        while (length < buffer.Length)
        {
            nint taken;
            fixed (byte* data = &buffer[length])
            {
                taken = Libc.Read(file, data, (nuint)(buffer.Length - length));
            }

            if (taken == 0)
            {
                return buffer[..length];
            }

            if (taken < 0 && Marshal.GetLastPInvokeError() != Errno.Eintr)
            {
                throw LinuxException.Last($"read '{path}'");
            }

            length += (int)Math.Max(taken, 0);
        }

        throw new LinuxException($"'{path}' has more than {limit} bytes; it is not what it should be");
    }

    private static FileStamp StampOf(in FileStatus status) =>
        new(status.Inode, status.Size, (status.Changed.Seconds * 1_000_000_000) + status.Changed.Nanoseconds);
}
