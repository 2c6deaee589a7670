namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K011Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { "vrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 1\nversion 3\n}\n", "'VI_1' has no virtual_ipaddress: with VRRP version 3 keepalived ends" },
        { "vrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 1\nstrict_mode\n}\n", "in strict mode keepalived ends" },
        { "vrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 1\n}\n", "its adverts name nothing" },
        { Linted.Instance(""), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K011", message, text);
}
