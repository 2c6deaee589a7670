namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K023Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Script("weight -20") + Linted.Instance("nopreempt\ntrack_script {\nweb\n}"), "'VI_1' has nopreempt and weights: check 'web' (-20)" },
        { Linted.Script("weight 0") + Linted.Instance("nopreempt\ntrack_script {\nweb\n}"), null },
        { Linted.Script("") + Linted.Instance("nopreempt\ntrack_script {\nweb weight 5\n}"), "check 'web' (5)" },
        { Linted.Script("weight -20") + Linted.Instance("track_script {\nweb\n}"), null },
        { Linted.Script("weight -20") + Linted.Instance("state MASTER\npriority 150\nnopreempt\ntrack_script {\nweb\n}"), null },
        { "track_file f {\nfile /run/f\n}\n" + Linted.Instance("nopreempt\ntrack_file {\nf\n}\ntrack_interface {\neth1 weight -5\n}"), "track file 'f' (1) and interface 'eth1' (-5)" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K023", message, text);
}
