using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Lint;

/// <summary>The pages of the rules, docs/lint/KNNN.md, and their index. A test writes them (UPDATE_GOLDEN=1) and compares them.</summary>
internal static class LintPages
{
    /// <summary>The file name of the index.</summary>
    internal const string Index = "README.md";

    /// <summary>Writes the page of a rule.</summary>
    internal static string Of(LintRule rule)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {rule.Id}: {rule.Title}\n\nSeverity: {Name(rule.Severity)}.\n\n{rule.Why}\n\n## What to do\n\n{rule.Remedy}\n\n## Example\n");
        Files(page, rule.Example.Bad);
        page.Append("\nfinds");
        if (rule.Example.Host is not null)
        {
            page.Append(" on a host where that is so");
        }

        page.Append(":\n\n```text\n");
        foreach (var finding in Findings(rule, rule.Example.Bad, rule.Example.Host))
        {
            page.Append(CultureInfo.InvariantCulture, $"{finding}\n    {finding.Remedy}\n");
        }

        page.Append("```\n");
        if (rule.Example.MendedHost is null)
        {
            page.Append("\nBetter:\n");
            Files(page, rule.Example.Good);
        }

        return page.Append(CultureInfo.InvariantCulture,
            $"\n## Behind it\n\n{rule.Source}.\n\nTo keep it as it is, say why: `# keepone: ignore {rule.Id} REASON` on the line or the line before. [All rules](README.md).\n").ToString();
    }

    /// <summary>Writes the index.</summary>
    internal static string Contents()
    {
        var page = new StringBuilder(
            """
            # Rules of `keepone config lint`

            *error*: it does not do what it says; *warning*: it works until a failure that others have had; *info*: worth knowing. What
            a rule finds and is meant to be so is silenced with `# keepone: ignore KNNN reason` on the line or the line before.
            [How to use it](../config.md#lint).

            | | | |
            |---|---|---|

            """);
        foreach (var rule in LintRules.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| [{rule.Id}]({rule.Id}.md) | {Name(rule.Severity)} | {rule.Title} |\n");
        }

        return page.Append("\nThese pages are made from the rules: `UPDATE_GOLDEN=1 ./test Keepone.Keepalived.Tests` writes them.\n").ToString();
    }

    /// <summary>What a rule finds in files of an example.</summary>
    internal static IEnumerable<Finding> Findings(LintRule rule, ImmutableArray<string> texts, HostFacts? host)
    {
        ImmutableArray<LintedFile> files =
        [
            .. texts.Select((text, index) =>
            {
                var read = Configuration.Read(text, LintExample.NameOf(index));
                return new LintedFile(read, ModelReader.Read(read), rule.Example.Version, host);
            }),
        ];
        return files.Length == 1 ? rule.Check(files[0]) : rule.CheckGroup(new LintedGroup(files));
    }

    private static void Files(StringBuilder page, ImmutableArray<string> texts)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n{(texts.Length > 1 ? $"`{LintExample.NameOf(i)}`\n" : "")}```conf\n{Shown(texts[i].Trim('\n'))}\n```\n");
        }
    }

    // A line that is there for its length says nothing.
    private static string Shown(string text) => string.Join('\n', text.Split('\n').Select(line => line.Length > 200 ? $"{line[..60]}... ({line.Length} characters)" : line));

    private static string Name(LintSeverity severity) => severity.ToString().ToLowerInvariant();
}
