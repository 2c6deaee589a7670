namespace Keepone.Keepalived.Syntax;

/// <summary>The keywords that include files.</summary>
internal static class Inclusion
{
    /// <summary>The one that goes on silently when there is nothing to include.</summary>
    internal const string Plain = "include";

    // include_check() of lib/parser.c: r readable, m match, w wildcard match, b brace match, a all of it.
    private const string Kinds = "rmwba";

    internal static bool IsKeyword(SyntaxToken token) =>
        token.Kind == SyntaxKind.Word && token.Value.StartsWith(Plain, StringComparison.Ordinal)
        && (token.Value.Length == Plain.Length
            || (token.Value.Length == Plain.Length + 1 && Kinds.Contains(token.Value[^1], StringComparison.Ordinal)));
}
