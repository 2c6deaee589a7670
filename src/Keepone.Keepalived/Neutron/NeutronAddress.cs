using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Keepone.Core.Model;

namespace Keepone.Keepalived.Neutron;

/// <summary>Addresses as Neutron reads and writes them.</summary>
internal static class NeutronAddress
{
    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789ABCDEFabcdef.:");

    /// <summary>Reads an address; of what .NET takes beyond that (brackets, scopes) nothing.</summary>
    public static bool TryParse(string text, out IPAddress address)
    {
        address = IPAddress.None;
        return !text.AsSpan().ContainsAnyExcept(Characters) && IpPrefix.TryParseAddress(text, out address);
    }

    /// <summary>Reads an address with its prefix length.</summary>
    public static bool TryParsePrefix(string text, out IpPrefix prefix)
    {
        prefix = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && !text.AsSpan(0, slash).ContainsAnyExcept(Characters) && IpPrefix.TryParse(text, out prefix);
    }

    /// <summary>
    /// An address as inet_ntop of the C library writes it, and so Neutron: .NET writes an IPv4 tail where ISATAP and SIIT have one, too.
    /// The order of the virtual addresses is that of these texts.
    /// </summary>
    public static string Text(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        Span<byte> bytes = stackalloc byte[16];
        Span<ushort> words = stackalloc ushort[8];
        _ = address.TryWriteBytes(bytes, out _);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = (ushort)((bytes[2 * i] << 8) | bytes[(2 * i) + 1]);
        }

        var (zeros, length) = LongestZeros(words);
        var text = new StringBuilder(39);
        for (var i = 0; i < words.Length; i++)
        {
            if (i >= zeros && i < zeros + length)
            {
                text.Append(i == zeros ? ":" : "");
                continue;
            }

            text.Append(i == 0 ? "" : ":");
            if (i == 6 && zeros == 0 && (length == 6 || (length == 5 && words[5] == 0xFFFF)))
            {
                return text.Append(CultureInfo.InvariantCulture, $"{bytes[12]}.{bytes[13]}.{bytes[14]}.{bytes[15]}").ToString();
            }

            text.Append(words[i].ToString("x", CultureInfo.InvariantCulture));
        }

        return text.Append(length > 0 && zeros + length == words.Length ? ":" : "").ToString();
    }

    /// <summary>An address with its prefix length, written the same way.</summary>
    public static string Text(IpPrefix prefix) => string.Create(CultureInfo.InvariantCulture, $"{Text(prefix.Address)}/{prefix.Length}");

    /// <summary>The link-local address that follows from a MAC (RFC 4291, appendix A).</summary>
    /// <param name="mac">Six bytes.</param>
    public static IPAddress LinkLocal(ReadOnlySpan<byte> mac) => new(
        [0xFE, 0x80, 0, 0, 0, 0, 0, 0, (byte)(mac[0] ^ 0x02), mac[1], mac[2], 0xFF, 0xFE, mac[3], mac[4], mac[5]]);

    // The first of the longest runs of two or more.
    private static (int Start, int Length) LongestZeros(ReadOnlySpan<ushort> words)
    {
        var (best, longest) = (-1, 1);
        for (int i = 0, run = 0; i < words.Length; i++)
        {
            run = words[i] == 0 ? run + 1 : 0;
            if (run > longest)
            {
                (best, longest) = (i - run + 1, run);
            }
        }

        return best < 0 ? (-1, 0) : (best, longest);
    }
}
