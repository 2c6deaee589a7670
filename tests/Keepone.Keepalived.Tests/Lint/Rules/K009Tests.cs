namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K009Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("") + Linted.Instance("", id: 31, address: "192.0.2.11/24"), "vrrp_instance 'VI_1' was defined in a.conf, line 1" },
        { Linted.Script("") + Linted.Script(""), "vrrp_script 'web' was defined in a.conf, line 1" },
        { "track_file f {\nfile /a\n}\nvrrp_track_file f {\nfile /b\n}\n", "track_file 'f' was defined in a.conf, line 1" },
        { "vrrp_sync_group g {\ngroup {\na\nb\n}\n}\nvrrp_sync_group g {\ngroup {\nc\nd\n}\n}\n", "vrrp_sync_group 'g'" },
        { Linted.Script("") + Linted.Script("", name: "VI_1") + Linted.Instance(""), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K009", message, text);
}
