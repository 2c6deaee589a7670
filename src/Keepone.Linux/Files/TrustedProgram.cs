using System.Runtime.InteropServices;
using System.Text;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>
/// A program that only root could have put where it is (DESIGN §6): every directory, link and file on the way to it is root's and writable
/// by nobody else. Unlike keepalived's script security it takes no sticky directory, looks whoever runs the program, and says which part
/// of the way is wrong (keepalived #842, #742).
/// </summary>
public static class TrustedProgram
{
    /// <summary>The most symbolic links on the way: the kernel follows 40, nobody needs more than a few.</summary>
    public const int MostLinks = 8;

    /// <summary>The most parts of a way, links followed.</summary>
    public const int MostParts = 128;

    private const int LongestTarget = 4096;
    private const int WritableByOthers = 0x12; // g+w, o+w
    private const int SetIdBits = 0xc00;
    private const int ExecutableByGroup = 0x8;
    private const int ExecutableByAll = 0x1;

    /// <summary>Looks whether a user may be let run a program.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="user">The user, not root.</param>
    /// <returns>Why not, naming the part of the way and its mode, without an end; null when it may.</returns>
    public static string? Refusal(string path, UserAccount user)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(user);
        if (path[0] != '/')
        {
            return $"'{path}' is not an absolute path";
        }

        var left = new Stack<string>();
        Push(left, path);
        var (at, links, parts) = ("/", 0, 0);
        if (Directory("/", user) is { } root)
        {
            return root;
        }

        while (left.TryPop(out var part))
        {
            if (++parts > MostParts)
            {
                return $"'{path}' has more than {MostParts} parts";
            }

            if (part == "..")
            {
                // What is behind has no links in it: its parent is what its name says.
                at = Path.GetDirectoryName(at) ?? "/";
                continue;
            }

            var next = at == "/" ? $"/{part}" : $"{at}/{part}";
            if (Look(next, out var status) is { } missing)
            {
                return missing;
            }

            if ((status.Mode & Files.TypeMask) == Files.TypeLink)
            {
                if (++links > MostLinks)
                {
                    return $"'{path}' leads through more than {MostLinks} symbolic links";
                }

                if (Owner(next, status) is { } foreign)
                {
                    return foreign;
                }

                if (ReadLink(next) is not { } target)
                {
                    return $"the symbolic link '{next}' cannot be read";
                }

                at = target[0] == '/' ? "/" : at;
                Push(left, target);
                continue;
            }

            if ((left.Count == 0 ? File(next, status, user) : Directory(next, status, user)) is { } refusal)
            {
                return refusal;
            }

            at = next;
        }

        return at == "/" || Look(at, out var last) is not null || (last.Mode & Files.TypeMask) != Files.TypeRegular
            ? $"'{path}' is not a regular file"
            : null;
    }

    private static void Push(Stack<string> left, string path)
    {
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").Reverse())
        {
            left.Push(part);
        }
    }

    private static string? Directory(string path, UserAccount user) => Look(path, out var status) ?? Directory(path, status, user);

    private static string? Directory(string path, in FileStatus status, UserAccount user)
    {
        if ((status.Mode & Files.TypeMask) != Files.TypeDirectory)
        {
            return $"'{path}' is not a directory";
        }

        return Owner(path, status) ?? Writable("the directory ", path, status) ?? (IsExecutable(status, user)
            ? null
            : $"user {user.Name} may not search the directory '{path}', which has mode {Mode(status)}; run 'chmod a+x {path}'");
    }

    private static string? File(string path, in FileStatus status, UserAccount user)
    {
        if ((status.Mode & Files.TypeMask) != Files.TypeRegular)
        {
            return $"'{path}' is not a regular file";
        }

        if ((Owner(path, status) ?? Writable("", path, status)) is { } refusal)
        {
            return refusal;
        }

        if ((status.Mode & SetIdBits) != 0)
        {
            return $"'{path}' has mode {Mode(status)}: a set-id bit would give it rights that a check must not have; run 'chmod ug-s {path}'";
        }

        if (!IsExecutable(status, user))
        {
            return $"'{path}' has mode {Mode(status)}: user {user.Name} may not execute it; run 'chmod 755 {path}'";
        }

        return HasCapabilities(path)
            ? $"'{path}' carries file capabilities: they would give it rights that a check must not have; run 'setcap -r {path}'"
            : null;
    }

    private static string? Owner(string path, in FileStatus status) => status.Owner == 0
        ? null
        : $"'{path}' belongs to user {status.Owner}, expected root: whoever it belongs to can change what is run; run 'chown root {path}'";

    private static string? Writable(string kind, string path, in FileStatus status) => (status.Mode & WritableByOthers) == 0
        ? null
        : $"{kind}'{path}' has mode {Mode(status)}: others than root can change what is run; run 'chmod go-w {path}'"
            + ((status.Mode & 0x200) != 0 ? ", or better, move the script to a directory of its own: a sticky bit does not keep others from adding files" : "");

    // Only the mode: an access list can take more away, which shows when it is run. Root's file, and the user is not root.
    private static bool IsExecutable(in FileStatus status, UserAccount user) =>
        (status.Mode & (status.Group == user.Group ? ExecutableByGroup : ExecutableByAll)) != 0;

    private static unsafe bool HasCapabilities(string path) => Libc.GetAttribute(path, "security.capability", null, 0) > 0;

    private static unsafe string? Look(string path, out FileStatus status)
    {
        fixed (FileStatus* target = &status)
        {
            if (Libc.StatxAt(Files.AtCurrentDirectory, path, Files.AtSymlinkNoFollow, Files.StatxBasic, target) == 0)
            {
                return null;
            }
        }

        var error = Marshal.GetLastPInvokeError();
        status = default;
        return error == Errno.Enoent
            ? $"'{path}' does not exist"
            : $"'{path}' cannot be looked at: {Marshal.GetPInvokeErrorMessage(error)}";
    }

    private static unsafe string? ReadLink(string path)
    {
        var target = stackalloc byte[LongestTarget];
        var length = (int)Libc.ReadLink(path, target, LongestTarget);
        return length is > 0 and < LongestTarget ? Encoding.UTF8.GetString(target, length) : null;
    }

    private static string Mode(in FileStatus status) => Convert.ToString(status.Mode & 0xfff, 8).PadLeft(4, '0');
}
