namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K029Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("strict_mode\nversion 3"), "'VI_1' is strict and speaks version 3: its addresses drop every packet" },
        { Linted.Instance("strict_mode\nversion 3\naccept"), null },
        { Linted.Instance("strict_mode\naccept"), "speaks version 2" },
        { Linted.Instance("strict_mode\npriority 255"), null },
        { Linted.Instance(""), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K029", message, text);
}
