namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K028Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("strict_mode\nunicast_peer {\n192.0.2.2\n}"), "'VI_1' is strict (line 7) and has unicast peers: keepalived ends" },
        { Linted.Instance("strict_mode\nstate MASTER\npriority 150"), "has `state MASTER` with priority 150: it starts as backup" },
        { Linted.Instance("strict_mode\ngarp_lower_prio_repeat 3"), "garp_lower_prio_repeat 3 becomes 0" },
        { Linted.Instance("strict_mode\nhigher_prio_send_advert true"), "higher_prio_send_advert is reset" },
        { Linted.Instance("unicast_peer {\n192.0.2.2\n}"), null },
        { Linted.Instance("strict_mode"), null },
        { "global_defs {\nvrrp_strict\n}\n" + Linted.Instance("unicast_peer {\n192.0.2.2\n}"), "'VI_1' is strict (line 2)" },
        { "global_defs {\nvrrp_strict\n}\n" + Linted.Instance("strict_mode off\nunicast_peer {\n192.0.2.2\n}"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K028", message, text);
}
