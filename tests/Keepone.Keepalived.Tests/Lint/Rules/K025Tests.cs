namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K025Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Script("weight -20") + Linted.Instance("priority 255\ntrack_script {\nweb\n}"), "'VI_1' has priority 255 and tracks check 'web' with weight -20" },
        { Linted.Script("weight -20") + Linted.Instance("state MASTER\ntrack_script {\nweb\n}"), "(`state MASTER` without a priority)" },
        { Linted.Script("weight -20") + Linted.Instance("priority 254\ntrack_script {\nweb\n}"), null },
        { Linted.Script("") + Linted.Instance("priority 255\ntrack_script {\nweb\n}"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K025", message, text);
}
