namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K037Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("version 3\nadvert_int 0.1"), "'VI_1' sends an advert every 0.1 s" },
        { Linted.Instance("version 3\nadvert_int 1"), null },
        { "global_defs {\nmin_auto_priority_delay 50000\n}\n" + Linted.Instance("version 3\nadvert_int 0.1"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K037", message, text);
}
