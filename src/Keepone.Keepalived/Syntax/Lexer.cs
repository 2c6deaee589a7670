using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Keepone.Keepalived.Syntax;

/// <summary>
/// Cuts a file into tokens as keepalived's lib/parser.c does: line by line, comments after '#' or '!' outside of quotes, braces wherever
/// they stand. Nothing is lost: what means nothing is kept before the token that follows it.
/// </summary>
internal sealed class Lexer
{
    // Longer ones are ignored whole by keepalived (MAXBUF in lib/parser.h, with the line end and the zero byte).
    private const int LongestLine = 1022;
    private static readonly SearchValues<char> EndsWord = SearchValues.Create(" \t\f\v\r\"{}");

    private static readonly SearchValues<char> NameOrBlank =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_ \t");

    private readonly string _text;
    private readonly Place _origin;
    private readonly ImmutableArray<ImmutableArray<SyntaxToken>>.Builder _lines = ImmutableArray.CreateBuilder<ImmutableArray<SyntaxToken>>();
    private readonly ImmutableArray<SyntaxError>.Builder _errors = ImmutableArray.CreateBuilder<SyntaxError>();
    private readonly List<SyntaxToken> _tokens = [];
    private int _line;
    private int _lineStart;
    private int _pending;

    private Lexer(string text, Place origin) => (_text, _origin) = (text, origin);

    /// <summary>Cuts a text.</summary>
    /// <param name="text">The text of a file, or a line that came about by substitution.</param>
    /// <param name="origin">Where it begins.</param>
    internal static LexedText Lex(string text, Place origin)
    {
        var lexer = new Lexer(text, origin);
        lexer.LexAll();
        var end = new SyntaxToken(SyntaxKind.End, text[lexer._pending..], "", "", lexer.PlaceOf(text.Length));
        return new LexedText(lexer._lines.ToImmutable(), end, lexer._errors.ToImmutable());
    }

    /// <summary>Whether a text is the beginning of a definition: the name up to its '='.</summary>
    internal static int DefinitionName(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || text[0] != '$' || !(char.IsAsciiLetter(text[1]) || text[1] == '_'))
        {
            return 0;
        }

        var end = 2;
        while (end < text.Length && IsNameSign(text[end]))
        {
            end++;
        }

