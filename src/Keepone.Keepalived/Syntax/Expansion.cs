using System.Collections.Immutable;

namespace Keepone.Keepalived.Syntax;

/// <summary>
/// Reads a configuration line by line as read_line() of lib/parser.c does: conditions, definitions, sequences, substitutions and
/// inclusions, in that order. What may not end has a limit.
/// </summary>
internal sealed class Expansion(ReadOptions options)
{
    private const int MostLines = 200_000;

    // Of them, those that a few lines make: a file of a hundred characters must not cost what one of ten thousand instances does.
    private const int MostMade = 20_000;
    private const int MostSubstituted = 8 * 1024 * 1024;
    private const int MostFiles = 1_000;
    private const int MostDepth = 16;
    private const int MostErrors = 1_000;

    private readonly Definitions _definitions = new();
    private readonly EntryBuilder _entries = new();
    private readonly ImmutableArray<SyntaxTree>.Builder _files = ImmutableArray.CreateBuilder<SyntaxTree>();
    private readonly ImmutableArray<SyntaxError>.Builder _errors = ImmutableArray.CreateBuilder<SyntaxError>();
    private readonly Stack<string> _reading = new();
    private int _lines;
    private int _made;
    private int _substituted;
    private bool _tooDeep;
    private bool _ended;

    internal Configuration Run(string text, string file)
    {
        ReadFile(text, file);
        var (entries, errors) = _entries.Build();
        _errors.AddRange(errors);

        // By place within a file; files in the order in which they were begun.
        var order = _files.Select((tree, index) => (tree.File, index)).DistinctBy(item => item.File).ToDictionary(item => item.File, item => item.index, StringComparer.Ordinal);
        return new Configuration(
            entries, _files.ToImmutable(),
            [.. _errors.OrderBy(error => order[error.Place.File]).ThenBy(error => error.Place.Line).ThenBy(error => error.Place.Column).Take(MostErrors)]);
    }

    private void ReadFile(string text, string file)
    {
        var tree = SyntaxTree.Parse(text, file, out var lines);
        _files.Add(tree);
        _errors.AddRange(tree.Errors);
        _reading.Push(file);
        foreach (var line in lines)
        {
            ReadLine(line, depth: 0);
        }

        _reading.Pop();
    }

    private void ReadLine(ImmutableArray<SyntaxToken> line, int depth)
    {
        var place = line[0].Place;
        if (_ended || ++_lines > MostLines)
        {
            End(place, $"this makes more than {MostLines} lines: what follows is not read");
            return;
        }

        // A condition holds for all that follows on its line, and there may be one after each brace.
        var from = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var token = line[i];
            switch (token.Kind)
            {
                case SyntaxKind.Condition when i + 1 == line.Length || !Holds(token.Value):
                    Emit(line[from..i]);
                    return;
                case SyntaxKind.Condition:
                    Emit(line[from..i]);
                    from = i + 1;
                    break;
                case SyntaxKind.Definition:
                    Emit(line[from..i]);
                    _definitions.Define(token.Value);
                    return;
                case SyntaxKind.Sequence:
                    Emit(line[from..i]);
                    Repeat(token, depth);
                    return;
                default:
                    if (from == i && Substituted(line[i..], depth))
                    {
                        return;
                    }

                    break;
            }
        }

        var rest = line[from..];
        if (rest.Length > 1 && Inclusion.IsKeyword(rest[0]))
        {
            Include(rest);
            return;
        }

        Emit(rest);
    }

    // A line in which something was put is read again from its beginning: it may be anything now.
    private bool Substituted(ImmutableArray<SyntaxToken> line, int depth)
    {
        if (_definitions.IsEmpty || !line.Any(token => token.Text.Contains('$', StringComparison.Ordinal)))
        {
            return false;
        }

        var (lines, trouble) = _definitions.Substitute(SyntaxToken.TextOf(line));
        if (trouble is not null)
        {
            Complain(line[0].Place, trouble);
        }

        if (lines is null)
        {
            return false;
        }

        ReadText(string.Join('\n', lines), line[0].Place, depth);
        return true;
    }

    private void ReadText(string text, Place place, int depth)
    {
        // Counted first: a sequence of billions of turns may be what is too deep.
        _substituted += text.Length;
        if (++_made > MostMade || _substituted > MostSubstituted)
        {
            End(place, $"definitions and sequences make more than {MostMade} lines, or {MostSubstituted / 1024 / 1024} million characters: what follows is not read");
            return;
        }

        if (depth == MostDepth)
        {
            if (!_tooDeep)
            {
                _tooDeep = true;
                Complain(place, $"definitions and sequences within each other go deeper than {MostDepth} levels");
            }

            return;
        }

        var lexed = Lexer.Lex(text, place);
        _errors.AddRange(lexed.Errors.Select(error => error with { Place = place }));
        foreach (var line in lexed.Lines)
        {
            // All of it stands where the line stands that made it.
            ReadLine([.. line.Select(token => token with { Place = place })], depth + 1);
        }
    }

    private void Repeat(SyntaxToken token, int depth)
    {
        var sequence = Sequence.Read(token.Value, text => _definitions.Substitute(text).Lines is [var line] ? line : text);
        if (sequence.Trouble is { } trouble)
        {
            Complain(token.Place, trouble);
            return;
        }

        foreach (var values in sequence.Turns)
        {
            for (var i = 0; i < sequence.Names.Length; i++)
            {
                _definitions.Define($"{sequence.Names[i]}={values[i]}");
            }

            ReadText(sequence.Text, token.Place, depth);
            if (_ended)
            {
                return;
            }
        }
    }

    private void Include(ImmutableArray<SyntaxToken> line)
    {
        var place = line[0].Place;
        var pattern = string.Join(' ', line.Skip(1).Select(token => token.Value));
        var must = line[0].Value != Inclusion.Plain;
        if (options.Include is null)
        {
            Complain(place, $"'{pattern}' is not included: only one text was given");
            return;
        }

        if (_reading.Count >= MostDepth)
        {
            Complain(place, $"'{pattern}' is not included: files include each other more than {MostDepth} levels deep");
            return;
        }

        var found = options.Include(pattern, _reading.Peek());
        if (found.Count == 0 && must)
        {
            Complain(place, $"no file matches '{pattern}', and '{line[0].Value}' demands one: keepalived does not start with it");
        }

        foreach (var file in found)
        {
            if (_files.Count >= MostFiles)
            {
                Complain(place, $"'{file.Name}' is not included: these are more than {MostFiles} files");
                return;
            }

            if (_reading.Contains(file.Name))
            {
                Complain(place, $"'{file.Name}' includes itself ({string.Join(" -> ", _reading.Reverse())} -> {file.Name}): keepalived would read it for ever");
            }
            else if (file.Text is null)
            {
                Complain(place, $"'{file.Name}' cannot be read: {file.Trouble ?? "no such file"}");
            }
            else
            {
                ReadFile(file.Text, file.Name);
            }
        }
    }

    private bool Holds(string condition) =>
        condition.StartsWith('^') ? condition[1..] != options.ConfigId : condition == options.ConfigId;

    private void Emit(ImmutableArray<SyntaxToken> tokens) => _entries.Add(tokens);

    private void End(Place place, string message)
    {
        if (!_ended)
        {
            _ended = true;
            Complain(place, message);
        }
    }

    private void Complain(Place place, string message)
    {
        if (_errors.Count <= MostErrors)
        {
            _errors.Add(new SyntaxError(place, message));
        }
    }
}
