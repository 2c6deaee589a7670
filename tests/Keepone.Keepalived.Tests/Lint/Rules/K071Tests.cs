namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K071Tests
{
    /// <summary>Files of a group's nodes, and what is found in them; null: nothing.</summary>
    public static TheoryData<string[], string?> Cases => new()
    {
        { [Linted.Script("weight -6") + Linted.Script("weight -20", name: "db") + Linted.Instance("priority 100\ntrack_script {\nweb\ndb\n}"), Linted.Script("weight -6") + Linted.Script("weight -20", name: "db") + Linted.Instance("priority 90\ntrack_script {\nweb\ndb\n}")], "check 'web' alone lowers 'VI_1' from 100 to 94, not below the 90 of b.conf" },
        { [Linted.Script("weight -20") + Linted.Script("weight -20", name: "db") + Linted.Instance("priority 100\ntrack_script {\nweb\ndb\n}"), Linted.Script("weight -20") + Linted.Script("weight -20", name: "db") + Linted.Instance("priority 90\ntrack_script {\nweb\ndb\n}")], null },
        { [Linted.Script("weight -10") + Linted.Script("weight -11", name: "db") + Linted.Instance("priority 100\ntrack_script {\nweb\ndb\n}"), Linted.Script("weight -10") + Linted.Script("weight -11", name: "db") + Linted.Instance("priority 90\ntrack_script {\nweb\ndb\n}")], "check 'web' alone lowers 'VI_1' from 100 to 90" },
        { [Linted.Script("weight -2") + Linted.Instance("priority 100\ntrack_script {\nweb\n}"), Linted.Script("weight -2") + Linted.Instance("priority 90\ntrack_script {\nweb\n}")], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void CheckGroup_Files_FindsWhatIsWrong(string[] texts, string? message) => Linted.AssertFinds("K071", message, texts);
}
