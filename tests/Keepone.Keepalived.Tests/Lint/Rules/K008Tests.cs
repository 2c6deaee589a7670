namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K008Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { "vrrp_instance VI_1 {\ninterface eth0\n}\n", "'VI_1' has no virtual_router_id" },
        { "vrrp_instance VI_1 {\nvirtual_router_id 1\n}\n", "'VI_1' has no interface" },
        { "vrrp_instance VI_1 {\nvirtual_router_id 1\ninterface lo\n}\n", "VRRP cannot run on 'lo'" },
        { "vrrp_instance VI_1 {\nvirtual_router_id 1\ninterface abcdefghijklmnop\n}\n", "'VI_1' has no interface" },
        { "vrrp_instance VI_1 {\nvirtual_router_id 1\ninterface abcdefghijklmno\n}\n", null },
        { "vrrp_instance VI_1 {\nvirtual_router_id 1\nunicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n}\n}\n", null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K008", message, text);
}
