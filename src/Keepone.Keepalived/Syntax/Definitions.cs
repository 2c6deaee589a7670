namespace Keepone.Keepalived.Syntax;

/// <summary>The definitions of a configuration, and what becomes of a line in which they are used.</summary>
internal sealed class Definitions
{
    // A line may not become longer: keepalived's buffer (MAXBUF in lib/parser.h). This bounds definitions that name themselves, too.
    private const int LongestLine = 1024;
    private const int MostSteps = 1024;

    private readonly Dictionary<string, string[]> _values = new(StringComparer.Ordinal);

    internal bool IsEmpty => _values.Count == 0;

    /// <summary>Takes a definition.</summary>
    /// <param name="text"><c>NAME=value</c>; a value may have several lines.</param>
    internal void Define(string text)
    {
        var name = text.IndexOf('=', StringComparison.Ordinal);
        _values[text[..name]] = [.. text[(name + 1)..].TrimStart(' ', '\t').Split('\n')];
    }

    /// <summary>Puts values for names, as often as there are names left in what came of it (replace_param() of lib/parser.c).</summary>
    /// <param name="line">The line.</param>
    /// <returns>The lines that came of it, or null when it has no name that is defined; and what went wrong.</returns>
    internal (IReadOnlyList<string>? Lines, string? Trouble) Substitute(string line)
    {
        var changed = false;
        var following = new List<string>();
        var from = 0;
        for (var step = 0; (from = line.IndexOf('$', from)) >= 0; step++)
        {
            if (Find(line, from) is not var (name, end, value))
            {
                from++;
                continue;
            }

            line = string.Concat(line.AsSpan(0, from), value[0], line.AsSpan(end));
            following.InsertRange(0, value[1..]);
            changed = true;
            if (line.Length > LongestLine || step == MostSteps)
            {
                return (null, $"with '${name}' the line becomes longer than {LongestLine} characters: is its value long, or does it name itself?");
            }
        }

        return changed ? ([line, .. following], null) : (null, null);
    }

    // A name that is defined, where it ends in the line, and its value.
    private (string Name, int End, string[] Value)? Find(string line, int dollar)
    {
        var braced = dollar + 1 < line.Length && line[dollar + 1] == '{';
        var start = dollar + (braced ? 2 : 1);
        var end = start;
        while (end < line.Length && Lexer.IsNameSign(line[end]))
        {
            end++;
        }

        var name = line[start..end];
        if (!_values.TryGetValue(name, out var value))
        {
            return null;
        }

        // Without braces, a name ends where nothing else could follow.
        var rest = line.AsSpan(end);
        if (braced ? !rest.StartsWith('}') : !rest.IsEmpty && rest[0] is not (' ' or '\t' or ',' or ')'))
        {
            return null;
        }

        end += braced ? 1 : 0;
        return value.Length > 1 && end < line.Length ? null : (name, end, value);
    }
}
