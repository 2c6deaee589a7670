using System.Globalization;

namespace Keepone.Core.Health;

/// <summary>
/// What programs of others print, as one line for logs, terminals and protobuf: nothing that steers a terminal or turns the direction of text,
/// no half characters, at most <see cref="CheckResult.LongestMessage"/>.
/// </summary>
public static class CheckText
{
    /// <summary>Makes a line of a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The line, without blanks around it.</returns>
    public static string Line(ReadOnlySpan<char> text)
    {
        var kept = Short(text.Trim());
        return string.Create(kept.Length, kept, static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = Steers(from[i]) ? ' ' : from[i];
            }
        }).Trim();
    }

    /// <summary>Shortens a line that more was said with.</summary>
    /// <param name="line">The line.</param>
    /// <returns>It, or its beginning.</returns>
    public static string Clip(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Length <= CheckResult.LongestMessage ? line : Short(line).ToString();
    }

    private static bool Steers(char character) => char.GetUnicodeCategory(character) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static ReadOnlySpan<char> Short(ReadOnlySpan<char> text)
    {
        if (text.Length <= CheckResult.LongestMessage)
        {
            return text;
        }

        // Half a surrogate pair is no character, and protobuf refuses to write it.
        var end = CheckResult.LongestMessage;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)];
    }
}
