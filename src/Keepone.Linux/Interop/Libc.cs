using System.Runtime.InteropServices;

namespace Keepone.Linux.Interop;

/// <summary>The C library's functions that Keepone calls: the only native imports of the project.</summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Descriptor Open(string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(SafeHandle descriptor, byte* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(SafeHandle descriptor, byte* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "glob", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Glob(string pattern, int flags, nint onError, GlobResult* found);

    [LibraryImport(Library, EntryPoint = "globfree")]
    internal static partial void GlobFree(GlobResult* found);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Fsync(SafeHandle descriptor);

    [LibraryImport(Library, EntryPoint = "fchmod", SetLastError = true)]
    internal static partial int Fchmod(SafeHandle descriptor, uint mode);

    [LibraryImport(Library, EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Rename(string from, string to);

    [LibraryImport(Library, EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unlink(string path);

    [LibraryImport(Library, EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Mkdir(string path, uint mode);

    [LibraryImport(Library, EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Mkfifo(string path, uint mode);

    // statx and not stat: its layout is the same on every architecture.
    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Statx(SafeHandle directory, string path, int flags, uint mask, FileStatus* status);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatxAt(int directory, string path, int flags, uint mask, FileStatus* status);

    [LibraryImport(Library, EntryPoint = "readlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ReadLink(string path, byte* target, nuint length);

    [LibraryImport(Library, EntryPoint = "lgetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint GetAttribute(string path, string name, byte* value, nuint length);

    [LibraryImport(Library, EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Descriptor MemoryFile(string name, uint flags);

    [LibraryImport(Library, EntryPoint = "lseek", SetLastError = true)]
    internal static partial nint Seek(SafeHandle descriptor, nint offset, int whence);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(SafeHandle descriptor, int command, int argument);

    // It returns the error and leaves errno alone.
    [LibraryImport(Library, EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GetUserByName(string name, UserRecord* record, byte* buffer, nuint length, UserRecord** found);

    [LibraryImport(Library, EntryPoint = "getpwuid_r")]
    internal static partial int GetUserById(uint id, UserRecord* record, byte* buffer, nuint length, UserRecord** found);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    internal static partial uint Geteuid();

    [LibraryImport(Library, EntryPoint = "getegid")]
    internal static partial uint Getegid();

    [LibraryImport(Library, EntryPoint = "getrlimit", SetLastError = true)]
    internal static partial int GetResourceLimit(int resource, ulong* softAndHard);

    [LibraryImport(Library, EntryPoint = "setrlimit", SetLastError = true)]
    internal static partial int SetResourceLimit(int resource, ulong* softAndHard);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int Ioctl(SafeHandle descriptor, nuint request);

    [LibraryImport(Library, EntryPoint = "setns", SetLastError = true)]
    internal static partial int Setns(SafeHandle descriptor, int type);

    [LibraryImport(Library, EntryPoint = "unshare", SetLastError = true)]
    internal static partial int Unshare(int flags);

    [LibraryImport(Library, EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Mount(string source, string target, string? type, nuint flags, nint data);

    [LibraryImport(Library, EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Umount(string target, int flags);

    [LibraryImport(Library, EntryPoint = "if_nametoindex", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint IfNameToIndex(string name);

    [LibraryImport(Library, EntryPoint = "if_indextoname", SetLastError = true)]
    internal static partial byte* IfIndexToName(uint index, byte* name);

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial Descriptor EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int EpollControl(SafeHandle epoll, int operation, SafeHandle descriptor, byte* change);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int EpollWait(SafeHandle epoll, byte* events, int capacity, int timeoutMilliseconds);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    internal static partial Descriptor Eventfd(uint initial, int flags);

    // A call into the vDSO of some ten nanoseconds: announcing it to the collector would cost more than itself.
    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "clock_gettime")]
    internal static partial int ClockGetTime(int clock, long* time);

    [LibraryImport(Library, EntryPoint = "timerfd_create", SetLastError = true)]
    internal static partial Descriptor TimerfdCreate(int clock, int flags);

    [LibraryImport(Library, EntryPoint = "timerfd_settime", SetLastError = true)]
    internal static partial int TimerfdSet(SafeHandle timer, int flags, long* interval, long* old);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);

    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    internal static partial Descriptor Socket(int family, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "bind", SetLastError = true)]
    internal static partial int Bind(SafeHandle socket, byte* address, uint length);

    [LibraryImport(Library, EntryPoint = "connect", SetLastError = true)]
    internal static partial int Connect(SafeHandle socket, byte* address, uint length);

    [LibraryImport(Library, EntryPoint = "getsockname", SetLastError = true)]
    internal static partial int GetSocketName(SafeHandle socket, byte* address, uint* length);

    [LibraryImport(Library, EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetSocketOption(SafeHandle socket, int level, int option, void* value, uint length);

    [LibraryImport(Library, EntryPoint = "getsockopt", SetLastError = true)]
    internal static partial int GetSocketOption(SafeHandle socket, int level, int option, void* value, uint* length);

    [LibraryImport(Library, EntryPoint = "recvmsg", SetLastError = true)]
    internal static partial nint ReceiveMessage(SafeHandle socket, MessageHeader* message, int flags);

    [LibraryImport(Library, EntryPoint = "recvmmsg", SetLastError = true)]
    internal static partial int ReceiveMessages(SafeHandle socket, BatchedMessage* messages, uint count, int flags, nint timeout);

    [LibraryImport(Library, EntryPoint = "sendmmsg", SetLastError = true)]
    internal static partial int SendMessages(SafeHandle socket, BatchedMessage* messages, uint count, int flags);

    [LibraryImport(Library, EntryPoint = "sendto", SetLastError = true)]
    internal static partial nint SendTo(
        SafeHandle socket, byte* data, nuint length, int flags, byte* address, uint addressLength);

    // By number: the C library got wrappers for these later than the kernel, and the numbers are the same everywhere.
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint PidfdOpenCall(nint number, nint pid, nint flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint PidfdSendSignalCall(nint number, nint descriptor, nint signal, nint information, nint flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint CloseRangeCall(nint number, nint first, nint last, nint flags);

    // The C library has no wrappers for these, and the numbers are not the same everywhere.
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint SetSchedulingCall(nint number, nint thread, SchedulingAttributes* attributes, nint flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint BpfCall(nint number, nint command, void* attributes, nuint length);

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Map(nint address, nuint length, int protection, int flags, SafeHandle descriptor, nint offset);

    [LibraryImport(Library, EntryPoint = "munmap", SetLastError = true)]
    internal static partial int Unmap(nint address, nuint length);

    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    [LibraryImport(Library, EntryPoint = "waitpid", SetLastError = true)]
    internal static partial int WaitPid(int pid, int* status, int options);

    [LibraryImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    internal static partial int Pipe(int* ends, int flags);
}

/// <summary>struct statx, as far as it is read (256 bytes).</summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
internal struct FileStatus
{
    internal uint Mask;
    internal uint BlockSize;
    internal ulong Attributes;
    internal uint Links;
    internal uint Owner;
    internal uint Group;
    internal ushort Mode;
    internal ushort Spare;
    internal ulong Inode;
    internal ulong Size;
    internal ulong Blocks;
    internal ulong AttributesMask;
    internal StatusTime Accessed;
    internal StatusTime Born;
    internal StatusTime Changed;
    internal StatusTime Modified;
    internal uint SpecialMajor;
    internal uint SpecialMinor;
    internal uint DeviceMajor;
    internal uint DeviceMinor;
}

/// <summary>struct statx_timestamp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StatusTime
{
    internal long Seconds;
    internal uint Nanoseconds;
    internal int Reserved;
}

/// <summary>struct passwd of a 64-bit system (glibc and musl).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct UserRecord
{
    internal byte* Name;
    internal byte* Password;
    internal uint User;
    internal uint Group;
    internal byte* Description;
    internal byte* Home;
    internal byte* Shell;
}

/// <summary>struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    internal int Descriptor;
    internal short Events;
    internal short Returned;
}

/// <summary>struct msghdr of a 64-bit system.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    internal byte* Name;
    internal uint NameLength;
    internal IoVector* Vectors;
    internal nuint VectorCount;
    internal byte* Control;
    internal nuint ControlLength;
    internal int Flags;
}

/// <summary>struct mmsghdr of a 64-bit system.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BatchedMessage
{
    internal MessageHeader Header;
    internal uint Length;
}

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    internal byte* Data;
    internal nuint Length;
}
