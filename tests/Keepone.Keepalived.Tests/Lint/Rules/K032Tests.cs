namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K032Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("unicast_src_ip 192.0.2.1"), "'VI_1' has unicast_src_ip but no unicast_peer" },
        { Linted.Instance("unicast_peer {\n}"), "an empty unicast_peer" },
        { Linted.Instance("unicast_src_ip 192.0.2.1\nunicast_fault_no_peer"), null },
        { Linted.Instance("mcast_src_ip 192.0.2.1"), null },
        { Linted.Instance("unicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n}"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K032", message, text);
}
