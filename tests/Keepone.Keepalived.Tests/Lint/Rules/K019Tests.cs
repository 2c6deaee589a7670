namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K019Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("state MASTER"), "so its priority is 255, not 100" },
        { Linted.Instance("state MASTER\npriority 100"), null },
        { Linted.Instance("state BACKUP"), null },
        { Linted.Instance(""), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K019", message, text);
}
