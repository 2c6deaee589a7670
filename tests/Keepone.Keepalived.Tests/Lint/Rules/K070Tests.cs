namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K070Tests
{
    /// <summary>Files of a group's nodes, and what is found in them; null: nothing.</summary>
    public static TheoryData<string[], string?> Cases => new()
    {
        { [Linted.Script("weight -2") + Linted.Instance("priority 100\ntrack_script {\nweb\n}"), Linted.Script("weight -2") + Linted.Instance("priority 90\ntrack_script {\nweb\n}")], "a.conf:13: 'VI_1' has `priority 100`, and weight -2 of check 'web': failing lowers it from 100 to 98, still above the 90 of b.conf. No failover will happen" },
        { [Linted.Script("weight -10") + Linted.Instance("priority 100\ntrack_script {\nweb\n}"), Linted.Script("weight -10") + Linted.Instance("priority 90\ntrack_script {\nweb\n}")], "lowers it from 100 to 90, not below the 90 of b.conf" },
        { [Linted.Script("weight -11") + Linted.Instance("priority 100\ntrack_script {\nweb\n}"), Linted.Script("weight -11") + Linted.Instance("priority 90\ntrack_script {\nweb\n}")], null },
        { [Linted.Script("weight -2") + Linted.Instance("priority 90\ntrack_script {\nweb\n}"), Linted.Script("weight -2") + Linted.Instance("priority 100\ntrack_script {\nweb\n}")], "b.conf:13: 'VI_1' has `priority 100`" },
        { [Linted.Script("weight 10") + Linted.Instance("priority 100\ntrack_script {\nweb\n}"), Linted.Script("weight 10") + Linted.Instance("priority 90\ntrack_script {\nweb\n}")], "from 110 to 100, not below the 100 of b.conf" },
        { [Linted.Script("weight 11") + Linted.Instance("priority 100\ntrack_script {\nweb\n}"), Linted.Script("weight 11") + Linted.Instance("priority 90\ntrack_script {\nweb\n}")], null },
        { [Linted.Script("weight -6") + Linted.Script("weight -6", name: "db") + Linted.Instance("priority 100\ntrack_script {\nweb\ndb\n}"), Linted.Script("weight -6") + Linted.Script("weight -6", name: "db") + Linted.Instance("priority 90\ntrack_script {\nweb\ndb\n}")], null },
        { [Linted.Script("weight -4") + Linted.Script("weight -4", name: "db") + Linted.Instance("priority 100\ntrack_script {\nweb\ndb\n}"), Linted.Script("weight -4") + Linted.Script("weight -4", name: "db") + Linted.Instance("priority 90\ntrack_script {\nweb\ndb\n}")], "weight -4 of check 'web' and weight -4 of check 'db': failing lowers it from 100 to 92" },
        { [Linted.Script("weight -2") + Linted.Instance("priority 100\nnopreempt\ntrack_script {\nweb\n}"), Linted.Script("weight -2") + Linted.Instance("priority 90\nnopreempt\ntrack_script {\nweb\n}")], null },
        { [Linted.Script("weight -2") + Linted.Instance("priority 255\ntrack_script {\nweb\n}"), Linted.Script("weight -2") + Linted.Instance("priority 90\ntrack_script {\nweb\n}")], null },
        { [Linted.Script("weight 0") + Linted.Instance("priority 100\ntrack_script {\nweb\n}"), Linted.Script("weight 0") + Linted.Instance("priority 90\ntrack_script {\nweb\n}")], null },
        { [Linted.Script("weight -15") + Linted.Instance("priority 100\ntrack_script {\nweb\n}"), Linted.Script("weight -15") + Linted.Instance("priority 90\ntrack_script {\nweb\n}"), Linted.Script("weight -15") + Linted.Instance("priority 50\ntrack_script {\nweb\n}")], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void CheckGroup_Files_FindsWhatIsWrong(string[] texts, string? message) => Linted.AssertFinds("K070", message, texts);
}
