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
        { "vrrp_instance VI_1 {\nvirtual_router_id 1\nunicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n}\n}\n", "no interface, which keepalived 2.2.7 wants for unicast too" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K008", message, text);

    [Theory]
    [InlineData("2.2.4")]
    [InlineData("2.2.8")]
    public void Check_UnicastWithoutAnInterface_IsRightInOtherVersions(string number)
    {
        Assert.True(KeepalivedVersion.TryParse(number, out var version));

        Linted.AssertFinds("K008", null, "vrrp_instance VI_1 {\nvirtual_router_id 1\nunicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n}\n}\n", version);
    }
}
