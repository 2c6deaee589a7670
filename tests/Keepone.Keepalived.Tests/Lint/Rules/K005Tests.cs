namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K005Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { "# " + new string('x', 1020) + "\n", null },
        { "# " + new string('x', 1021) + "\n", "the line has 1023 characters, keepalived reads 1022" },
        { "# " + new string('é', 511), "the line has 1024 characters" },
        { "# " + new string('é', 510) + "\n# short", null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K005", message, text);

    [Fact]
    public void Check_ALaterLine_IsNamed() => Assert.Equal([3], Linted.Lines("K005", "\n# short\n# " + new string('x', 2000) + "\n"));
}
