using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model.Reading;

/// <summary>
/// Reads the values of entries within the ranges of keepalived's own parser (read_*_func() of lib/parser.c), and collects what it refuses.
/// </summary>
internal sealed class ValueReader
{
    /// <summary>UINT_MAX microseconds, in whole seconds: the longest time of most keywords.</summary>
    internal const long MostSeconds = 4294;

    /// <summary>What keepalived does with most values that it refuses.</summary>
    internal const string Ignored = "keepalived ignores it";

    /// <summary>What it does where a value is missing and its handler does not look (null_strvec() of lib/parser.c).</summary>
    internal const string Fatal = "keepalived ends with exit code 2";

    private readonly ImmutableArray<SyntaxError>.Builder _errors = ImmutableArray.CreateBuilder<SyntaxError>();

    /// <summary>What was refused so far, in the order in which it was read.</summary>
    internal IReadOnlyList<SyntaxError> Errors => _errors;

    internal void Complain(Place place, string message) => _errors.Add(new SyntaxError(place, message));

    /// <summary>Says that a value is refused.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="index">Which of its words.</param>
    /// <param name="expected">What is expected.</param>
    /// <param name="otherwise">What keepalived does.</param>
    /// <param name="missing">What keepalived does where there is no such word.</param>
    internal void Refuse(Entry entry, int index, string expected, string otherwise = Ignored, string missing = Fatal)
    {
        var place = index < entry.Words.Length ? entry.Words[index].Place : entry.Place;
        Complain(place, entry.Value(index) is { } text
            ? $"{entry.Keyword}: found '{text}', expected {expected}: {otherwise}"
            : $"{entry.Keyword}: found nothing, expected {expected}: {missing}");
    }

    /// <summary>Reads a whole number.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="least">The least.</param>
    /// <param name="most">The most.</param>
    /// <param name="otherwise">What keepalived does with another.</param>
    /// <param name="index">Which of its words.</param>
    /// <param name="strict">Whether keepalived refuses a number that something follows; without, it warns and takes the number.</param>
    /// <param name="missing">What keepalived does where there is no such word.</param>
    /// <returns>The number; null when it is refused.</returns>
    internal Given<int>? Whole(Entry entry, long least, long most, string otherwise = Ignored, int index = 1, bool strict = false, string missing = Fatal)
    {
        var expected = most >= int.MaxValue ? $"a whole number from {least}" : $"a whole number from {least} to {most}";
        if (entry.Value(index) is not { } text || ParseWhole(text) is not var (value, followed) || value < least || value > most || (followed && strict))
        {
            Refuse(entry, index, expected, otherwise, missing);
            return null;
        }

        if (followed)
        {
            Refuse(entry, index, expected, $"keepalived warns, and takes {value}");
        }

        return new Given<int>((int)Math.Min(value, int.MaxValue), entry.Place);
    }

    /// <summary>Reads a weight that keepalived complains of and takes all the same: as much of it as is a number.</summary>
    internal Given<int>? WholeTakenAnyway(Entry entry, int least, int most)
    {
        if (entry.Value(1) is not { } text)
        {
            Refuse(entry, 1, $"a whole number from {least} to {most}");
            return null;
        }

        var value = Math.Clamp(ParseWhole(text)?.Value ?? 0, int.MinValue, int.MaxValue);
        return Whole(entry, least, most, $"keepalived complains, and takes {value}") ?? new Given<int>((int)value, entry.Place);
    }

    /// <summary>Reads whole seconds.</summary>
    internal Given<TimeSpan>? Seconds(Entry entry, long least, long most, string otherwise = Ignored) =>
        Whole(entry, least, most, otherwise) is { } seconds ? new Given<TimeSpan>(TimeSpan.FromSeconds(seconds.Value), seconds.Place) : null;

    /// <summary>Reads seconds with a fraction, or another unit in which a time may be given.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="least">The least, in millionths.</param>
    /// <param name="most">The most, in millionths.</param>
    /// <param name="otherwise">What keepalived does with another.</param>
    /// <param name="index">Which of its words.</param>
    /// <param name="digits">How many decimal places count.</param>
    /// <returns>The time, the unit being a second; null when it is refused.</returns>
    internal Given<TimeSpan>? Decimal(Entry entry, long least, long most, string otherwise = Ignored, int index = 1, int digits = 6)
    {
        var expected = string.Create(CultureInfo.InvariantCulture, $"a number from {least / 1e6:0.######} to {most / 1e6:0.######}");
        if (entry.Value(index) is not { } text || ParseDecimal(text, digits) is not var (value, rounded) || value < least || value > most)
        {
            Refuse(entry, index, expected, otherwise);
            return null;
        }

        if (rounded)
        {
            Refuse(entry, index, $"{expected} with at most {digits} decimal places", "keepalived rounds it");
        }

        return new Given<TimeSpan>(TimeSpan.FromMicroseconds(value), entry.Place);
    }

