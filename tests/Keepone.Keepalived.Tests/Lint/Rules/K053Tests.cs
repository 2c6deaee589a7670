namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K053Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Script("", command: "/usr/bin/killall -0 haproxy"), "check 'web' runs killall for 'haproxy'" },
        { Linted.Script("", command: "/bin/pidof nginx"), "runs pidof for 'nginx'" },
        { Linted.Script("", command: "/usr/bin/killall haproxy"), null },
        { Linted.Script(""), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K053", message, text);
}
