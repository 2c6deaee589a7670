namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K043Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Script("", command: "curl -sf http://localhost/"), "check 'web' runs 'curl', which keepalived looks for in its PATH" },
        { Linted.Script("", command: "./check.sh"), "from where it was started" },
        { Linted.Script("", command: "</etc/keepalived/enabled"), null },
        { Linted.Script(""), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K043", message, text);
}
