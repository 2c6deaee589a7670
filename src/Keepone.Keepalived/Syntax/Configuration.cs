using System.Collections.Immutable;

namespace Keepone.Keepalived.Syntax;

/// <summary>A file that a configuration includes.</summary>
/// <param name="Name">Its name: what a relative name in it is relative to, and what tells it from others.</param>
/// <param name="Text">What it holds; null when it cannot be read.</param>
/// <param name="Trouble">Why it cannot be read; or null.</param>
public sealed record IncludedFile(string Name, string? Text, string? Trouble = null);

/// <summary>Finds the files that an <c>include</c> line names: glob patterns, relative to the directory of the file that has the line.</summary>
/// <param name="pattern">What the line names.</param>
/// <param name="from">The file that has the line.</param>
/// <returns>The files in the order in which keepalived reads them; empty when there is none.</returns>
public delegate IReadOnlyList<IncludedFile> FindIncluded(string pattern, string from);

/// <summary>How a configuration is read.</summary>
public sealed record ReadOptions
{
    /// <summary>As keepalived does that was started with neither <c>-i</c> nor an <c>instance</c>, and includes nothing.</summary>
    public static readonly ReadOptions Default = new();

    /// <summary>What stands after <c>-i</c>, by default the first part of the node's name: lines after another <c>@id</c> do not count.</summary>
    public string? ConfigId { get; init; }

    /// <summary>Finds included files; null: an <c>include</c> is an error.</summary>
    public FindIncluded? Include { get; init; }
}

/// <summary>A configuration as keepalived reads it: all files, conditions and substitutions done.</summary>
/// <param name="Entries">What it says, in order.</param>
/// <param name="Files">The trees of the files that were read, the first one first.</param>
/// <param name="Errors">What could not be read, in order.</param>
public sealed record Configuration(ImmutableArray<Entry> Entries, ImmutableArray<SyntaxTree> Files, ImmutableArray<SyntaxError> Errors)
{
    /// <summary>Reads a configuration. Any text is one; what is wrong with it is in <see cref="Errors"/>.</summary>
    /// <param name="text">What the first file holds.</param>
    /// <param name="file">Its name.</param>
    /// <param name="options">How it is read.</param>
    /// <returns>What keepalived makes of it.</returns>
    public static Configuration Read(string text, string file, ReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(file);
        return new Expansion(options ?? ReadOptions.Default).Run(text, file);
    }
}
