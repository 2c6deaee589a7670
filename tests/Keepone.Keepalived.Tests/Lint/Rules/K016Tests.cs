namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K016Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Script(""), "check 'web' is tracked by no instance" },
        { "vrrp_track_process p {\nprocess p\n}\n", "vrrp_track_process 'p' is tracked by no instance" },
        { Linted.Script("") + Linted.Instance("track_script {\nweb\n}"), null },
        { Linted.Script("") + "vrrp_sync_group g {\ngroup {\na\n}\ntrack_script {\nweb\n}\n}\n", null },
        { "track_file f {\nfile /run/f\n}\n", null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K016", message, text);
}
