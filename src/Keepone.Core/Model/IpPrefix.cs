using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Keepone.Core.Model;

/// <summary>An interface address with its prefix length, such as <c>10.0.0.1/24</c> or <c>2001:db8::1/64</c>. Host bits are kept.</summary>
/// <param name="Address">The address.</param>
/// <param name="Length">The prefix length: 0..32 for IPv4, 0..128 for IPv6.</param>
[JsonConverter(typeof(IpPrefixJsonConverter))]
public readonly record struct IpPrefix(IPAddress Address, int Length)
{
    /// <summary>Whether the address is IPv6.</summary>
    public bool IsIPv6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>Whether all host bits are zero: the prefix names a network, not an address in it.</summary>
    public bool IsNetwork
    {
        get
        {
            var bytes = Address.GetAddressBytes();
            var length = Length;
            return !bytes.Where((value, i) => (value & (0xFF >> Math.Clamp(length - (i * 8), 0, 8))) != 0).Any();
        }
    }

    /// <summary>Reads <c>ADDRESS/LENGTH</c>. The length is required: a forgotten one is a mistake, not a host route.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="prefix">The prefix, when the text is one.</param>
    /// <returns>Whether the text is an address in its usual full form with a prefix length that fits its family.</returns>
    public static bool TryParse(string? text, out IpPrefix prefix)
    {
        prefix = default;
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash <= 0
            || !TryParseAddress(text![..slash], out var address)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > (address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32))
        {
            return false;
        }

        prefix = new IpPrefix(address, length);
        return true;
    }

    /// <summary>Reads an address without scope; refuses the short forms ("10.1") that <see cref="IPAddress"/> takes.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="address">The address, when the text is one.</param>
    /// <returns>Whether the text is an IPv4 address of four decimal parts or an IPv6 address.</returns>
    public static bool TryParseAddress(string? text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text is null || text.Contains('%', StringComparison.Ordinal) || !IPAddress.TryParse(text, out var parsed))
        {
            return false;
        }

        // "10.1" and "0x7f.1" are addresses to inet_aton, and a typing error to everybody else.
        if (parsed.AddressFamily == AddressFamily.InterNetwork && !string.Equals(parsed.ToString(), text, StringComparison.Ordinal))
        {
            return false;
        }

        address = parsed;
        return true;
    }

    /// <summary>Whether <paramref name="other"/> lies in the network that this prefix describes.</summary>
    /// <param name="other">An address of either family.</param>
    /// <returns>True when the families agree and the first <see cref="Length"/> bits are equal.</returns>
    public bool Contains(IPAddress other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.AddressFamily != Address.AddressFamily)
        {
            return false;
        }

        Span<byte> mine = stackalloc byte[16];
        Span<byte> theirs = stackalloc byte[16];
        _ = Address.TryWriteBytes(mine, out _) && other.TryWriteBytes(theirs, out _);
        var whole = Length / 8;
        if (!mine[..whole].SequenceEqual(theirs[..whole]))
        {
            return false;
        }

        var rest = Length % 8;
        return rest == 0 || (mine[whole] ^ theirs[whole]) >> (8 - rest) == 0;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Address}/{Length}";
}

/// <summary>Writes an <see cref="IpPrefix"/> as its text form.</summary>
public sealed class IpPrefixJsonConverter : JsonConverter<IpPrefix>
{
    /// <inheritdoc/>
    public override IpPrefix Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IpPrefix.TryParse(reader.GetString(), out var prefix) ? prefix : throw new JsonException("expected ADDRESS/LENGTH");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IpPrefix value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }
}

/// <summary>Writes an <see cref="IPAddress"/> as its text form.</summary>
public sealed class IPAddressJsonConverter : JsonConverter<IPAddress>
{
    /// <inheritdoc/>
    public override IPAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IpPrefix.TryParseAddress(reader.GetString(), out var address) ? address : throw new JsonException("expected an IP address");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IPAddress value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.ToString());
    }
}
