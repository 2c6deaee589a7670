using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>
/// An open network namespace. It stays usable (and alive) while it is open, even when its name is removed:
/// compare <see cref="Inode"/> with a new look at the name to see that it was deleted and made again.
/// </summary>
public sealed class NetworkNamespace : IDisposable
{
    /// <summary>Where named namespaces live.</summary>
    public const string DefaultDirectory = "/run/netns";

    // A thread inside a namespace opens a socket or starts a process; it needs no deep stack.
    private const int StackBytes = 256 * 1024;

    private readonly Descriptor _descriptor;
    private readonly (uint Major, uint Minor) _device;

    private NetworkNamespace(string path, Descriptor descriptor, in FileStatus status)
    {
        Path = path;
        _descriptor = descriptor;
        Inode = status.Inode;
        _device = (status.DeviceMajor, status.DeviceMinor);
    }

    /// <summary>The path it was opened by.</summary>
    public string Path { get; }

    /// <summary>Its identity: two namespaces that exist at the same time have different ones.</summary>
    public ulong Inode { get; }

    internal SafeHandle Handle => _descriptor;

    /// <summary>Opens a namespace by the path of its file.</summary>
    /// <param name="path">A path such as <c>/run/netns/edge-1</c> or <c>/proc/42/ns/net</c>.</param>
    /// <returns>The open namespace.</returns>
    /// <exception cref="LinuxException">It does not exist, may not be opened, or is not a network namespace.</exception>
    public static NetworkNamespace Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var descriptor = Libc.Open(path, Files.ReadOnly | Files.CloseOnExec | Files.NonBlocking, 0)
            .OrThrow($"open the network namespace '{path}'");
        try
        {
            // A name whose mount is gone is an empty regular file: open succeeds and setns would fail later, obscurely.
            if (Libc.Ioctl(descriptor, Interop.Namespaces.TypeOf) != Interop.Namespaces.NewNetwork)
            {
                throw new LinuxException(
                    $"'{path}' is not a network namespace (a leftover name, or another kind of file); "
                    + "delete it or make it again with 'ip netns'");
            }

            return new NetworkNamespace(path, descriptor, StatusOf(descriptor, path));
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>Opens a named namespace.</summary>
    /// <param name="name">Its name, as <c>ip netns</c> lists it.</param>
    /// <param name="directory">Where its name is, <see cref="DefaultDirectory"/> unless given.</param>
    /// <returns>The open namespace.</returns>
    /// <exception cref="LinuxException">It does not exist or may not be opened.</exception>
    public static NetworkNamespace OpenNamed(string name, string directory = DefaultDirectory) => Open(PathOf(name, directory));

    /// <summary>Opens the calling thread's namespace.</summary>
    /// <returns>The open namespace.</returns>
    /// <exception cref="LinuxException">/proc is not there.</exception>
    public static NetworkNamespace OpenCurrent() => Open("/proc/thread-self/ns/net");

    /// <summary>Opens the namespace of a process.</summary>
    /// <param name="pid">The process id.</param>
    /// <returns>The open namespace.</returns>
    /// <exception cref="LinuxException">The process does not exist or may not be looked at.</exception>
    public static NetworkNamespace OpenOfProcess(int pid) => Open($"/proc/{pid}/ns/net");

    /// <summary>Whether a namespace of this name exists (and is a namespace, not a leftover file).</summary>
    /// <param name="name">The name.</param>
    /// <param name="directory">Where its name is, <see cref="DefaultDirectory"/> unless given.</param>
    /// <returns>True when it can be opened.</returns>
    public static bool Exists(string name, string directory = DefaultDirectory) => InodeOf(name, directory) is not null;

    /// <summary>Whether the path that it was opened by still leads to it: cheaper than to open that again.</summary>
    /// <returns>False when it was deleted, made again, or cannot be looked at.</returns>
    public unsafe bool IsStillThere()
    {
        FileStatus status;
        return Libc.StatxAt(Files.AtCurrentDirectory, Path, 0, Files.StatxBasic, &status) == 0
            && status.Inode == Inode && (status.DeviceMajor, status.DeviceMinor) == _device;
    }

    /// <summary>The identity of a named namespace as it is now, without keeping it open.</summary>
    /// <param name="name">The name.</param>
    /// <param name="directory">Where its name is, <see cref="DefaultDirectory"/> unless given.</param>
    /// <returns>Its inode; null when no such namespace exists.</returns>
    public static ulong? InodeOf(string name, string directory = DefaultDirectory)
    {
        try
        {
            using var opened = OpenNamed(name, directory);
            return opened.Inode;
        }
        catch (LinuxException error) when (error.ErrorNumber is 0 or Errno.Enoent or Errno.Enotdir)
        {
            return null;
        }
    }

    /// <summary>
    /// Runs a function on a thread of its own inside the namespace, and ends the thread. Sockets opened and processes started
    /// by it belong to the namespace. /sys/class/net still shows the old one: use netlink.
    /// </summary>
    /// <typeparam name="T">The function's result.</typeparam>
    /// <param name="function">
    /// What to run; short and synchronous: what it awaits continues elsewhere, in another namespace. A child that it starts
    /// with a parent-death signal (PR_SET_PDEATHSIG) gets that signal when the thread ends.
    /// </param>
    /// <returns>What the function returned.</returns>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered. What the function throws passes through unchanged.
    /// </exception>
    public T Run<T>(Func<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var result = default(T)!;
        OnOwnThread($"netns {Path}", () =>
        {
            Enter();
            result = function();
        });
        return result;
    }

    /// <summary>Runs an action on a thread of its own inside the namespace; see <see cref="Run{T}"/>.</summary>
    /// <param name="action">What to run.</param>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered. What the action throws passes through unchanged.
    /// </exception>
    public void Run(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Run<object?>(() =>
        {
            action();
            return null;
        });
    }

    /// <summary>Makes a named namespace, as <c>ip netns add</c> does. Its loopback is down.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="LinuxException">The name is taken, or the process has not the privilege (CAP_SYS_ADMIN).</exception>
    public static void CreateNamed(string name)
    {
        var path = PathOf(name, DefaultDirectory);
        NamedNamespaces.PrepareDirectory();
        NamedNamespaces.CreateMountPoint(path);
        try
        {
            OnOwnThread($"netns add {name}", () => NamedNamespaces.UnshareAndBind(path));
        }
        catch
        {
            _ = Libc.Unlink(path);
            throw;
        }
    }

    /// <summary>
    /// Removes a name, as <c>ip netns delete</c> does; the namespace ends when its last process and descriptor do.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <returns>False when there was no such name.</returns>
    /// <exception cref="LinuxException">The process has not the privilege (CAP_SYS_ADMIN).</exception>
    public static bool DeleteNamed(string name) => NamedNamespaces.Remove(PathOf(name, DefaultDirectory));

    /// <inheritdoc/>
    public void Dispose() => _descriptor.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{Path} (net:[{Inode}])";

    /// <summary>Moves the calling thread into the namespace, for good: only for threads that end soon.</summary>
    internal void Enter()
    {
        if (Libc.Setns(_descriptor, Interop.Namespaces.NewNetwork) != 0)
        {
            throw LinuxException.Last($"enter the network namespace '{Path}'");
        }
    }

    private static void OnOwnThread(string name, Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
#pragma warning disable CA1031 // Whatever it is, it is thrown again on the caller's thread.
                catch (Exception error)
#pragma warning restore CA1031
                {
                    failure = ExceptionDispatchInfo.Capture(error);
                }
            },
            StackBytes)
        {
            IsBackground = true,
            Name = name,
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    private static string PathOf(string name, string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('/', StringComparison.Ordinal) || name is "." or "..")
        {
            throw new LinuxException($"'{name}' is not the name of a network namespace: it must not contain '/'");
        }

        return System.IO.Path.Combine(directory, name);
    }

    private static unsafe FileStatus StatusOf(Descriptor descriptor, string path)
    {
        FileStatus status;
        return Libc.Statx(descriptor, "", Files.AtEmptyPath, Files.StatxBasic, &status) == 0
            ? status
            : throw LinuxException.Last($"look at the network namespace '{path}'");
    }
}
