using System.Collections.Immutable;

namespace Keepone.Keepalived.Syntax;

/// <summary>A word of an entry.</summary>
/// <param name="Text">What it says, without quotes.</param>
/// <param name="IsQuoted">Whether it stands in double quotes.</param>
/// <param name="Place">Where it stands; in a substituted line, where that line stands.</param>
public sealed record Word(string Text, bool IsQuoted, Place Place);

/// <summary>What keepalived reads as one keyword with its values and its block, after conditions, inclusions and substitutions.</summary>
/// <param name="Words">The keyword and its values; empty for a block that nothing stands before.</param>
/// <param name="Text">The line, as it stands up to a brace or a comment: of a script, keepalived reads this and not the words.</param>
/// <param name="Body">What is in its block.</param>
/// <param name="HasBody">Whether it has one, be it empty.</param>
/// <param name="Place">Where it begins.</param>
public sealed record Entry(ImmutableArray<Word> Words, string Text, ImmutableArray<Entry> Body, bool HasBody, Place Place)
{
    /// <summary>Its first word; empty where there is none.</summary>
    public string Keyword => Words.IsEmpty ? "" : Words[0].Text;

    /// <summary>Its words after the keyword.</summary>
    public IEnumerable<string> Values => Words.Skip(1).Select(word => word.Text);

    /// <summary>A value.</summary>
    /// <param name="index">Which one, from 1.</param>
    /// <returns>It; null when there are not so many.</returns>
    public string? Value(int index) => index < Words.Length ? Words[index].Text : null;
}
