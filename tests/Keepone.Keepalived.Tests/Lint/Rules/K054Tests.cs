namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K054Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance(""), "there is no router_id" },
        { "global_defs {\nrouter_id a\n}\n" + Linted.Instance(""), null },
        { "", null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K054", message, text);
}
