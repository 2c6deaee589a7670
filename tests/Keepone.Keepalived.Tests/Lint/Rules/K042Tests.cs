namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K042Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { "vrrp_script web {\ninterval 2\n}\n", "check 'web' has no script: keepalived removes it" },
        { Linted.Script(""), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K042", message, text);
}
