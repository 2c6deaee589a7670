using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Keepone.Linux.Gates;

/// <summary>
/// The program that the kernel runs for each packet of an interface with a gate. While CLOCK_BOOTTIME is below the number in the
/// map it lets everything pass. After that it drops what only the one master may say: the addresses, in IPv4, IPv6, ARP and
/// neighbour discovery; adverts; and what the router forwards.
/// </summary>
internal static class GateProgram
{
    /// <summary>Where the map's value holds the end of the lease, in nanoseconds of CLOCK_BOOTTIME.</summary>
    internal const int OpenUntilOffset = 0;

    /// <summary>Where it counts the packets that were dropped.</summary>
    internal const int DroppedOffset = 8;

    internal const int ValueBytes = 16;

    /// <summary>Go on with the next filter (TC_ACT_UNSPEC).</summary>
    internal const int Pass = -1;

    /// <summary>Drop (TC_ACT_SHOT).</summary>
    internal const int Drop = 2;

    // Helpers of linux/bpf.h.
    private const int LoadRelative = 68;
    private const int BootTime = 125;
    private const int FromNetworkHeader = 1;

    // struct __sk_buff.
    private const int Protocol = 16;
    private const int IngressInterface = 36;

    private const int Vrrp = 112;
    private const int Icmpv6 = 58;
    private const int NeighbourSolicitation = 135;
    private const int NeighbourAdvertisement = 136;

    private const int Frame = 10;
    private const int Packet = 6;
    private const int Scratch = 7;

    /// <summary>The program for one direction of an interface.</summary>
    /// <param name="rules">What is held back.</param>
    /// <param name="port">The interface.</param>
    /// <param name="leaves">True for what leaves by the interface, false for what arrives.</param>
    /// <param name="map">The descriptor of the map with the end of the lease.</param>
    /// <returns>The instructions.</returns>
    internal static byte[] Assemble(GateRules rules, GatePort port, bool leaves, int map)
    {
        var (pass, drop, ipv4, ipv6, arp) = (new BpfLabel(), new BpfLabel(), new BpfLabel(), new BpfLabel(), new BpfLabel());
        var code = new BpfAssembler()
            .Copy(Packet, 1)
            .MapAddress(1, map, OpenUntilOffset)
            .Load(Scratch, 1, 0, 8)
            .Call(BootTime)
            .JumpIfBelow(0, Scratch, pass);
        if (leaves && port.Forwards)
        {
            // 0 for what the namespace itself sends.
            code.Load(0, Packet, IngressInterface, 4).JumpIfNot(0, 0, drop);
        }

        code.Load(0, Packet, Protocol, 4)
            .JumpIf(0, BinaryPrimitives.ReverseEndianness((ushort)0x0800), ipv4)
            .JumpIf(0, BinaryPrimitives.ReverseEndianness((ushort)0x86dd), ipv6)
            .JumpIf(0, BinaryPrimitives.ReverseEndianness((ushort)0x0806), arp)
            .Jump(pass);
        var vrid = leaves ? port.Vrid : null;
        Ipv4(code.Mark(ipv4), Words(rules, AddressFamily.InterNetwork), vrid, pass, drop);
        Ipv6(code.Mark(ipv6), Words(rules, AddressFamily.InterNetworkV6), vrid, pass, drop);
        Arp(code.Mark(arp), Words(rules, AddressFamily.InterNetwork), pass, drop);
        return code
            .Mark(drop).MapAddress(1, map, DroppedOffset).Set(2, 1).AddToMemory64(1, 2).Set(0, Drop).Exit()
            .Mark(pass).Set(0, Pass).Exit()
            .Resolve(pass, drop, ipv4, ipv6, arp).Finish();
    }

    // RFC 791: protocol at 9, source at 12, destination at 16. keepalived's adverts have no options.
    private static void Ipv4(BpfAssembler code, List<int[]> addresses, byte? vrid, BpfLabel pass, BpfLabel drop)
    {
        Fetch(code, from: 0, length: 20, to: -24, pass);
        Adverts(code, vrid, protocol: -24 + 9, at: 20, pass, drop);
        Compare(code, addresses, -24 + 12, drop);
        Compare(code, addresses, -24 + 16, drop);
        code.Jump(pass);
    }

    // RFC 8200: next header at 6, source at 8, destination at 24. RFC 4861: the target at 8 of both messages.
    private static void Ipv6(BpfAssembler code, List<int[]> addresses, byte? vrid, BpfLabel pass, BpfLabel drop)
    {
        var discovery = new BpfLabel();
        Fetch(code, from: 0, length: 40, to: -40, pass);
        Adverts(code, vrid, protocol: -40 + 6, at: 40, pass, drop);
        Compare(code, addresses, -40 + 8, drop);
        Compare(code, addresses, -40 + 24, drop);
        code.Load(0, Frame, -40 + 6, 1).JumpIfNot(0, Icmpv6, pass);
        Fetch(code, from: 40, length: 24, to: -64, pass);
        code.Load(0, Frame, -64, 1)
            .JumpIf(0, NeighbourSolicitation, discovery)
            .JumpIfNot(0, NeighbourAdvertisement, pass)
            .Mark(discovery);
        Compare(code, addresses, -64 + 8, drop);
        code.Jump(pass).Resolve(discovery);
    }

    // RFC 826 with hardware addresses of six bytes: the sender's address at 14, the target's at 24.
    private static void Arp(BpfAssembler code, List<int[]> addresses, BpfLabel pass, BpfLabel drop)
    {
        Fetch(code, from: 14, length: 4, to: -8, pass);
        Fetch(code, from: 24, length: 4, to: -16, pass);
        Compare(code, addresses, -8, drop);
        Compare(code, addresses, -16, drop);
        code.Jump(pass);
    }

    // The VRID is the second byte of an advert (RFC 5798 5.2).
    private static void Adverts(BpfAssembler code, byte? vrid, int protocol, int at, BpfLabel pass, BpfLabel drop)
    {
        if (vrid is not { } number)
        {
            return;
        }

        var other = new BpfLabel();
        code.Load(0, Frame, protocol, 1).JumpIfNot(0, Vrrp, other);
        Fetch(code, at, length: 2, to: -48, pass);
        code.Load(0, Frame, -48 + 1, 1).JumpIf(0, number, drop).Mark(other).Resolve(other);
    }

    // Copies a part of the packet into the frame. What is too short to be read can do no harm.
    private static void Fetch(BpfAssembler code, int from, int length, int to, BpfLabel pass) => code
        .Copy(1, Packet).Set(2, from).Copy(3, Frame).Plus(3, to).Set(4, length).Set(5, FromNetworkHeader)
        .Call(LoadRelative).JumpIfNot(0, 0, pass);

    // The words of the packet's address in registers 1 to 4, then four instructions for each address that it is compared with.
    private static void Compare(BpfAssembler code, List<int[]> addresses, int at, BpfLabel drop)
    {
        for (var i = 0; addresses.Count > 0 && i < addresses[0].Length; i++)
        {
            code.Load(1 + i, Frame, at + (4 * i), 4);
        }

        foreach (var words in addresses)
        {
            var next = new BpfLabel();
            for (var i = 0; i < words.Length - 1; i++)
            {
                code.JumpIfNot32(1 + i, words[i], next);
            }

            code.JumpIf32(words.Length, words[^1], drop).Mark(next).Resolve(next);
        }
    }

    private static List<int[]> Words(GateRules rules, AddressFamily family) =>
        [.. rules.Addresses.Where(address => address.AddressFamily == family)
            .Select(address => MemoryMarshal.Cast<byte, int>(address.GetAddressBytes()).ToArray())];
}
