namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K034Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance(""), "when interface eth0 is missing, keepalived ends, with 'VI_1'" },
        { Linted.Instance("") + Linted.Instance("track_interface {\neth1\n}", name: "VI_2", id: 31, address: "192.0.2.11/24"), "one of the 2 interfaces (eth0, eth1) is missing, keepalived ends, with all 2 instances" },
        { "global_defs {\ndynamic_interfaces\n}\n" + Linted.Instance(""), null },
        { "", null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K034", message, text);
}
