using System.Runtime.InteropServices;
using System.Text;
using Keepone.Linux.Interop;
using Keepone.Linux.Netlink;

namespace Keepone.Linux.Gates;

/// <summary>
/// BPF programs on what arrives at and leaves by an interface: filters of its clsact qdisc (linux/pkt_sched.h, linux/pkt_cls.h).
/// They belong to the interface, not to a process: they stay when the agent dies.
/// </summary>
internal static class TrafficControl
{
    private const ushort NewQdisc = 36;
    private const ushort DelQdisc = 37;
    private const ushort NewFilter = 44;
    private const ushort DelFilter = 45;
    private const ushort GetFilter = 46;
    private const ushort FlagReplace = 0x100;

    private const ushort Kind = 1;
    private const ushort Options = 2;
    private const ushort BpfDescriptor = 6;
    private const ushort BpfName = 7;
    private const ushort BpfFlags = 8;
    private const ushort BpfId = 11;
    private const int DirectAction = 1;

    private const uint ClsactParent = 0xfffffff1;
    private const uint ClsactHandle = 0xffff0000;
    private const uint Arriving = 0xfffffff2;
    private const uint Leaving = 0xfffffff3;

    // Before every other filter: one that redirects a packet would pass the gate by.
    private const uint FirstOfAllProtocols = (1 << 16) | 0x0300;

    // struct tcmsg.
    private const int HeaderBytes = 20;

    /// <summary>Puts a program on one direction, in place of the one of the same handle. One step: no packet meets neither.</summary>
    internal static void Put(NetlinkSocket socket, Link link, bool leaves, uint handle, string name, Descriptor program, string place)
    {
        var operation = $"put a gate on {link.Name} of {place}";
        Run(socket, Header(NewQdisc, RtNetlink.FlagCreate | RtNetlink.FlagExclusive, link, ClsactHandle, ClsactParent, 0)
            .Attribute(Kind, "clsact\0"u8), operation, Errno.Eexist);
        Run(socket, Header(NewFilter, (ushort)(RtNetlink.FlagCreate | FlagReplace), link, handle, Parent(leaves), FirstOfAllProtocols)
            .Attribute(Kind, "bpf\0"u8)
            .Nested(Options, request => request
                .Attribute(BpfDescriptor, (int)program.DangerousGetHandle())
                .Attribute(BpfName, Encoding.UTF8.GetBytes(name + '\0'))
                .Attribute(BpfFlags, DirectAction)), operation, tolerated: 0);
    }

    /// <summary>Takes a program away, and the qdisc with the last filter of it.</summary>
    /// <returns>False when it was not there.</returns>
    internal static bool Remove(NetlinkSocket socket, Link link, bool leaves, uint handle, string place)
    {
        var operation = $"remove a gate from {link.Name} of {place}";
        if (Find(socket, link, leaves, place).All(filter => filter.Handle != handle))
        {
            return false;
        }

        Run(socket, Header(DelFilter, 0, link, handle, Parent(leaves), FirstOfAllProtocols).Attribute(Kind, "bpf\0"u8),
            operation, Errno.Enoent);
        if (Find(socket, link, leaves: true, place).Count == 0 && Find(socket, link, leaves: false, place).Count == 0)
        {
            Run(socket, Header(DelQdisc, 0, link, ClsactHandle, ClsactParent, 0), operation, Errno.Enoent);
        }

        return true;
    }

    /// <summary>Every filter of one direction; those of other kinds without name and program.</summary>
    internal static List<Filter> Find(NetlinkSocket socket, Link link, bool leaves, string place)
    {
        var found = new List<Filter>();
        _ = socket.Query(
            Header(GetFilter, RtNetlink.FlagDump, link, 0, Parent(leaves), 0, acknowledge: false),
            $"list the filters of {link.Name} of {place}",
            (in message) =>
            {
                if (message.Type == NewFilter && message.Body.Length >= HeaderBytes)
                {
                    found.Add(Read(message.Body));
                }
            });

        // A chain without a handle is announced before its filters.
        return found.FindAll(filter => filter.Handle != 0);
    }

    private static Filter Read(ReadOnlySpan<byte> body)
    {
        var (name, program) = ((string?)null, 0u);
        var attributes = new AttributeReader(body[HeaderBytes..]);
        while (attributes.TryRead(out var type, out var value))
        {
            if (type != Options)
            {
                continue;
            }

            var options = new AttributeReader(value);
            while (options.TryRead(out var option, out var content))
            {
                (name, program) = option switch
                {
                    BpfName => (Encoding.UTF8.GetString(content.TrimEnd((byte)0)), program),
                    BpfId when content.Length == sizeof(uint) => (name, MemoryMarshal.Read<uint>(content)),
                    _ => (name, program),
                };
            }
        }

        return new Filter(MemoryMarshal.Read<uint>(body[8..]), name, program);
    }

    private static NetlinkRequest Header(
        ushort type, ushort flags, Link link, uint handle, uint parent, uint information, bool acknowledge = true) =>
        new NetlinkRequest(type, (ushort)(flags | (acknowledge ? RtNetlink.FlagAcknowledge : 0)))
            .Number(0).Number(link.Index).Number((int)handle).Number((int)parent).Number((int)information);

    private static uint Parent(bool leaves) => leaves ? Leaving : Arriving;

    private static void Run(NetlinkSocket socket, NetlinkRequest request, string operation, int tolerated)
    {
        var error = socket.Execute(request, operation, out var detail);
        if (error != 0 && error != tolerated)
        {
            throw new LinuxException(operation, error, detail);
        }
    }

    /// <summary>A filter.</summary>
    /// <param name="Handle">Its number among those of its priority.</param>
    /// <param name="Name">The name that it was given; null: none, or another kind.</param>
    /// <param name="Program">The id of its program; 0: another kind.</param>
    internal readonly record struct Filter(uint Handle, string? Name, uint Program);
}
