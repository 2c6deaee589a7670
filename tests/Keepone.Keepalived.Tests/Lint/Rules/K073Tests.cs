namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K073Tests
{
    /// <summary>Files of a group's nodes, and what is found in them; null: nothing.</summary>
    public static TheoryData<string[], string?> Cases => new()
    {
        { [Linted.Instance("state MASTER\npriority 150"), Linted.Instance("state MASTER\npriority 100")], "b.conf:7: 'VI_1' has `state MASTER` in a.conf and b.conf" },
        { [Linted.Instance("state MASTER\npriority 150"), Linted.Instance("state BACKUP\npriority 100")], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void CheckGroup_Files_FindsWhatIsWrong(string[] texts, string? message) => Linted.AssertFinds("K073", message, texts);
}
