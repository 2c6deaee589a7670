namespace Keepone.Keepalived.Syntax;

/// <summary>What a token is.</summary>
public enum SyntaxKind
{
    /// <summary>A word that ends with a blank, a quote or a brace.</summary>
    Word = 0,

    /// <summary>A word in double quotes.</summary>
    Quoted,

    /// <summary>The brace that opens a block.</summary>
    Open,

    /// <summary>The brace that closes one.</summary>
    Close,

    /// <summary><c>@id</c> or <c>@^id</c>: the rest of its line counts only on nodes with that id, or without it.</summary>
    Condition,

    /// <summary><c>$NAME=value</c>, with all the lines that it goes on in.</summary>
    Definition,

    /// <summary><c>~SEQ(…)</c> or <c>~LST(…)</c> and the line that it repeats.</summary>
    Sequence,

    /// <summary>The end of the file.</summary>
    End,
}

/// <summary>A piece of a file. Together, in their order, the tokens of a file are the file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Leading">The blanks, line ends and comments before it.</param>
/// <param name="Text">What stands there.</param>
/// <param name="Value">What it means: without quotes and escapes; of a definition, its lines after <c>$</c> without comments.</param>
/// <param name="Place">Where it begins.</param>
public sealed record SyntaxToken(SyntaxKind Kind, string Leading, string Text, string Value, Place Place)
{
    /// <summary>What stands from the first of some tokens to the last.</summary>
    internal static string TextOf(IEnumerable<SyntaxToken> tokens) =>
        string.Concat(tokens.Select((token, index) => index == 0 ? token.Text : token.Leading + token.Text));
}
