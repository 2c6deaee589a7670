namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K055Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { "global_defs {\nvrrp_strict false\n}\n", "`vrrp_strict false` switches it on: keepalived 2.2.7" },
        { "global_defs {\nvrrp_strict\n}\n", null },
        { Linted.Instance("skip_check_adv_addr off"), "`skip_check_adv_addr off` switches it on" },
        { Linted.Instance("skip_check_adv_addr on"), null },
        { Linted.Instance("strict_mode off"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K055", message, text);

    [Fact]
    public void Check_AVersionThatLooks_FindsNothing() => Linted.AssertFinds("K055", null, "global_defs {\nvrrp_strict false\n}\n", new KeepalivedVersion(2, 3, 0));

    [Fact]
    public void Check_AVersionThatStillLooked_FindsNothing() => Linted.AssertFinds("K055", null, Linted.Instance("skip_check_adv_addr off"), new KeepalivedVersion(2, 2, 4));
}
