using System.Collections.Immutable;
using Keepone.Keepalived.Lint.Rules;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Lint;

/// <summary>A configuration to be judged.</summary>
/// <param name="Text">What it says, read with its inclusions.</param>
/// <param name="Model">What that means.</param>
/// <param name="Version">The keepalived that is to read it.</param>
/// <param name="Host">What the host says of the users and files in it; null: nothing, and rules that need it find nothing.</param>
public sealed record LintInput(Configuration Text, KeepalivedConfiguration Model, KeepalivedVersion Version, HostFacts? Host = null);

/// <summary>What was found.</summary>
/// <param name="Findings">What the rules found, by file and line.</param>
/// <param name="Suppressed">What they found and a comment says is meant to be so, with its reason.</param>
public sealed record LintResult(ImmutableArray<Finding> Findings, ImmutableArray<(Finding Finding, string Reason)> Suppressed);

/// <summary>Judges configurations by every rule.</summary>
public static class Linter
{
    /// <summary>
    /// The most that one rule says of one file, or of one group: nobody reads more, and a file of any text must not cost minutes (a guess for each of a
    /// hundred thousand unknown keywords did).
    /// </summary>
    public const int MostOfARule = 1000;

    /// <summary>Judges files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="isGroup">Whether they are those of one group's nodes, and are compared with each other too.</param>
    /// <returns>What was found: at most <see cref="MostOfARule"/> of each rule for each file.</returns>
    public static LintResult Lint(IReadOnlyList<LintInput> files, bool isGroup = false)
    {
        ArgumentNullException.ThrowIfNull(files);
        ImmutableArray<LintedFile> linted = [.. files.Select(file => new LintedFile(file.Text, file.Model, file.Version, file.Host))];
        var findings = linted.SelectMany((file, index) => Findings(file).Select(finding => (index, finding)));
        if (isGroup && linted.Length > 1)
        {
            var group = new LintedGroup(linted);
            var order = linted.Select((file, index) => (file.Name, index)).DistinctBy(file => file.Name)
                .ToDictionary(file => file.Name, file => file.index, StringComparer.Ordinal);
            findings = findings.Concat(LintRules.All.SelectMany(rule => rule.CheckGroup(group).Take(MostOfARule))
                .Select(finding => (order.GetValueOrDefault(finding.Place.File, linted.Length), finding)));
        }

        var meant = new Dictionary<(string, int, string), Suppression>();
        foreach (var comment in linted.SelectMany(file => file.Suppressed).Where(comment => comment.Reason.Length > 0))
        {
            meant[(comment.Place.File, comment.Line, comment.Rule)] = comment;
        }

        var all = findings.OrderBy(found => found.index).ThenBy(found => found.finding.Place.File, StringComparer.Ordinal)
            .ThenBy(found => found.finding.Place.Line).ThenBy(found => found.finding.Rule.Id, StringComparer.Ordinal).Select(found => found.finding)
            .ToLookup(finding => meant.GetValueOrDefault((finding.Place.File, finding.Place.Line, finding.Rule.Id)));
        return new LintResult(
            [.. all[null]],
            [.. all.Where(found => found.Key is not null).SelectMany(found => found.Select(finding => (finding, found.Key!.Reason)))]);
    }

    // What the reader says of a value is left out where a rule says more of its line; a brace or a quote is never left out.
    private static IEnumerable<Finding> Findings(LintedFile file)
    {
        var all = LintRules.All.SelectMany(rule => rule.Check(file).Take(MostOfARule)).ToList();
        var known = all.Where(finding => finding.Rule is not K001 && finding.Rule.Severity != LintSeverity.Info)
            .Select(finding => (finding.Place.File, finding.Place.Line)).ToHashSet();
        var ofText = file.Text.Errors.Select(error => (error.Place, error.Message)).ToHashSet();
        return all.Where(finding => finding.Rule is not K001 || ofText.Contains((finding.Place, finding.Message)) || !known.Contains((finding.Place.File, finding.Place.Line)));
    }
}
