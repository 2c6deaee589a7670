namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K033Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("") + Linted.Instance("", name: "VI_2", id: 31, address: "192.0.2.11/24"), "2 instances (first 'VI_1') have no garp_master_refresh" },
        { Linted.Instance("garp_master_refresh 60"), null },
        { "global_defs {\nvrrp_garp_master_refresh 60\n}\n" + Linted.Instance("garp_master_refresh 0"), "1 instance (first 'VI_1')" },
        { "global_defs {\nvrrp_garp_master_refresh 60\n}\n" + Linted.Instance(""), null },
        { "", null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K033", message, text);
}
