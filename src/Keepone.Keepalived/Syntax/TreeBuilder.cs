using System.Collections.Immutable;

namespace Keepone.Keepalived.Syntax;

/// <summary>Makes a tree of lines.</summary>
internal sealed class TreeBuilder
{
    private readonly Stack<OpenBlock> _open = new([new OpenBlock(null, [], null, null)]);
    private readonly ImmutableArray<SyntaxToken>.Builder _words = ImmutableArray.CreateBuilder<SyntaxToken>();
    private SyntaxToken? _condition;

    internal void Add(ImmutableArray<SyntaxToken> line)
    {
        foreach (var token in line)
        {
            switch (token.Kind)
            {
                case SyntaxKind.Condition:
                    EndStatement();
                    _condition = token;
                    break;
                case SyntaxKind.Open:
                    Open(token);
                    break;
                case SyntaxKind.Close:
                    Close(token);
                    break;
                case SyntaxKind.Definition or SyntaxKind.Sequence:
                    Keep(token);
                    break;
                default:
                    _words.Add(token);
                    break;
            }
        }

        EndStatement();
    }

    /// <summary>What came of all lines.</summary>
    internal ImmutableArray<SyntaxNode> Build()
    {
        while (_open.Count > 1)
        {
            CloseBlock([]);
        }

        return _open.Peek().Nodes.ToImmutable();
    }

    private void Open(SyntaxToken token)
    {
        if (_open.Count > SyntaxTree.MostDepth)
        {
            EndStatement(keepCondition: _words.Count == 0);
            Keep(token);
            return;
        }

        // Of the statement on this line, or of the one before it when this line begins with the brace.
        var nodes = _open.Peek().Nodes;
        if (_words.Count > 0)
        {
            _open.Push(new OpenBlock(_condition, _words.DrainToImmutable(), null, token));
            _condition = null;
        }
        else if (nodes.Count > 0 && nodes[^1] is StatementSyntax { Body: null, Words.IsEmpty: false } last)
        {
            nodes.RemoveAt(nodes.Count - 1);
            _open.Push(new OpenBlock(last.Condition, last.Words, _condition, token));
            _condition = null;
        }
        else
        {
            _open.Push(new OpenBlock(_condition, [], null, token));
            _condition = null;
        }
    }

    private void Close(SyntaxToken token)
    {
        EndStatement(keepCondition: _words.Count == 0);
        if (_open.Count == 1)
        {
            Keep(token);
            return;
        }

        CloseBlock(_condition is null ? [token] : [_condition, token]);
        _condition = null;
    }

    private void CloseBlock(ImmutableArray<SyntaxToken> close)
    {
        var block = _open.Pop();
        _open.Peek().Nodes.Add(new StatementSyntax(
            block.Condition, block.Words, new BlockSyntax(block.BraceCondition, block.Brace!, block.Nodes.ToImmutable(), close)));
    }

    private void Keep(SyntaxToken token)
    {
        _open.Peek().Nodes.Add(new VerbatimSyntax(_condition, token));
        _condition = null;
    }

    private void EndStatement(bool keepCondition = false)
    {
        if (_words.Count > 0 || (_condition is not null && !keepCondition))
        {
            _open.Peek().Nodes.Add(new StatementSyntax(_condition, _words.DrainToImmutable(), null));
            _condition = null;
        }
    }

    private sealed class OpenBlock(SyntaxToken? condition, ImmutableArray<SyntaxToken> words, SyntaxToken? braceCondition, SyntaxToken? brace)
    {
        internal SyntaxToken? Condition { get; } = condition;

        internal ImmutableArray<SyntaxToken> Words { get; } = words;

        internal SyntaxToken? BraceCondition { get; } = braceCondition;

        internal SyntaxToken? Brace { get; } = brace;

        internal ImmutableArray<SyntaxNode>.Builder Nodes { get; } = ImmutableArray.CreateBuilder<SyntaxNode>();
    }
}
