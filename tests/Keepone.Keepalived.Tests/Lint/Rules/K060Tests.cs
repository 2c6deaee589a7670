namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K060Tests
{
    /// <summary>Files of a group's nodes, and what is found in them; null: nothing.</summary>
    public static TheoryData<string[], string?> Cases => new()
    {
        { [Linted.Instance(""), Linted.Instance("virtual_router_id 31")], "b.conf:7: 'VI_1' has virtual_router_id 31, a.conf has 30" },
        { [Linted.Instance(""), Linted.Instance("")], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void CheckGroup_Files_FindsWhatIsWrong(string[] texts, string? message) => Linted.AssertFinds("K060", message, texts);
}
