using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Keepone.Core.Model;

namespace Keepone.Core.Health;

/// <summary>An address that a probe aims at.</summary>
/// <param name="Address">The address, without a scope.</param>
/// <param name="Interface">The interface behind a percent sign; null: none was given.</param>
/// <param name="Port">The port, 1..65535; null: none was given.</param>
public readonly record struct ProbeTarget(IPAddress Address, string? Interface, int? Port)
{
    /// <summary>The word for the router's external gateway.</summary>
    public const string Gateway = "gateway";

    /// <summary>The word for the address that the master holds on the HA interface.</summary>
    public const string Vip = "vip";

    private const int LongestInterface = 15;

    /// <summary>Whether the address is IPv6.</summary>
    public bool IsIPv6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>Reads <c>ADDRESS</c> or <c>ADDRESS%INTERFACE</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="target">The target, when it is one.</param>
    /// <returns>Whether it is one. A link-local IPv6 address without its interface is one too: whoever asks must tell them apart.</returns>
    public static bool TryParse(string text, out ProbeTarget target)
    {
        ArgumentNullException.ThrowIfNull(text);
        target = default;
        var percent = text.IndexOf('%', StringComparison.Ordinal);
        var name = percent < 0 ? null : text[(percent + 1)..];
        if (!IpPrefix.TryParseAddress(percent < 0 ? text : text[..percent], out var address) || (name is not null && !IsInterface(name)))
        {
            return false;
        }

        target = new ProbeTarget(address, name, null);
        return true;
    }

    /// <summary>Reads <c>ADDRESS:PORT</c>, <c>[IPV6]:PORT</c>, either with <c>%INTERFACE</c> behind the address.</summary>
    /// <param name="text">The text.</param>
    /// <param name="target">The target, when it is one.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParseWithPort(string text, out ProbeTarget target)
    {
        ArgumentNullException.ThrowIfNull(text);
        target = default;
        var colon = text.LastIndexOf(':');
        if (colon < 1 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is < 1 or > ushort.MaxValue)
        {
            return false;
        }

        var host = text[..colon];
        var isBracketed = host is ['[', .., ']'];
        if (!TryParse(isBracketed ? host[1..^1] : host, out var parsed)
            || isBracketed != parsed.IsIPv6)
        {
            return false;
        }

        target = parsed with { Port = port };
        return true;
    }

    /// <summary>Whether a text can be the name of an interface (the kernel's dev_valid_name).</summary>
    /// <param name="text">The text.</param>
    /// <returns>Whether it can.</returns>
    public static bool IsInterface(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is > 0 and <= LongestInterface && text is not ("." or "..")
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var host = Interface is null ? $"{Address}" : $"{Address}%{Interface}";
        return Port is null ? host : IsIPv6 ? $"[{host}]:{Port}" : $"{host}:{Port}";
    }
}
