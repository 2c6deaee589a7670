namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K026Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Script("weight 50") + Linted.Instance("priority 205\ntrack_script {\nweb\n}"), "'VI_1' has priority 205 and positive weights of 50 together: 255, of which 1 above 254 are lost" },
        { Linted.Script("weight 50") + Linted.Instance("priority 204\ntrack_script {\nweb\n}"), null },
        { Linted.Script("weight -50") + Linted.Instance("priority 250\ntrack_script {\nweb\n}"), null },
        { Linted.Script("weight 50") + Linted.Instance("priority 255\ntrack_script {\nweb\n}"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K026", message, text);
}
