using System.Runtime.InteropServices;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>What stands at a path, links not followed.</summary>
/// <param name="Mode">Its type and permissions (st_mode).</param>
/// <param name="Owner">Its owner's user id.</param>
/// <param name="Group">Its group's id.</param>
/// <param name="Target">Where it leads, when it is a symbolic link.</param>
public sealed record PathStatus(uint Mode, uint Owner, uint Group, string? Target)
{
    private const uint TypeMask = 0xF000;
    private const uint LinkType = 0xA000;
    private const int LongestPath = 4096;

    /// <summary>The bits of <see cref="Mode"/> that say what it is.</summary>
    public uint Type => Mode & TypeMask;

    /// <summary>Looks at a path.</summary>
    /// <param name="path">The path.</param>
    /// <returns>What is there; null when nothing is, or this process may not look.</returns>
    public static unsafe PathStatus? Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStatus status;
        if (Libc.StatxAt(Interop.Files.AtCurrentDirectory, path, Interop.Files.AtSymlinkNoFollow, Interop.Files.StatxBasic, &status) != 0)
        {
            return null;
        }

        string? target = null;
        if ((status.Mode & TypeMask) == LinkType)
        {
            var buffer = stackalloc byte[LongestPath];
            var length = Libc.ReadLink(path, buffer, LongestPath);
            target = length is > 0 and < LongestPath ? Marshal.PtrToStringUTF8((nint)buffer, (int)length) : null;
        }

        return new PathStatus(status.Mode, status.Owner, status.Group, target);
    }
}
