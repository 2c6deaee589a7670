using System.Collections.Immutable;

namespace Keepone.Keepalived.Syntax;

/// <summary>A part of a file's tree.</summary>
public abstract record SyntaxNode
{
    private protected SyntaxNode()
    {
    }

    /// <summary>The tokens of it and of all that is in it, in their order.</summary>
    public abstract IEnumerable<SyntaxToken> Tokens { get; }
}

/// <summary>A keyword with its values, and its block.</summary>
/// <param name="Condition">The condition before it; or null.</param>
/// <param name="Words">The keyword and its values; empty where a condition stands alone.</param>
/// <param name="Body">The block that belongs to it; or null.</param>
public sealed record StatementSyntax(SyntaxToken? Condition, ImmutableArray<SyntaxToken> Words, BlockSyntax? Body) : SyntaxNode
{
    /// <inheritdoc/>
    public override IEnumerable<SyntaxToken> Tokens =>
        [.. Condition is null ? [] : new[] { Condition }, .. Words, .. Body?.Tokens ?? []];
}

/// <summary>A block in braces.</summary>
/// <param name="Condition">The condition before its brace, where that stands on a line of its own; or null.</param>
/// <param name="Open">Its opening brace.</param>
/// <param name="Nodes">What is in it.</param>
/// <param name="Close">Its closing brace, with the condition before that; empty where the file ends before it.</param>
public sealed record BlockSyntax(SyntaxToken? Condition, SyntaxToken Open, ImmutableArray<SyntaxNode> Nodes, ImmutableArray<SyntaxToken> Close) : SyntaxNode
{
    /// <inheritdoc/>
    public override IEnumerable<SyntaxToken> Tokens =>
        [.. Condition is null ? [] : new[] { Condition }, Open, .. Nodes.SelectMany(node => node.Tokens), .. Close];
}

/// <summary>What is kept as it stands: a definition, a sequence, a brace that opens or closes nothing.</summary>
/// <param name="Condition">The condition before it; or null.</param>
/// <param name="Token">It.</param>
public sealed record VerbatimSyntax(SyntaxToken? Condition, SyntaxToken Token) : SyntaxNode
{
    /// <inheritdoc/>
    public override IEnumerable<SyntaxToken> Tokens => Condition is null ? [Token] : [Condition, Token];
}
