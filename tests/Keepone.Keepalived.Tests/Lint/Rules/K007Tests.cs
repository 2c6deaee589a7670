namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K007Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { "# keepone: ignore K033\n", "does not say why K033 is to be ignored" },
        { "# keepone: ignore K999 no such rule\n", "names 'K999', which is no rule" },
        { "# keepone: ignore\n", "names no rule" },
        { "# keepone: ignore K033 the switch learns it otherwise\n", null },
        { "# keepone is fine; ignore this\n", null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K007", message, text);
}
