namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K006Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Script("interval 0.5"), "interval of 0.5 s, of which keepalived 2.2.7 makes 1 s" },
        { Linted.Script("interval 5\ntimeout 2.5"), "timeout of 2.5 s, of which keepalived 2.2.7 makes 2 s" },
        { Linted.Script("interval 2\ntimeout 1"), null },
        { Linted.Script("interval 2.0"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K006", message, text);

    [Fact]
    public void Check_TheVersionThatReadsFractions_FindsNothing() => Linted.AssertFinds("K006", null, Linted.Script("interval 0.5"), new KeepalivedVersion(2, 3, 2));

    [Fact]
    public void Check_TheVersionBefore_FindsIt() => Linted.AssertFinds("K006", "2.3.1 makes 1 s", Linted.Script("interval 0.5"), new KeepalivedVersion(2, 3, 1));
}
