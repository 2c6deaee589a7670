namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K012Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("virtual_ipaddress_excluded {\n192.0.2.10/32\n}"), "192.0.2.10 of 'VI_1' is also in line 5" },
        { Linted.Instance("") + Linted.Instance("", name: "VI_2", id: 31), "192.0.2.10 of 'VI_2' is also in 'VI_1', line 5" },
        { Linted.Instance("") + Linted.Instance("", name: "VI_2", id: 31, address: "192.0.2.10/24 dev eth1"), null },
        { Linted.Instance("", address: "2001:db8::1") + Linted.Instance("", name: "VI_2", id: 31, address: "2001:db8:0::1/64"), "2001:db8::1 of 'VI_2' is also in 'VI_1'" },
        { Linted.Instance("") + Linted.Instance("", name: "VI_2", id: 31, address: "192.0.2.11/24"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K012", message, text);
}
