namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K013Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("virtual_ipaddress {\n2001:db8::1/64\n}"), "2001:db8::1/64 is not IPv4, as 'VI_1' is" },
        { Linted.Instance("unicast_peer {\n2001:db8::2\n}"), "peer 2001:db8::2 is not IPv4" },
        { Linted.Instance("virtual_ipaddress {\n192.0.2.1/24\n}", address: "fe80::1/64"), "192.0.2.1/24 is not IPv6" },
        { Linted.Instance("virtual_ipaddress_excluded {\n2001:db8::1/64\n}"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K013", message, text);
}
