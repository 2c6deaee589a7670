namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K044Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Script("", command: "/bin/pidof nginx || exit 1"), "check 'web' has `||`, which no shell sees: '/bin/pidof' gets it" },
        { Linted.Script("", command: "/bin/true >/dev/null"), "`>/dev/null`" },
        { Linted.Script("", command: "/bin/sh -c 'pidof nginx || exit 1'"), null },
        { Linted.Script("", command: "/usr/bin/test 1 -gt 0"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K044", message, text);
}
