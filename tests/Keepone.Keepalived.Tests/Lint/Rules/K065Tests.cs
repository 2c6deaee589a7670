namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K065Tests
{
    /// <summary>Files of a group's nodes, and what is found in them; null: nothing.</summary>
    public static TheoryData<string[], string?> Cases => new()
    {
        { [Linted.Instance(""), Linted.Instance("", address: "192.0.2.11/24")], "b.conf:5: 'VI_1' advertises 1 address, a.conf 1; it lacks 192.0.2.10 and has 192.0.2.11" },
        { [Linted.Instance(""), Linted.Instance("virtual_ipaddress {\n192.0.2.11/24\n}")], "advertises 2 addresses, a.conf 1; it has 192.0.2.11" },
        { [Linted.Instance(""), Linted.Instance("virtual_ipaddress {\n192.0.2.10/24\n}")], "advertises 2 addresses, a.conf 1: they discard" },
        { [Linted.Instance(""), Linted.Instance("", address: "192.0.2.10/25")], null },
        { [Linted.Instance("virtual_ipaddress {\n192.0.2.11\n}"), Linted.Instance("virtual_ipaddress {\n192.0.2.10\n}", address: "192.0.2.11/24")], null },
        { [Linted.Instance(""), Linted.Instance("virtual_ipaddress_excluded {\n192.0.2.11/24\n}")], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void CheckGroup_Files_FindsWhatIsWrong(string[] texts, string? message) => Linted.AssertFinds("K065", message, texts);
}
