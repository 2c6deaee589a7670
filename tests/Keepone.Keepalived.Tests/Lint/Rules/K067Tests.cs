namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K067Tests
{
    /// <summary>Files of a group's nodes, and what is found in them; null: nothing.</summary>
    public static TheoryData<string[], string?> Cases => new()
    {
        { [Linted.Instance("priority 100"), Linted.Instance("priority 100")], "b.conf:7: 'VI_1' has priority 100 in a.conf and b.conf" },
        { [Linted.Instance("priority 100"), Linted.Instance("")], "(the default)" },
        { [Linted.Instance("priority 100\nnopreempt"), Linted.Instance("priority 100\nnopreempt")], null },
        { [Linted.Instance("priority 100\nnopreempt"), Linted.Instance("priority 100")], "in a.conf and b.conf" },
        { [Linted.Instance("priority 100"), Linted.Instance("priority 99")], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void CheckGroup_Files_FindsWhatIsWrong(string[] texts, string? message) => Linted.AssertFinds("K067", message, texts);
}
