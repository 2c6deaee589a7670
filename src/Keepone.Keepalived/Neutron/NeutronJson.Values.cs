using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Keepone.Core.Model;

namespace Keepone.Keepalived.Neutron;

/// <content>The values of keys.</content>
internal ref partial struct NeutronJson
{
    /// <summary>Reads a value of a text.</summary>
    internal delegate bool Parser<T>(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out T value);

    /// <summary>What is expected where an address is.</summary>
    public const string AnAddress = "an IP address";

    /// <summary>What is expected where a network is.</summary>
    public const string ANetwork = "a network such as 10.0.0.0/24";

    // Longer than any address with its prefix length.
    private const int LongestShortText = 64;

    /// <summary>A text; empty, and a mistake, when there is none that will do.</summary>
    /// <param name="expected">What is expected.</param>
    /// <param name="accepts">Whether a text will do.</param>
    /// <param name="foundInstead">What to say was found of a value that must not be told.</param>
    public string Text(string expected, Func<string, bool> accepts, string? foundInstead = null) =>
        TextOrNone(expected, accepts, foundInstead, isNoneRefused: true) ?? "";

    /// <summary>A text; null when it is null or empty, which is the same to Neutron as no key.</summary>
    public string? TextOrNone(string expected, Func<string, bool> accepts, string? foundInstead = null) =>
        TextOrNone(expected, accepts, foundInstead, isNoneRefused: false);

    /// <summary>What a text stands for; the default, and a mistake, when there is no text that will do.</summary>
    public T? Parsed<T>(string expected, Parser<T> parser) => Parsed(expected, parser, isTextKept: false).Value;

    /// <summary>An address.</summary>
    public IPAddress Address() => Parsed<IPAddress>(AnAddress, NeutronAddress.TryParse) ?? IPAddress.None;

    /// <summary>An address, and how it is written; null when it is null or empty, which is the same to Neutron.</summary>
    public (IPAddress Address, string Text)? AddressOrNone()
    {
        var ahead = _json;
        ahead.Read();
        if (ahead.TokenType == JsonTokenType.Null || (ahead.TokenType == JsonTokenType.String && ahead.ValueSpan.IsEmpty))
        {
            _json = ahead;
            return null;
        }

        return AddressText();
    }

    /// <summary>An address, and how it is written.</summary>
    public (IPAddress Address, string Text) AddressText()
    {
        var (address, text) = Parsed<IPAddress>(AnAddress, NeutronAddress.TryParse, isTextKept: true);
        return (address ?? IPAddress.None, text);
    }

    /// <summary>A network with its prefix length.</summary>
    public IpPrefix Network() => Parsed<IpPrefix>(ANetwork, NeutronAddress.TryParsePrefix);

    /// <summary>How a network with its prefix length is written.</summary>
    public string NetworkText() => Parsed<IpPrefix>(ANetwork, NeutronAddress.TryParsePrefix, isTextKept: true).Text;

    /// <summary>A whole number; the least, and a mistake, when there is none that will do.</summary>
    public int Number(int minimum, int maximum)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetInt32(out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        Refuse(WholeNumber(minimum, maximum));
        return minimum;
    }

    /// <summary>What to say was expected where a number is.</summary>
    public static string WholeNumber(int minimum, int maximum) => maximum == int.MaxValue
        ? minimum == int.MinValue ? "a whole number" : string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum}")
        : string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum} to {maximum}");

    /// <summary>true or false; false, and a mistake, when it is neither.</summary>
    public bool Flag()
    {
        _json.Read();
        if (_json.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return _json.TokenType == JsonTokenType.True;
        }

        Refuse("true or false");
        return false;
    }

    private string? TextOrNone(string expected, Func<string, bool> accepts, string? foundInstead, bool isNoneRefused)
    {
        _json.Read();
        var text = _json.TokenType == JsonTokenType.String ? _json.GetString() : null;
        if (!isNoneRefused && (text is "" || _json.TokenType == JsonTokenType.Null))
        {
            return null;
        }

        if (text is not null && accepts(text))
        {
            return text;
        }

        Refuse(expected, foundInstead);
        return null;
    }

    private (T? Value, string Text) Parsed<T>(string expected, Parser<T> parser, bool isTextKept)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.String)
        {
            // Most texts are short, and only looked at: no string is made of them.
            Span<char> few = stackalloc char[LongestShortText];
            ReadOnlySpan<char> text = _json.ValueSpan.Length <= few.Length ? few[.._json.CopyString(few)] : _json.GetString().AsSpan();
            if (parser(text, out var parsed))
            {
                return (parsed, isTextKept ? new string(text) : "");
            }
        }

        Refuse(expected);
        return (default, "");
    }
}
