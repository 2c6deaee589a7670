namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K020Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("nopreempt\npriority 255"), "'VI_1' has nopreempt and priority 255" },
        { Linted.Instance("nopreempt\npriority 254"), null },
        { Linted.Instance("priority 255"), null },
        { Linted.Instance("nopreempt\npreempt\npriority 255"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K020", message, text);
}
