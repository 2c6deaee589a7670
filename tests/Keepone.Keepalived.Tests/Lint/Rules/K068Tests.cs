namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K068Tests
{
    /// <summary>Files of a group's nodes, and what is found in them; null: nothing.</summary>
    public static TheoryData<string[], string?> Cases => new()
    {
        { [Linted.Instance("mcast_src_ip 192.0.2.1"), Linted.Instance("mcast_src_ip 192.0.2.1")], "b.conf:7: 'VI_1' sends from 192.0.2.1 in a.conf and b.conf" },
        { [Linted.Instance("mcast_src_ip 192.0.2.1"), Linted.Instance("mcast_src_ip 192.0.2.2")], null },
        { [Linted.Instance(""), Linted.Instance("")], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void CheckGroup_Files_FindsWhatIsWrong(string[] texts, string? message) => Linted.AssertFinds("K068", message, texts);
}
