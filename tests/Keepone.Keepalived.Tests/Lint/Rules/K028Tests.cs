namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K028Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("strict_mode\nunicast_peer {\n192.0.2.2\n}"), "'VI_1' is strict (line 7) and has unicast peers: keepalived 2.2.7 overlooks it, and 2.4.0 ends" },
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

    [Theory]
    [InlineData("2.2.4", "peers: keepalived ends")]
    [InlineData("2.2.5", "2.2.5 overlooks it")]
    [InlineData("2.3.4", "2.3.4 overlooks it")]
    [InlineData("2.4.0", "peers: keepalived ends")]
    public void Check_UnicastPeers_EndTheVersionsThatNoticeThem(string number, string message)
    {
        Assert.True(KeepalivedVersion.TryParse(number, out var version));

        Linted.AssertFinds("K028", message, Linted.Instance("strict_mode\nunicast_peer {\n192.0.2.2\n}"), version);
    }
}
