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

    // Bytes count. The text is not put together for it: of most files no line is long.
    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        foreach (var tree in file.Text.Files)
        {
            var (number, bytes) = (1, 0);
            foreach (var part in tree.Nodes.SelectMany(node => node.Tokens).Append(tree.End).SelectMany(token => new[] { token.Leading, token.Text }).Append("\n"))
            {
                foreach (var sign in part)
                {
                    if (sign != '\n')
                    {
                        // Of a pair of surrogates each is half of four.
                        bytes += sign < 0x80 ? 1 : sign < 0x800 || char.IsSurrogate(sign) ? 2 : 3;
                        continue;
                    }

                    if (bytes > Longest)
                    {
                        yield return Found(new Place(tree.File, number, 1), $"the line has {bytes} characters, keepalived reads {Longest} and takes the rest for another line",
                            "Break it into several lines.");
                    }

                    (number, bytes) = (number + 1, 0);
                }
            }
        }
    }
}
