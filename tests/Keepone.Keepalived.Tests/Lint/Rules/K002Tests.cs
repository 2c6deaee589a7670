namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K002Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("prioritty 150"), "'prioritty' is no keyword of vrrp_instance in any version" },
        { Linted.Instance("router_id a"), "'router_id' is no keyword of vrrp_instance" },
        { "vrrp_instanze VI_1 {\npriority 1\n}\n", "at the top of a configuration in any version up to 2.4.3: keepalived leaves its block out" },
        { Linted.Instance("priority 150\nno_such_block {\nwhatever 1\n}"), "'no_such_block' is no keyword" },
        { Linted.Instance("authentication {\nauth_tyype PASS\n}"), "'auth_tyype' is no keyword of vrrp_instance / authentication" },
        { "virtual_server 192.0.2.1 80 {\nwhatever 1\nreal_server 192.0.2.2 80 {\nweight 1\n}\n}\n", null },
        { Linted.Instance("priority 150"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K002", message, text);

    [Theory]
    [InlineData("prioritty 150", "Did you mean 'priority'?")]
    [InlineData("statte BACKUP", "Did you mean 'state'?")]
    [InlineData("script_user nobody", "It belongs in global_defs.")]
    [InlineData("make_it_work true", "Remove it, or mend its spelling.")]
    public void Check_AnUnknownKeyword_SaysWhatMayBeMeant(string line, string remedy) =>
        Assert.Equal(remedy, Assert.Single(Linted.File(Linted.Instance(line)).Findings, finding => finding.Rule.Id == "K002").Remedy);
}
