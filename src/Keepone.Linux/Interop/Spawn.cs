using System.Runtime.InteropServices;

namespace Keepone.Linux.Interop;

/// <summary>
/// posix_spawn(3): a child in a session of its own, with nothing of this process but the three standard streams. The child
/// belongs to the calling thread's namespace.
/// </summary>
internal static unsafe partial class Spawn
{
    private const string Library = "libc";

    // posix_spawnattr_t (336 bytes) and posix_spawn_file_actions_t (80 bytes) of glibc and musl, with room to spare.
    private const int OpaqueBytes = 1024;
    private const int SignalSetBytes = 128;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;
    private const int CloseRangeNumber = 436;
    private const int CloseRangeCloseOnExec = 4;

    // All but SIGKILL and SIGSTOP, which cannot be set: a signal that is ignored here (the runtime ignores SIGPIPE, a shell or
    // the C library may have ignored others) would stay ignored in the child.
    private const ulong Defaulted = ~((1UL << 8) | (1UL << 18));

    /// <summary>Starts a program; a descriptor of -1 stands for /dev/null.</summary>
    /// <returns>0, or the error number.</returns>
    internal static int Start(
        string program, IReadOnlyList<string> arguments, IEnumerable<KeyValuePair<string, string>> environment,
        int input, int output, int error, out int pid)
    {
        var attributes = stackalloc byte[OpaqueBytes];
        var actions = stackalloc byte[OpaqueBytes];
        var signals = stackalloc byte[SignalSetBytes];
        // What this process opened closes on exec; what it inherited itself (from a shell, a service manager) may not, and a
        // child that lives on would hold it for ever. Without effect before Linux 5.11.
        _ = Libc.CloseRangeCall(CloseRangeNumber, 3, int.MaxValue, CloseRangeCloseOnExec);
        _ = AttributesInit(attributes);
        _ = ActionsInit(actions);
        var argumentVector = Strings([program, .. arguments]);
        var environmentVector = Strings([.. environment.Select(pair => $"{pair.Key}={pair.Value}")]);
        try
        {
            new Span<byte>(signals, SignalSetBytes).Clear();
            _ = AttributesSetMask(attributes, signals);
            *(ulong*)signals = Defaulted;
            _ = AttributesSetDefaults(attributes, signals);
            _ = AttributesSetFlags(attributes, SetSignalDefaults | SetSignalMask | SetSession);
            Redirect(actions, 0, input, Files.ReadOnly);
            Redirect(actions, 1, output, Files.WriteOnly);
            Redirect(actions, 2, error, Files.WriteOnly);
            int started;
            var result = SpawnProgram(&started, program, actions, attributes, argumentVector, environmentVector);
            pid = started;
            return result;
        }
        finally
        {
            Free(argumentVector);
            Free(environmentVector);
            _ = ActionsDestroy(actions);
            _ = AttributesDestroy(attributes);
        }
    }

    private static void Redirect(byte* actions, int stream, int descriptor, int mode)
    {
        _ = descriptor < 0
            ? ActionsOpen(actions, stream, "/dev/null", mode, 0)
            : ActionsDuplicate(actions, descriptor, stream);
    }

    private static byte** Strings(string[] values)
    {
        var vector = (byte**)NativeMemory.AllocZeroed((nuint)(values.Length + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < values.Length; i++)
        {
            vector[i] = (byte*)Marshal.StringToCoTaskMemUTF8(values[i]);
        }

        return vector;
    }

    private static void Free(byte** vector)
    {
        for (var i = 0; vector[i] is not null; i++)
        {
            Marshal.FreeCoTaskMem((nint)vector[i]);
        }

        NativeMemory.Free(vector);
    }

    [LibraryImport(Library, EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SpawnProgram(
        int* pid, string program, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    private static partial int AttributesSetFlags(byte* attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int AttributesSetMask(byte* attributes, byte* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int AttributesSetDefaults(byte* attributes, byte* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int ActionsInit(byte* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int ActionsDestroy(byte* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ActionsOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int ActionsDuplicate(byte* actions, int descriptor, int target);
}
