using System.Runtime.InteropServices;

namespace Keepone.Keepalived.Syntax;

/// <summary>Where something stands.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Place(string File, int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}:{Column}";
}

/// <summary>What keepalived could not read, or would read otherwise than it looks.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Message">What was found and what was expected, in one sentence.</param>
public sealed record SyntaxError(Place Place, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Place}: {Message}";
}
