namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K015Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("track_script {\nweb\n}"), "'VI_1' tracks 'web', but there is no vrrp_script of that name" },
        { Linted.Instance("track_script {\nweb\n}") + Linted.Script(""), "vrrp_script 'web' is defined in line 11, after 'VI_1' that tracks it" },
        { Linted.Script("") + Linted.Instance("track_script {\nweb\n}"), null },
        { Linted.Instance("track_file {\nf\n}"), "no track_file of that name" },
        { Linted.Instance("track_process {\np\n}"), "no vrrp_track_process of that name" },
        { Linted.Instance("track_bfd {\nb\n}"), "no bfd_instance of that name" },
        { Linted.Instance("track_interface {\neth7\n}"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K015", message, text);
}
