using System.Collections.Immutable;

namespace Keepone.Keepalived.Syntax;

/// <summary>Makes entries of lines, and finds the braces that do not match.</summary>
internal sealed class EntryBuilder
{
    private readonly Stack<(ImmutableArray<SyntaxToken> Header, Place Brace, ImmutableArray<Entry>.Builder Entries)> _open = new();
    private readonly ImmutableArray<SyntaxError>.Builder _errors = ImmutableArray.CreateBuilder<SyntaxError>();
    private ImmutableArray<Entry>.Builder _entries = ImmutableArray.CreateBuilder<Entry>();
    private ImmutableArray<SyntaxToken> _last = [];

    internal void Add(ImmutableArray<SyntaxToken> line)
    {
        var from = 0;
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i].Kind)
            {
                case SyntaxKind.Open:
                    EndEntry(line[from..i]);
                    Open(line[i].Place);
                    from = i + 1;
                    break;
                case SyntaxKind.Close:
                    EndEntry(line[from..i]);
                    Close(line[i].Place);
                    from = i + 1;
                    break;
                default:
                    break;
            }
        }

        EndEntry(line[from..]);
    }

    internal (ImmutableArray<Entry> Entries, IEnumerable<SyntaxError> Errors) Build()
    {
        FlushLast();
        while (_open.Count > 0)
        {
            var (header, brace, _) = _open.Peek();
            _errors.Add(new SyntaxError(brace, $"the block {Named(header)} is not closed: a '}}' is missing"));
            EndBlock();
        }

        return (_entries.ToImmutable(), _errors);
    }

    private void EndEntry(ImmutableArray<SyntaxToken> words)
    {
        if (!words.IsEmpty)
        {
            FlushLast();
            _last = words;
        }
    }

    private void Open(Place place)
    {
        if (_open.Count == SyntaxTree.MostDepth)
        {
            _errors.Add(new SyntaxError(place, $"blocks are nested deeper than {SyntaxTree.MostDepth} levels: this one is left out"));
            FlushLast();
            return;
        }

        if (_last.IsEmpty)
        {
            _errors.Add(new SyntaxError(place, "there is no keyword before this '{': write the block's keyword before it"));
        }

        _open.Push((_last, place, _entries));
        _entries = ImmutableArray.CreateBuilder<Entry>();
        _last = [];
    }

    private void Close(Place place)
    {
        FlushLast();
        if (_open.Count == 0)
        {
            _errors.Add(new SyntaxError(place, "this '}' closes nothing: remove it, or find the '{' that is missing before it"));
            return;
        }

        EndBlock();
    }

    private void EndBlock()
    {
        var (header, brace, outside) = _open.Pop();
        outside.Add(EntryOf(header, _entries.ToImmutable(), hasBody: true, brace));
        _entries = outside;
    }

    private void FlushLast()
    {
        if (!_last.IsEmpty)
        {
            _entries.Add(EntryOf(_last, [], hasBody: false, _last[0].Place));
            _last = [];
        }
    }

    private static Entry EntryOf(ImmutableArray<SyntaxToken> words, ImmutableArray<Entry> body, bool hasBody, Place place) => new(
        [.. words.Select(token => new Word(token.Value, token.Kind == SyntaxKind.Quoted, token.Place))],
        SyntaxToken.TextOf(words),
        body, hasBody, words.IsEmpty ? place : words[0].Place);

    private static string Named(ImmutableArray<SyntaxToken> header) =>
        header.IsEmpty ? "without a keyword" : $"'{string.Join(' ', header.Select(token => token.Text))}'";
}
