namespace Keepone.Protocol;

/// <summary>What somebody else sent and goes into a log, a status or a terminal: short, and on one line.</summary>
public static class ForeignText
{
    /// <summary>The text with a question mark for each control character, clipped.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">The most characters that are kept; <see cref="ProtocolLimits.LongestSentence"/> for a sentence.</param>
    /// <returns>One line.</returns>
    public static string Line(string text, int longest = ProtocolLimits.LongestSentence)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clipped = Clip(text, longest);
        return clipped.Any(char.IsControl) ? string.Concat(clipped.Select(c => char.IsControl(c) ? '?' : c)) : clipped;
    }

    /// <summary>The text, and an ellipsis where it is cut.</summary>
    internal static string Clip(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        // Half a surrogate pair is not a character, and protobuf refuses to write it.
        var end = longest - 1;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }
}
