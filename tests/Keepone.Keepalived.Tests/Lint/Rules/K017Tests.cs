namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K017Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("priority 150\npriority 100"), "'VI_1' has `priority 100` here and `priority 150` in line 7: the last one counts" },
        { Linted.Instance("state MASTER\nstate BACKUP"), "MASTER counts, wherever it stands" },
        { Linted.Instance("priority 150\ntrack_interface {\neth1\n}\ntrack_interface {\neth2\n}"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K017", message, text);
}
