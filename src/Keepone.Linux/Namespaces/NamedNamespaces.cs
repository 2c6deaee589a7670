using System.Runtime.InteropServices;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>Names of network namespaces, in the form that iproute2 uses: a file with the namespace bind-mounted on it.</summary>
internal static class NamedNamespaces
{
    internal static void PrepareDirectory()
    {
        const string Directory = NetworkNamespace.DefaultDirectory;
        if (Libc.Mkdir(Directory, 0x1ed) != 0 && Marshal.GetLastPInvokeError() != Errno.Eexist)
        {
            throw LinuxException.Last($"make the directory '{Directory}'");
        }

        // Shared, so that a name removed here is also unmounted in mount namespaces that copied it, as iproute2 does.
        if (Libc.Mount("", Directory, "none", Files.MountShared | Files.MountRecursive, 0) == 0)
        {
            return;
        }

        if (Marshal.GetLastPInvokeError() != Errno.Einval
            || Libc.Mount(Directory, Directory, "none", Files.MountBind | Files.MountRecursive, 0) != 0
            || Libc.Mount("", Directory, "none", Files.MountShared | Files.MountRecursive, 0) != 0)
        {
            throw LinuxException.Last($"share the directory '{Directory}' between mount namespaces");
        }
    }

    internal static void CreateMountPoint(string path)
    {
        using var file = Libc.Open(path, Files.ReadOnly | Files.Create | Files.Exclusive | Files.CloseOnExec, 0)
            .OrThrow($"create the network namespace '{path}'");
    }

    /// <summary>Gives the calling thread a fresh namespace and binds it to its name; the thread must end afterwards.</summary>
    internal static void UnshareAndBind(string path)
    {
        if (Libc.Unshare(Interop.Namespaces.NewNetwork) != 0)
        {
            throw LinuxException.Last($"create the network namespace '{path}'");
        }

        if (Libc.Mount("/proc/thread-self/ns/net", path, "none", Files.MountBind, 0) != 0)
        {
            throw LinuxException.Last($"bind the new network namespace to '{path}'");
        }
    }

    internal static bool Remove(string path)
    {
        // EINVAL: a leftover name without a mount; the file goes all the same.
        if (Libc.Umount(path, Files.UnmountDetach) != 0 && Marshal.GetLastPInvokeError() is not (Errno.Einval or Errno.Enoent))
        {
            throw LinuxException.Last($"unmount the network namespace '{path}'");
        }

        if (Libc.Unlink(path) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == Errno.Enoent
            ? false
            : throw LinuxException.Last($"remove the name '{path}' of a network namespace");
    }
}
