namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K039Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Script(""), "check 'web' has fall 1 and rise 1 (the defaults)" },
        { Linted.Script("rise 1\nfall 1"), "check 'web' has fall 1 and rise 1:" },
        { Linted.Script("fall 2"), null },
        { Linted.Script("rise 2"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K039", message, text);
}
