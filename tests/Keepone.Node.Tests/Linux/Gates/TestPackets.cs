using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Keepone.Node.Tests.Linux.Gates;

/// <summary>
/// Ethernet frames from a line: <c>arp SENDER TARGET</c>, <c>ip4 SOURCE DESTINATION PROTOCOL [HEX]</c>, <c>ip6</c> likewise,
/// <c>nd SOURCE DESTINATION TYPE TARGET</c>. Checksums are left out: the gate does not look at them.
/// </summary>
internal static class TestPackets
{
    internal static byte[] Build(string line)
    {
        var words = line.Split(' ');
        var addresses = words.Skip(1).Take(2).Select(word => IPAddress.Parse(word).GetAddressBytes()).ToArray();
        return words[0] switch
        {
            "arp" => [.. Ethernet(0x0806), 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, .. addresses[0], 0, 0, 0, 0, 0, 0, .. addresses[1]],
            "ip4" =>
            [
                .. Ethernet(0x0800), 0x45, 0, .. Short(20 + 32), 0, 0, 0, 0, 255, Number(words[3]), 0, 0, .. addresses[0], .. addresses[1],
                .. Content(words.ElementAtOrDefault(4)),
            ],
            "ip6" => [.. Ipv6(Number(words[3]), 32, addresses), .. Content(words.ElementAtOrDefault(4))],
            "nd" => [.. Ipv6(58, 24, addresses), Number(words[3]), 0, 0, 0, 0, 0, 0, 0, .. IPAddress.Parse(words[4]).GetAddressBytes()],
            _ => throw new FormatException(line),
        };
    }

    private static byte[] Ipv6(byte next, int length, byte[][] addresses) =>
        [.. Ethernet(0x86dd), 0x60, 0, 0, 0, .. Short(length), next, 255, .. addresses[0], .. addresses[1]];

    private static byte[] Ethernet(int type) => [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, .. Short(type)];

    private static byte[] Content(string? hex)
    {
        var content = new byte[32];
        Convert.FromHexString(hex ?? "").CopyTo(content, 0);
        return content;
    }

    private static byte[] Short(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }

    private static byte Number(string word) => byte.Parse(word, CultureInfo.InvariantCulture);
}
