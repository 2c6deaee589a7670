namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K022Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("state MASTER\npriority 150\npreempt_delay 60"), "preempt_delay 60 s and `state MASTER`" },
        { Linted.Instance("nopreempt\npreempt_delay 60"), "and nopreempt" },
        { Linted.Instance("strict_mode\npreempt_delay 60"), "and strict mode" },
        { Linted.Instance("preempt_delay 60"), null },
        { Linted.Instance("nopreempt\npreempt_delay 0"), null },
        { Linted.Instance("priority 255\npreempt_delay 60"), "and `state MASTER`" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K022", message, text);
}
