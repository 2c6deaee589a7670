namespace Keepone.Linux.Netlink;

/// <summary>Numbers of rtnetlink (rtnetlink(7), linux/if_link.h, linux/if_addr.h, linux/net_namespace.h).</summary>
internal static class RtNetlink
{
    internal const int Route = 0;

    internal const ushort Error = 2;
    internal const ushort Done = 3;
    internal const ushort OverrunMessage = 4;

    internal const ushort NewLink = 16;
    internal const ushort DelLink = 17;
    internal const ushort GetLink = 18;
    internal const ushort NewAddress = 20;
    internal const ushort DelAddress = 21;
    internal const ushort GetAddress = 22;
    internal const ushort NewRoute = 24;
    internal const ushort DelRoute = 25;
    internal const ushort GetRoute = 26;
    internal const ushort NewNamespaceId = 88;
    internal const ushort GetNamespaceId = 90;

    internal const ushort FlagRequest = 0x1;
    internal const ushort FlagMultipart = 0x2;
    internal const ushort FlagAcknowledge = 0x4;
    internal const ushort FlagDumpInterrupted = 0x10;
    internal const ushort FlagDump = 0x300;
    internal const ushort FlagExclusive = 0x200;
    internal const ushort FlagCreate = 0x400;
    internal const ushort FlagAcknowledgementCapped = 0x100;
    internal const ushort FlagAcknowledgementAttributes = 0x200;

    internal const uint GroupLink = 0x1;
    internal const uint GroupIpv4Address = 0x10;
    internal const uint GroupIpv6Address = 0x100;

    internal const int OptionCapAcknowledgement = 10;
    internal const int OptionExtendedAcknowledgement = 11;
    internal const int OptionStrictCheck = 12;
    internal const int OptionListenAllNamespaces = 8;

    internal const ushort LinkMac = 1;
    internal const ushort LinkName = 3;
    internal const ushort LinkMtu = 4;
    internal const ushort LinkMaster = 10;
    internal const ushort LinkInformation = 18;
    internal const ushort LinkKind = 1;

    internal const uint InterfaceUp = 0x1;
    internal const uint InterfaceLowerUp = 0x10000;

    internal const ushort AddressAddress = 1;
    internal const ushort AddressLocal = 2;
    internal const ushort AddressLabel = 3;
    internal const ushort AddressFlags = 8;

    internal const ushort RouteDestination = 1;
    internal const ushort RouteOutput = 4;
    internal const ushort RouteGateway = 5;
    internal const ushort RoutePriority = 6;
    internal const ushort RoutePreferredSource = 7;
    internal const ushort RouteTable = 15;
    internal const ushort RouteFlagCloned = 0x200;
    internal const uint MainTable = 254;

    internal const ushort NamespaceIdValue = 1;
    internal const ushort NamespaceIdDescriptor = 3;

    internal const ushort ErrorMessageAttribute = 1;

    // The two top bits of an attribute's type are flags (nested, network byte order).
    internal const ushort AttributeTypeMask = 0x3fff;
}
