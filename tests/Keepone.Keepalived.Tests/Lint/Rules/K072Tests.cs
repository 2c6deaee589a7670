namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K072Tests
{
    /// <summary>Files of a group's nodes, and what is found in them; null: nothing.</summary>
    public static TheoryData<string[], string?> Cases => new()
    {
        { [Linted.Script("weight 0") + Linted.Instance("priority 100\ntrack_script {\nweb\n}"), Linted.Script("weight 0") + Linted.Instance("priority 90\ntrack_script {\nweb\n}")], "all 2 nodes of 'VI_1' track check 'web' (/usr/bin/curl -sf http://localhost/) with weight 0" },
        { [Linted.Script("weight 0") + Linted.Instance("priority 100\ntrack_script {\nweb\n}"), Linted.Script("weight -15") + Linted.Instance("priority 90\ntrack_script {\nweb\n}")], null },
        { [Linted.Script("weight 0") + Linted.Instance("priority 100\ntrack_script {\nweb\n}"), Linted.Script("weight 0", command: "/usr/bin/other -x") + Linted.Instance("priority 90\ntrack_script {\nweb\n}")], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void CheckGroup_Files_FindsWhatIsWrong(string[] texts, string? message) => Linted.AssertFinds("K072", message, texts);
}
