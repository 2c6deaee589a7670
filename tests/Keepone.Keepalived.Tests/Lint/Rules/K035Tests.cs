namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K035Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("", address: "192.0.2.10/24 dev eth1"), "192.0.2.10/24 is on eth1, the adverts of 'VI_1' are on eth0" },
        { Linted.Instance("", address: "192.0.2.10/24 dev eth0"), null },
        { Linted.Instance("", address: "192.0.2.10/24 dev lo"), null },
        { Linted.Instance("use_vmac vrrp30", address: "192.0.2.10/24 dev vrrp30"), null },
        { Linted.Instance("virtual_ipaddress_excluded {\n192.0.2.11/24 dev eth1\n}"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K035", message, text);
}
