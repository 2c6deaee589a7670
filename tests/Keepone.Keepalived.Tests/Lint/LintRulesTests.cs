using Keepone.Keepalived.Lint;

namespace Keepone.Keepalived.Tests.Lint;

/// <summary>The list of rules is complete, and each rule is whole.</summary>
public sealed class LintRulesTests
{
    public static TheoryData<string> Ids => [.. LintRules.All.Select(rule => rule.Id)];

    [Fact]
    public void All_FilesOfRules_AreListedInTheirOrder() => Assert.Equal(
        Directory.GetFiles(Path.Combine(Sources.Root, "src", "Keepone.Keepalived", "Lint", "Rules"), "*.cs").Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal),
        LintRules.All.Select(rule => rule.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void All_ARule_IsNamedAsItsClassAndHasATestAndASentenceForEverything(string id)
    {
        var rule = LintRules.Find(id)!;

        Assert.Equal(id, rule.GetType().Name);
        Assert.True(File.Exists(Path.Combine(Sources.Root, "tests", "Keepone.Keepalived.Tests", "Lint", "Rules", $"{id}Tests.cs")), $"{id} has no test of its own");
        Assert.All(new[] { rule.Why, rule.Remedy }, text => Assert.EndsWith(".", text.TrimEnd(')'), StringComparison.Ordinal));
        Assert.All(new[] { rule.Title, rule.Source }, text => Assert.False(text.EndsWith('.') || text.Length == 0, text));
        Assert.DoesNotContain("  ", rule.Why + rule.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Check_TheExample_IsFoundAndTheBetterOneIsNot(string id)
    {
        var rule = LintRules.Find(id)!;
        var (bad, good) = (Lint(rule, rule.Example.Bad, rule.Example.Host), Lint(rule, rule.Example.Good, rule.Example.MendedHost ?? rule.Example.Host));

        Assert.Contains(bad.Findings, finding => finding.Rule == rule);
        Assert.DoesNotContain(good.Findings, finding => finding.Rule == rule);
        Assert.All(bad.Findings, finding =>
        {
            Assert.False(string.IsNullOrWhiteSpace(finding.Message) || finding.Message.EndsWith('.'), finding.Message);
            Assert.True(finding.Remedy.EndsWith('.') || finding.Remedy.EndsWith('?'), finding.Remedy);
            Assert.True(finding.Place.Line > 0);
        });
    }

    // An example that is to be copied is not to teach another mistake. Instances are short of addresses; one is about a comment, one about root.
    [Theory]
    [MemberData(nameof(Ids))]
    public void Check_TheBetterExample_HasNoError(string id)
    {
        var rule = LintRules.Find(id)!;

        Assert.DoesNotContain(Lint(rule, rule.Example.Good, rule.Example.MendedHost ?? rule.Example.Host).Findings,
            finding => finding.Rule.Severity == LintSeverity.Error && finding.Rule.Id is not "K011" && id is not ("K007" or "K047"));
    }

    [Fact]
    public void Find_NoRule_IsNull() => Assert.Null(LintRules.Find("K999"));

    private static LintResult Lint(LintRule rule, IEnumerable<string> texts, HostFacts? host)
    {
        List<LintInput> inputs = [.. texts.Select((text, index) => Linted.Input(text, rule.Example.Version, host, LintExample.NameOf(index)))];
        return Linter.Lint(inputs, isGroup: inputs.Count > 1);
    }
}
