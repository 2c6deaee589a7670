namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K062Tests
{
    /// <summary>Files of a group's nodes, and what is found in them; null: nothing.</summary>
    public static TheoryData<string[], string?> Cases => new()
    {
        { [Linted.Instance("version 3"), Linted.Instance("")], "b.conf:1: 'VI_1' speaks VRRP version 2, a.conf version 3" },
        { ["global_defs {\nvrrp_version 3\n}\n" + Linted.Instance(""), Linted.Instance("version 3")], null },
        { [Linted.Instance(""), Linted.Instance("version 2")], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void CheckGroup_Files_FindsWhatIsWrong(string[] texts, string? message) => Linted.AssertFinds("K062", message, texts);
}
