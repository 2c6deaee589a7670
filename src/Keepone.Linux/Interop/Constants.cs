using System.Runtime.InteropServices;

namespace Keepone.Linux.Interop;

/// <summary>Error numbers (asm-generic, the same on x86-64 and arm64).</summary>
internal static class Errno
{
    internal const int Eperm = 1;
    internal const int Enoent = 2;
    internal const int Esrch = 3;
    internal const int Eintr = 4;
    internal const int Eio = 5;
    internal const int Eagain = 11;
    internal const int Eacces = 13;
    internal const int Eexist = 17;
    internal const int Enodev = 19;
    internal const int Enotdir = 20;
    internal const int Einval = 22;
    internal const int Enotty = 25;
    internal const int Eloop = 40;
    internal const int Enobufs = 105;
    internal const int Enetdown = 100;
    internal const int Enetunreach = 101;
    internal const int Ehostunreach = 113;
    internal const int Econnrefused = 111;
    internal const int Einprogress = 115;
    internal const int Enomem = 12;
    internal const int Enxio = 6;
    internal const int Eaddrnotavail = 99;
    internal const int Emsgsize = 90;
}

/// <summary>Flags of open(2), stat and mount.</summary>
internal static class Files
{
    internal const int ReadOnly = 0;
    internal const int WriteOnly = 1;
    internal const int ReadWrite = 2;
    internal const int Create = 0x40;
    internal const int Exclusive = 0x80;
    internal const int NonBlocking = 0x800;
    internal const int CloseOnExec = 0x80000;

    // These two are the only ones that differ between the architectures.
    internal static readonly int Directory = Arm ? 0x4000 : 0x10000;
    internal static readonly int NoFollow = Arm ? 0x8000 : 0x20000;

    internal const int AtCurrentDirectory = -100;
    internal const int AtEmptyPath = 0x1000;
    internal const int AtSymlinkNoFollow = 0x100;
    internal const uint StatxBasic = 0x7ff;

    internal const int TypeMask = 0xf000;
    internal const int TypeFifo = 0x1000;
    internal const int TypeDirectory = 0x4000;
    internal const int TypeRegular = 0x8000;
    internal const int TypeLink = 0xa000;
    internal const int TypeSocket = 0xc000;

    internal const int MountBind = 0x1000;
    internal const int MountRecursive = 0x4000;
    internal const int MountShared = 0x100000;
    internal const int UnmountDetach = 2;

    private static bool Arm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
}

/// <summary>Resources of getrlimit(2) (asm-generic).</summary>
internal static class ResourceLimits
{
    internal const int OpenFiles = 7;
}

/// <summary>Flags of namespaces.</summary>
internal static class Namespaces
{
    internal const int NewNetwork = 0x40000000;

    /// <summary>ioctl NS_GET_NSTYPE.</summary>
    internal const int TypeOf = 0xb703;
}

/// <summary>Flags of epoll, eventfd, timerfd and poll.</summary>
internal static class Polling
{
    internal const int ControlAdd = 1;
    internal const int ControlDelete = 2;
    internal const uint In = 1;
    internal const uint Out = 4;
    internal const int CloseOnExec = 0x80000;
    internal const int NonBlocking = 0x800;
    internal const int ClockMonotonic = 1;
    internal const int ClockBootTime = 7;
    internal const int AbsoluteTime = 1;
}

/// <summary>Families, types, levels and options of sockets.</summary>
internal static class Sockets
{
    internal const int Inet = 2;
    internal const int Inet6 = 10;
    internal const int Netlink = 16;
    internal const int Packet = 17;

    internal const int Stream = 1;
    internal const int Datagram = 2;
    internal const int Raw = 3;
    internal const int CloseOnExec = 0x80000;
    internal const int NonBlocking = 0x800;

    internal const int LevelSocket = 1;
    internal const int ReceiveBuffer = 8;
    internal const int SendBuffer = 7;
    internal const int ReceiveTimeout = 20;
    internal const int ErrorStatus = 4;
    internal const int Linger = 13;
    internal const int BindToDevice = 25;
    internal const int AttachFilter = 26;
    internal const int TimestampNs = 35;
    internal const int ReceiveBufferForce = 33;

    internal const int LevelIp = 0;
    internal const int IpTypeOfService = 1;
    internal const int IpMulticastInterface = 32;
    internal const int IpMulticastTtl = 33;
    internal const int IpMulticastLoop = 34;
    internal const int IpAddMembership = 35;
    internal const int IpPacketInfo = 8;
    internal const int IpBindAddressNoPort = 24;

    internal const int LevelIpv6 = 41;
    internal const int Ipv6MulticastInterface = 17;
    internal const int Ipv6MulticastHops = 18;
    internal const int Ipv6MulticastLoop = 19;
    internal const int Ipv6JoinGroup = 20;
    internal const int Ipv6ReceivePacketInfo = 49;
    internal const int Ipv6PacketInfo = 50;
    internal const int Ipv6ReceiveHopLimit = 51;
    internal const int Ipv6HopLimit = 52;
    internal const int Ipv6TrafficClass = 67;

    internal const int LevelPacket = 263;
    internal const int PacketAddMembership = 1;
    internal const int PacketUnicast = 3;

    internal const int LevelNetlink = 270;
    internal const int MessageTruncated = 0x20;
    internal const int MessageControlTruncated = 0x8;
    internal const int MessageDontWait = 0x40;

    internal const int ProtocolVrrp = 112;
    internal const int ProtocolIcmp = 1;
    internal const int ProtocolIcmpv6 = 58;
    internal const ushort EtherAll = 0x0003;
    internal const ushort EtherIpv4 = 0x0800;
    internal const ushort EtherIpv6 = 0x86dd;
    internal const byte PacketOutgoing = 4;
}
