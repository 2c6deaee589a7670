using Keepone.Keepalived.Lint;

namespace Keepone.Keepalived.Tests.Lint;

/// <summary>The pages of the rules are what the rules say: UPDATE_GOLDEN=1 writes them, and they are read before they are committed.</summary>
public sealed class LintPagesTests
{
    private static readonly string Folder = Path.Combine(Sources.Root, "docs", "lint");

    public static TheoryData<string> Ids => LintRulesTests.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public void Of_ARule_IsItsPage(string id) => AssertIs($"{id}.md", LintPages.Of(LintRules.Find(id)!));

    [Fact]
    public void Contents_TheRules_AreTheIndex() => AssertIs(LintPages.Index, LintPages.Contents());

    [Fact]
    public void Folder_ItsPages_AreOfRulesThatExist() =>
        Assert.Equal([.. LintRules.All.Select(rule => $"{rule.Id}.md"), LintPages.Index],
            Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

    private static void AssertIs(string name, string expected)
    {
        var path = Path.Combine(Folder, name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.Exists(path) ? File.ReadAllText(path) : $"(no {name}: run the tests with UPDATE_GOLDEN=1 and look at what is new)");
    }
}
