namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K024Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Script("weight -20") + "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\n}\n" + Linted.Instance("track_script {\nweb\n}"), "'VI_1' is in sync group 'g' and tracks check 'web' with weight -20: keepalived does not track it at all" },
        { Linted.Script("weight -20") + "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\nsync_group_tracking_weight\n}\n" + Linted.Instance("track_script {\nweb\n}"), null },
        { Linted.Script("weight 0") + "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\n}\n" + Linted.Instance("track_script {\nweb\n}"), null },
        { "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\n}\n" + Linted.Instance("track_interface {\neth1 weight -5\n}"), "interface 'eth1' with weight -5: it counts with weight 0" },
        { "track_file f {\nfile /run/f\n}\n" + "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\n}\n" + Linted.Instance("track_file {\nf\n}"), "track file 'f' with weight 1: it counts with weight 0" },
        { Linted.Script("weight -20") + Linted.Instance("track_script {\nweb\n}"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K024", message, text);
}
