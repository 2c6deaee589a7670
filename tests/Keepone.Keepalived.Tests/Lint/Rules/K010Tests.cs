namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K010Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("") + Linted.Instance("", name: "VI_2", address: "192.0.2.11/24"), "'VI_2' has virtual_router_id 30 on eth0 for IPv4, as 'VI_1' has (line 3)" },
        { Linted.Instance("") + Linted.Instance("", name: "VI_2", address: "fe80::1/64"), null },
        { Linted.Instance("") + Linted.Instance("", name: "VI_2", id: 31, address: "192.0.2.11/24"), null },
        { Linted.Instance("") + Linted.Instance("mcast_dst_ip 224.0.0.99", name: "VI_2", address: "192.0.2.11/24"), null },
        { Linted.Instance("unicast_peer {\n192.0.2.2\n}") + Linted.Instance("", name: "VI_2", address: "192.0.2.11/24"), null },
        { Linted.Instance("") + Linted.Instance("interface eth1", name: "VI_2", address: "192.0.2.11/24"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K010", message, text);
}
