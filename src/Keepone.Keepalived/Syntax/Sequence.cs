using System.Collections.Immutable;
using System.Globalization;

namespace Keepone.Keepalived.Syntax;

/// <summary>
/// A line that is repeated: <c>~SEQ(NAME, start, step, end) line</c> with numbers, <c>~LST(NAME, a, b) line</c> or
/// <c>~LST({NAME1, NAME2}, {a1, a2}, {b1, b2}) line</c> with values (add_seq() and add_lst() of lib/parser.c).
/// </summary>
/// <param name="Names">The names that get a value in each turn.</param>
/// <param name="Turns">The values of each turn, one for each name.</param>
/// <param name="Text">The line.</param>
/// <param name="Trouble">Why it is none; or null.</param>
internal sealed record Sequence(ImmutableArray<string> Names, IEnumerable<ImmutableArray<string>> Turns, string Text, string? Trouble = null)
{
    private const string NumbersForm = "expected ~SEQ(NAME, end), ~SEQ(NAME, start, end) or ~SEQ(NAME, start, step, end), then the line to repeat";
    private const string ListForm = "expected ~LST(NAME, value, ...) or ~LST({NAME, ...}, {value, ...}, ...), then the line to repeat";

    /// <summary>Reads one.</summary>
    /// <param name="text">All of it.</param>
    /// <param name="substitute">Puts values for the names of definitions among its numbers.</param>
    internal static Sequence Read(string text, Func<string, string> substitute)
    {
        var numbers = text.StartsWith("~SEQ", StringComparison.Ordinal);
        var hexadecimal = numbers && text.Length > 4 && text[4] == 'x';
        var rest = text[(hexadecimal ? 5 : 4)..].TrimStart();
        var end = numbers ? rest.IndexOf(')', StringComparison.Ordinal) : EndOfList(rest);
        if (!rest.StartsWith('(') || end < 0)
        {
            return Wrong(text, numbers ? NumbersForm : ListForm);
        }

        var inside = rest[1..end];
        var line = rest[(end + 1)..].TrimStart();
        return numbers ? ReadNumbers(text, inside, line, hexadecimal, substitute) : ReadList(text, inside, line);
    }

    private static Sequence ReadNumbers(string text, string inside, string line, bool hexadecimal, Func<string, string> substitute)
    {
        var comma = inside.IndexOf(',', StringComparison.Ordinal);
        var name = comma < 0 ? "" : inside[..comma].Trim();
        var words = comma < 0 ? [] : substitute(inside[(comma + 1)..]).Split(',', StringSplitOptions.TrimEntries);
        var values = new long[words.Length];
        if (!IsName(name) || words.Length is < 1 or > 3 || !words.Select((word, index) => TryNumber(word, out values[index])).All(read => read))
        {
            return Wrong(text, NumbersForm);
        }

        var (start, step, end) = values switch
        {
            [var last] => (last < 0 ? -1 : 1, last < 1 ? -1 : 1, last),
            [var first, var last] => (first, first <= last ? 1 : -1, last),
            _ => (values[0], values[1], values[2]),
        };
        if (step == 0 || (start < end && step < 0) || (start > end && step > 0))
        {
            return Wrong(text, $"steps of {step} never lead from {start} to {end}");
        }

        return hexadecimal && (start < 0 || end < 0)
            ? Wrong(text, "~SEQx counts in hexadecimal, which has no negative numbers here")
            : new Sequence([name], Count(start, step, end, hexadecimal ? "x" : "d"), line);
    }

    private static IEnumerable<ImmutableArray<string>> Count(long start, long step, long end, string format)
    {
        for (var value = (Int128)start; step > 0 ? value <= end : value >= end; value += step)
        {
            yield return [((long)value).ToString(format, CultureInfo.InvariantCulture)];
        }
    }

    private static Sequence ReadList(string text, string inside, string line)
    {
        if (Groups(inside) is not [var names, .. var turns] || turns is [] || !names.All(IsName))
        {
            return Wrong(text, ListForm);
        }

        var tooLong = turns.FindIndex(turn => turn.Length > names.Length);
        return tooLong >= 0
            ? Wrong(text, $"{{{string.Join(", ", turns[tooLong])}}} are {turns[tooLong].Length} values for {names.Length} names")
            : new Sequence(names, turns.Select(values => values.AddRange(Enumerable.Repeat("", names.Length - values.Length))), line);
    }

    // a, {b, c}, d: three groups. Null when braces do not match.
    private static List<ImmutableArray<string>>? Groups(string inside)
    {
        var groups = new List<ImmutableArray<string>>();
        var rest = inside.AsSpan().Trim();
        while (true)
        {
            var braced = rest.StartsWith('{');
            var end = rest.IndexOf(braced ? '}' : ',');
            if (braced && end < 0)
            {
                return null;
            }

            var group = (end < 0 ? rest : rest[(braced ? 1 : 0)..end]).ToString();
            groups.Add(braced ? [.. group.Split(',', StringSplitOptions.TrimEntries)] : [group.Trim()]);
            rest = end < 0 ? [] : rest[end..].TrimStart('}').TrimStart();
            if (rest.IsEmpty)
            {
                return groups;
            }

            if (!rest.StartsWith(','))
            {
                return null;
            }

            rest = rest[1..].TrimStart();
        }
    }

    private static int EndOfList(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (text[i] == ')' && depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private static bool TryNumber(string word, out long value)
    {
        var negative = word.StartsWith('-');
        var digits = negative ? word[1..] : word;
        var hexadecimal = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var read = long.TryParse(
            hexadecimal ? digits[2..] : digits, hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out value);
        value = negative ? -value : value;
        return read;
    }

    private static bool IsName(string text) => text.Length > 0 && text.All(Lexer.IsNameSign);

    private static Sequence Wrong(string text, string why) => new([], [], "", $"'{text}' is no sequence: {why}");
}
