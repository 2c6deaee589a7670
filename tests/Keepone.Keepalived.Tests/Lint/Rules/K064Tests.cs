namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K064Tests
{
    /// <summary>Files of a group's nodes, and what is found in them; null: nothing.</summary>
    public static TheoryData<string[], string?> Cases => new()
    {
        { [Linted.Instance("authentication {\nauth_type PASS\nauth_pass one\n}"), Linted.Instance("")], "b.conf:1: 'VI_1' has no authentication, a.conf has PASS" },
        { [Linted.Instance("authentication {\nauth_type PASS\nauth_pass one\n}"), Linted.Instance("authentication {\nauth_type PASS\nauth_pass two\n}")], "'VI_1' has another auth_pass than a.conf" },
        { [Linted.Instance("authentication {\nauth_type PASS\nauth_pass one\n}"), Linted.Instance("authentication {\nauth_type AH\nauth_pass one\n}")], "'VI_1' has AH, a.conf has PASS" },
        { [Linted.Instance("authentication {\nauth_type PASS\nauth_pass 12345678\n}"), Linted.Instance("authentication {\nauth_type PASS\nauth_pass 12345678x\n}")], null },
        { [Linted.Instance("version 3\nauthentication {\nauth_type PASS\nauth_pass one\n}"), Linted.Instance("version 3")], null },
        { [Linted.Instance("authentication {\nauth_type PASS\nauth_pass one\n}"), Linted.Instance("authentication {\nauth_type PASS\nauth_pass one\n}")], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void CheckGroup_Files_FindsWhatIsWrong(string[] texts, string? message) => Linted.AssertFinds("K064", message, texts);

    [Fact]
    public void CheckGroup_Secrets_AreNotPrinted() => Assert.DoesNotContain(Linted.Group(Linted.Instance("authentication {\nauth_type PASS\nauth_pass sesame\n}"), Linted.Instance("authentication {\nauth_type PASS\nauth_pass barley\n}")).Findings, finding => finding.Message.Contains("sesame", StringComparison.Ordinal) || finding.Message.Contains("barley", StringComparison.Ordinal));
}
