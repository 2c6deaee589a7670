namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K036Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("", address: "2001:db8::10/64"), "its first address 2001:db8::10/64 is not link-local" },
        { Linted.Instance("virtual_ipaddress {\n2001:db8::10/64\n}", address: "fe80::1/64"), null },
        { Linted.Instance("unicast_peer {\n2001:db8::2\n}", address: "2001:db8::10/64"), null },
        { Linted.Instance(""), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K036", message, text);
}