    /// <summary>Reads a switch: true when nothing follows the keyword (check_true_false()).</summary>
    internal Given<bool>? Switch(Entry entry)
    {
        switch (entry.Value(1))
        {
            case null or "true" or "on" or "yes":
                return new Given<bool>(true, entry.Place);
            case "false" or "off" or "no":
                return new Given<bool>(false, entry.Place);
            default:
                Refuse(entry, 1, "true, on, yes, false, off or no");
                return null;
        }
    }

    /// <summary>Reads a keyword that is true whatever follows it.</summary>
    internal static Given<bool> Flag(Entry entry) => new(true, entry.Place);

    /// <summary>Reads one word.</summary>
    internal Given<string>? Text(Entry entry, string expected, string missing = Ignored)
    {
        if (entry.Value(1) is { } text)
        {
            return new Given<string>(text, entry.Place);
        }

        Refuse(entry, 1, expected, missing: missing);
        return null;
    }

    /// <summary>Reads the name of an interface: at most 15 bytes (IFNAMSIZ).</summary>
    internal Given<string>? Interface(Entry entry, string missing = Fatal)
    {
        if (entry.Value(1) is { Length: > 0 and < 16 } name)
        {
            return new Given<string>(name, entry.Place);
        }

        Refuse(entry, 1, "the name of an interface, at most 15 characters", missing: missing);
        return null;
    }

    /// <summary>Reads an address without a prefix length.</summary>
    internal Given<string>? Address(Entry entry, int index, string otherwise = Ignored)
    {
        if (entry.Value(index) is { } text && ParseAddress(text) is not null)
        {
            return new Given<string>(text, entry.Words[index].Place);
        }

        Refuse(entry, index, "an IPv4 or IPv6 address", otherwise);
        return null;
    }

    /// <summary>Reads the command line of a script, and who runs it where that may follow.</summary>
    internal (ImmutableArray<string> Command, ScriptUser? User)? Command(Entry entry, bool mayHaveUser)
    {
        var (command, following, trouble) = CommandLine.Cut(entry);
        if (command.IsEmpty)
        {
            Refuse(entry, 1, trouble is null ? "a program" : $"a command line, but {trouble}", missing: mayHaveUser ? Fatal : Ignored);
            return null;
        }

        if (!mayHaveUser && !following.IsEmpty)
        {
            Complain(entry.Place, $"{entry.Keyword}: found '{following[0]}' after the program, expected arguments within its quotes: keepalived ignores what follows the first word");
        }

        return (command, mayHaveUser && !following.IsEmpty ? new ScriptUser(following[0], following.Length > 1 ? following[1] : null) : null);
    }

    /// <summary>Reads who runs a script.</summary>
    internal Given<ScriptUser>? User(Entry entry, string missing)
    {
        if (entry.Value(1) is { } user)
        {
            return new Given<ScriptUser>(new ScriptUser(user, entry.Value(2)), entry.Place);
        }

        Refuse(entry, 1, "a user", missing: missing);
        return null;
    }

    /// <summary>An address as inet_pton() takes it: four numbers, or IPv6 without a zone.</summary>
    internal static IPAddress? ParseAddress(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return text.AsSpan().ContainsAny('[', '%') || !IPAddress.TryParse(text, out var v6) ? null : v6;
        }

        // IPAddress.TryParse takes '10.1', '0x7f.1' and '010.0.0.1', too.
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(part => part.All(char.IsAsciiDigit) && (part.Length == 1 || !part.StartsWith('0')))
            && IPAddress.TryParse(text, out var v4) ? v4 : null;
    }

    // strtol(): blanks, a sign, digits, and whether something is left. Empty text is 0.
    private static (long Value, bool IsFollowed)? ParseWhole(string text)
    {
        var trimmed = text.TrimStart(' ', '\t', '\f', '\v', '\r');
        var start = trimmed.StartsWith('-') || trimmed.StartsWith('+') ? 1 : 0;
        var end = start;
        while (end < trimmed.Length && char.IsAsciiDigit(trimmed[end]))
        {
            end++;
        }

        if (end == start)
        {
            return text.Length == 0 ? (0, false) : null;
        }

        return long.TryParse(trimmed[..end], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? (value, end < trimmed.Length) : null;
    }

    // Millionths; digits after those that count round the last one.
    private static (long Value, bool Rounded)? ParseDecimal(string text, int digits)
    {
        var trimmed = text.TrimStart(' ', '\t').TrimStart('+');
        var point = trimmed.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? trimmed : trimmed[..point];
        var fraction = point < 0 ? "" : trimmed[(point + 1)..];
        if (whole.Length + fraction.Length == 0 || whole.Length > 12 || !whole.All(char.IsAsciiDigit) || !fraction.All(char.IsAsciiDigit))
        {
            return null;
        }

        var rounded = fraction.Length > digits;
        var counted = (rounded ? fraction[..digits] : fraction).PadRight(6, '0');
        var value = long.Parse($"{whole}{counted}", CultureInfo.InvariantCulture);
        if (rounded && fraction[digits] >= '5')
        {
            value += (long)Math.Pow(10, 6 - digits);
        }

        return (value, rounded);
    }
}