        return end < text.Length && text[end] == '=' ? end - 1 : 0;
    }

    internal static bool IsNameSign(char sign) => char.IsAsciiLetterOrDigit(sign) || sign == '_';

    internal static bool IsBlank(char sign) => sign is ' ' or '\t' or '\f' or '\v' or '\r' or '\n';

    private void LexAll()
    {
        while (_lineStart < _text.Length)
        {
            var next = LexLine(_lineStart);
            _line += _text.AsSpan(_lineStart, next - _lineStart).Count('\n');
            _lineStart = next;
        }
    }

    // Gives where the next line begins: a definition may go on over several.
    private int LexLine(int start)
    {
        var (end, next) = LineAt(start);
        if (end - start > LongestLine)
        {
            Complain(start, $"the line has {end - start} characters: keepalived ignores lines of more than {LongestLine}; break it up");
        }

        if (_text.AsSpan(start, end - start).Contains('\0'))
        {
            Complain(start, "there is a zero byte in the line: keepalived ignores such lines; is this a text file?");
        }

        var (cut, _) = Cut(start, end);
        _tokens.Clear();
        var position = start;
        var begins = true;
        while ((position = SkipBlanks(position, cut)) < cut)
        {
            if (begins && Special(ref position, cut, ref next))
            {
                begins = _tokens[^1].Kind == SyntaxKind.Condition;
                continue;
            }

            begins = _text[position] is '{' or '}';
            position = LexWord(position, cut);
        }

        if (_tokens.Count > 0)
        {
            _lines.Add([.. _tokens]);
        }

        return next;
    }

    // What only a line's beginning can be, or what follows a brace.
    private bool Special(ref int position, int cut, ref int next)
    {
        var rest = _text.AsSpan(position, cut - position);
        if (rest[0] == '@')
        {
            var length = rest.IndexOfAny(' ', '\t');
            length = length < 0 ? rest.Length : length;
            Add(SyntaxKind.Condition, position, position + length, rest[1..length].ToString());
            position += length;
            return true;
        }

        if (rest.StartsWith("~SEQ", StringComparison.Ordinal) || rest.StartsWith("~LST", StringComparison.Ordinal))
        {
            Add(SyntaxKind.Sequence, position, cut, Unescape(rest));
            position = cut;
            return true;
        }

        if (DefinitionName(rest) > 0)
        {
            position = LexDefinition(position, ref next);
            return true;
        }

        return false;
    }

    private int LexDefinition(int start, ref int next)
    {
        var lines = new StringBuilder();
        var from = start;
        while (true)
        {
            var (end, after) = LineAt(from);
            var (cut, goesOn) = Cut(from, end);
            var first = SkipBlanks(from, cut);
            var text = _text.AsSpan(first, cut - first);
            lines.Append(lines.Length == 0 ? "" : "\n").Append(Unescape(goesOn ? text[..^1].TrimEnd() : text));
            if (!goesOn || after >= _text.Length)
            {
                Add(SyntaxKind.Definition, start, cut, lines.ToString(1, lines.Length - 1));
                next = after;
                return cut;
            }

            from = after;
        }
    }

    private int LexWord(int start, int cut)
    {
        switch (_text[start])
        {
            case '{':
                Add(SyntaxKind.Open, start, start + 1, "{");
                return start + 1;
            case '}':
                Add(SyntaxKind.Close, start, start + 1, "}");
                return start + 1;
            case '"':
                var length = _text.AsSpan(start + 1, cut - start - 1).IndexOf('"');
                if (length < 0)
                {
                    Complain(start, "the quote is not closed on its line: keepalived drops the rest of the line; add the second '\"'");
                    Add(SyntaxKind.Quoted, start, cut, _text[(start + 1)..cut]);
                    return cut;
                }

                Add(SyntaxKind.Quoted, start, start + length + 2, _text.Substring(start + 1, length));
                return start + length + 2;
            default:
                var end = WordEnd(start, cut);
                Add(SyntaxKind.Word, start, end, Unescape(_text.AsSpan(start, end - start)));
                return end;
        }
    }

    // The braces of ${NAME} are part of the word.
    private int WordEnd(int start, int cut)
    {
        var end = start;
        while (true)
        {
            var rest = _text.AsSpan(end, cut - end);
            var length = rest.IndexOfAny(EndsWord);
            end = length < 0 ? cut : end + length;
            if (end == cut || _text[end] != '{' || end == start || _text[end - 1] != '$')
            {
                return end;
            }

            var inside = _text.AsSpan(end + 1, cut - end - 1);
            var close = inside.IndexOf('}');
            if (close <= 0 || !(char.IsAsciiLetter(inside[0]) || inside[0] == '_')
                || inside[..close].ContainsAnyExcept(NameOrBlank))
            {
                return end;
            }

            end += close + 2;
        }
    }

    private (int End, int Next) LineAt(int start)
    {
        var length = _text.AsSpan(start).IndexOf('\n');
        var end = length < 0 ? _text.Length : start + length;
        return (end, Math.Min(end + 1, _text.Length));
    }

    // decomment() of lib/parser.c: where the line ends that means something, and whether it ends in a backslash.
    private (int Cut, bool GoesOn) Cut(int start, int end)
    {
        while (end > start && _text[end - 1] == '\r')
        {
            end--;
        }

        var quoted = false;
        for (var i = start; i < end; i++)
        {
            switch (_text[i])
            {
                case '"':
                    quoted = !quoted;
                    break;
                case '\\' when i + 1 == end:
                    return (end, true);
                case '\\':
                    i++;
                    break;
                case '#' or '!' when !quoted:
                    end = i;
                    break;
                default:
                    break;
            }
        }

        while (end > start && IsBlank(_text[end - 1]))
        {
            end--;
        }

        return (end, false);
    }

    private int SkipBlanks(int position, int end)
    {
        while (position < end && IsBlank(_text[position]))
        {
            position++;
        }

        return position;
    }

    private static string Unescape(ReadOnlySpan<char> text) =>
        text.Contains('\\') ? text.ToString().Replace("\\#", "#", StringComparison.Ordinal).Replace("\\!", "!", StringComparison.Ordinal) : text.ToString();

    private void Add(SyntaxKind kind, int start, int end, string value)
    {
        _tokens.Add(new SyntaxToken(kind, _text[_pending..start], _text[start..end], value, PlaceOf(start)));
        _pending = end;
    }

    private void Complain(int offset, string message) => _errors.Add(new SyntaxError(PlaceOf(offset), message));

    // Of an offset on the line that is being cut. A text that came about by substitution begins where its line does.
    private Place PlaceOf(int offset) =>
        new(_origin.File, _origin.Line + _line, offset - _lineStart + (_line == 0 ? _origin.Column : 1));
}
