using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Lint;

/// <summary>A comment <c># keepone: ignore K012 reason</c>: what the rule finds on its line or the next one is meant to be so.</summary>
/// <param name="Place">Where the comment is.</param>
/// <param name="Rule">The rule's name, as written.</param>
/// <param name="Reason">Why; empty when nothing is given.</param>
/// <param name="Line">The line that it speaks of.</param>
internal sealed record Suppression(Place Place, string Rule, string Reason, int Line);

/// <summary>Finds them.</summary>
internal static partial class Suppressions
{
    private const string Mark = "keepone:";

    internal static ImmutableArray<Suppression> Of(Configuration configuration) =>
        [.. configuration.Files.SelectMany(Of)];

    private static IEnumerable<Suppression> Of(SyntaxTree tree)
    {
        Place? before = null;
        foreach (var token in tree.Nodes.SelectMany(node => node.Tokens).Append(tree.End))
        {
            if (token.Leading.Contains(Mark, StringComparison.Ordinal))
            {
                var lines = token.Leading.Split('\n');
                var first = token.Place.Line - lines.Length + 1;
                for (var i = 0; i < lines.Length; i++)
                {
                    if (Comment().Match(lines[i]) is { Success: true } found)
                    {
                        // Behind something, it speaks of that line; alone, of the next line that is not a comment of this kind.
                        var alone = i > 0 || before is null || before.Value.Line != first;
                        var next = i;
                        while (alone && next < lines.Length - 1 && (next == i || Comment().IsMatch(lines[next])))
                        {
                            next++;
                        }

                        yield return new Suppression(
                            new Place(tree.File, first + i, found.Index + 1), found.Groups["rule"].Value, found.Groups["reason"].Value.Trim(), first + next);
                    }
                }
            }

            // A token may have several lines; what follows on its last one stands behind it.
            before = token.Place with { Line = token.Place.Line + token.Text.Count(sign => sign == '\n') };
        }
    }

    [GeneratedRegex("[#!]\\s*keepone:\\s*ignore\\b\\s*(?<rule>\\S*)(?<reason>.*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();
}
