namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K014Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { "vrrp_sync_group g {\ngroup {\nVI_1\nVI_X\n}\n}\n" + Linted.Instance(""), "sync group 'g' names 'VI_X', which is no vrrp_instance here" },
        { "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\n}\n" + Linted.Instance("") + Linted.Instance("", name: "VI_2", id: 31, address: "192.0.2.11/24") + "vrrp_sync_group h {\ngroup {\nVI_2\nVI_3\n}\n}\n" + Linted.Instance("", name: "VI_3", id: 32, address: "192.0.2.12/24"), "'VI_2' is in sync group 'g' already" },
        { "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\n}\n" + Linted.Instance("") + Linted.Instance("", name: "VI_2", id: 31, address: "192.0.2.11/24"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K014", message, text);
}
