using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using Keepone.Core.Model;

namespace Keepone.Keepalived.Neutron;

/// <summary>Addresses as Neutron reads and writes them.</summary>
internal static class NeutronAddress
{
    // Eight words of four digits, seven colons, a slash and three digits.
    private const int LongestText = 43;

    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789ABCDEFabcdef.:");

    /// <summary>The bits of an address of IPv6.</summary>
    public const int Bits6 = 128;

    /// <summary>The bits of an address: the longest prefix.</summary>
    public static int Bits(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? Bits6 : 32;

    /// <summary>Reads an address in its full form; of what .NET takes beyond that (brackets, scopes, short forms) nothing.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.Contains(':'))
        {
            if (text.ContainsAnyExcept(Characters) || !IPAddress.TryParse(text, out var parsed))
            {
                return false;
            }

            address = parsed;
            return true;
        }

        // Four parts of one to three digits; "010" is eight to the C library, and ten to others.
        Span<byte> bytes = stackalloc byte[4];
        var (part, digits, number) = (0, 0, 0);
        foreach (var sign in text)
        {
            if (sign == '.' && digits > 0 && part < 3)
            {
                bytes[part++] = (byte)number;
                (digits, number) = (0, 0);
            }
            else if (char.IsAsciiDigit(sign) && (digits == 0 || number > 0))
            {
                number = (10 * number) + (sign - '0');
                digits++;
                if (number > 255)
                {
                    return false;
                }
            }
            else
            {
                return false;
            }
        }

        if (part < 3 || digits == 0)
        {
            return false;
        }

        bytes[3] = (byte)number;
        address = new IPAddress(bytes);
        return true;
    }

    /// <summary>Reads an address with its prefix length.</summary>
    public static bool TryParsePrefix(ReadOnlySpan<char> text, out IpPrefix prefix)
    {
        prefix = default;
        var slash = text.IndexOf('/');
        if (slash <= 0
            || !TryParse(text[..slash], out var address)
            || !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > Bits(address))
        {
            return false;
        }

        prefix = new IpPrefix(address, length);
        return true;
    }

    /// <summary>
    /// An address as inet_ntop of the C library writes it, and so Neutron: .NET writes an IPv4 tail where ISATAP and SIIT have one, too.
    /// The order of the virtual addresses is that of these texts.
    /// </summary>
    public static string Text(IPAddress address)
    {
        Span<char> text = stackalloc char[LongestText];
        return new string(text[..Write(address, text)]);
    }

    /// <summary>An address with its prefix length, written the same way.</summary>
    public static string Text(IpPrefix prefix)
    {
        Span<char> text = stackalloc char[LongestText];
        var end = Write(prefix.Address, text);
        text[end++] = '/';
        prefix.Length.TryFormat(text[end..], out var written, default, CultureInfo.InvariantCulture);
        return new string(text[..(end + written)]);
    }

    /// <summary>The link-local address that follows from a MAC (RFC 4291, appendix A).</summary>
    /// <param name="mac">Six bytes.</param>
    public static IPAddress LinkLocal(ReadOnlySpan<byte> mac) => new(
        [0xFE, 0x80, 0, 0, 0, 0, 0, 0, (byte)(mac[0] ^ 0x02), mac[1], mac[2], 0xFF, 0xFE, mac[3], mac[4], mac[5]]);

    private static int Write(IPAddress address, Span<char> text)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            address.TryFormat(text, out var length4);
            return length4;
        }

        Span<byte> bytes = stackalloc byte[16];
        Span<ushort> words = stackalloc ushort[8];
        _ = address.TryWriteBytes(bytes, out _);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]);
        }

        var (zeros, length) = LongestZeros(words);
        var end = 0;
        for (var i = 0; i < words.Length; i++)
        {
            // The run of zeros is one colon, beside the one that ends the word before it.
            if (i >= zeros && i < zeros + length)
            {
                if (i == zeros)
                {
                    text[end++] = ':';
                }

                continue;
            }

            if (i > 0)
            {
                text[end++] = ':';
            }

            if (i == 6 && zeros == 0 && (length == 6 || (length == 5 && words[5] == 0xFFFF)))
            {
                new IPAddress(bytes[12..]).TryFormat(text[end..], out var tail);
                return end + tail;
            }

            end += WriteHex(words[i], text[end..]);
        }

        if (length > 0 && zeros + length == words.Length)
        {
            text[end++] = ':';
        }

        return end;
    }

    // Without the zeros in front.
    private static int WriteHex(ushort word, Span<char> text)
    {
        var digits = word == 0 ? 1 : (BitOperations.Log2(word) / 4) + 1;
        for (var i = digits - 1; i >= 0; i--, word >>= 4)
        {
            text[i] = "0123456789abcdef"[word & 0xF];
        }

        return digits;
    }

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
