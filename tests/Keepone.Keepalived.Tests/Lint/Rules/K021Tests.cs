namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K021Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("state MASTER\npriority 150\nnopreempt"), "'VI_1' has nopreempt and `state MASTER` (line 7)" },
        { Linted.Instance("state BACKUP\npriority 150\nnopreempt"), null },
        { Linted.Instance("state MASTER\npriority 255\nnopreempt"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K021", message, text);
}
