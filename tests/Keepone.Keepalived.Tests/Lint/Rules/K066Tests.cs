namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K066Tests
{
    /// <summary>Files of a group's nodes, and what is found in them; null: nothing.</summary>
    public static TheoryData<string[], string?> Cases => new()
    {
        { [Linted.Instance("unicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n}"), Linted.Instance("unicast_src_ip 192.0.2.2\nunicast_peer {\n192.0.2.3\n}")], "b.conf:8: 'VI_1' does not send to 192.0.2.1, which is a.conf" },
        { [Linted.Instance("unicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n}"), Linted.Instance("")], "a.conf:8: 'VI_1' sends to unicast peers, b.conf sends multicast" },
        { [Linted.Instance("unicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n192.0.2.3\n}"), Linted.Instance("unicast_src_ip 192.0.2.2\nunicast_peer {\n192.0.2.1\n192.0.2.3\n}"), Linted.Instance("unicast_src_ip 192.0.2.3\nunicast_peer {\n192.0.2.1\n192.0.2.2\n}")], null },
        { [Linted.Instance("unicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n192.0.2.3\n}"), Linted.Instance("unicast_src_ip 192.0.2.2\nunicast_peer {\n192.0.2.1\n}"), Linted.Instance("unicast_src_ip 192.0.2.3\nunicast_peer {\n192.0.2.1\n192.0.2.2\n}")], "b.conf:8: 'VI_1' does not send to 192.0.2.3, which is c.conf" },
        { [Linted.Instance("unicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n}"), Linted.Instance("unicast_peer {\n192.0.2.1\n}")], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void CheckGroup_Files_FindsWhatIsWrong(string[] texts, string? message) => Linted.AssertFinds("K066", message, texts);
}
