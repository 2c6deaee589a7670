namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K031Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("authentication {\nauth_type PASS\nauth_pass 123456789\n}"), "auth_pass has 9 characters, of which the first 8 count" },
        { Linted.Instance("authentication {\nauth_type PASS\nauth_pass 12345678\n}"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K031", message, text);

    [Fact]
    public void Check_ASecret_IsNotPrinted() => Assert.DoesNotContain(Linted.File(Linted.Instance("authentication {\nauth_type PASS\nauth_pass correcthorse\n}")).Findings, finding => (finding.Message + finding.Remedy).Contains("correct", StringComparison.Ordinal));
}
