using System.Text;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K005() : LintRule(
    "K005", LintSeverity.Error, "A line that is too long",
    why: "keepalived reads a line into a buffer of 1024 characters. What does not fit is read as if it were the next line: half of a word becomes an "
        + "unknown keyword, or a known one.",
    remedy: "Break the line: an address, a peer or a route may each have a line of its own, and a script may be called by a shorter command.",
    source: "MAXBUF in lib/parser.h, read_line() in lib/parser.c")
{
    private const int Longest = 1022;

    internal override LintExample Example { get; } = new(
        $"vrrp_script web {{\n    script \"/usr/local/bin/check {new string('x', Longest)}\"\n}}\n",
        "vrrp_script web {\n    script \"/usr/local/bin/check /etc/check.conf\"\n}\n");

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        foreach (var tree in file.Text.Files)
        {
            var text = tree.Write();
            for (var (from, number) = (0, 1); from < text.Length; number++)
            {
                var end = text.IndexOf('\n', from);
                end = end < 0 ? text.Length : end;

                // Bytes count; a character has at most three of them for each of its units.
                if (end - from > Longest / 3 && Encoding.UTF8.GetByteCount(text.AsSpan(from, end - from)) is > Longest and var bytes)
                {
                    yield return Found(new Place(tree.File, number, 1),
                        $"the line has {bytes} characters, keepalived reads {Longest} and takes the rest for another line",
                        "Break it into several lines.");
                }

                from = end + 1;
            }
        }
    }
}
