namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K041Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Script(""), "there is a script (first check 'web', line 2) and no enable_script_security" },
        { "global_defs {\nenable_script_security\n}\n" + Linted.Script(""), null },
        { Linted.Instance("notify_master \"/etc/keepalived/master.sh\""), "notify_master of 'VI_1'" },
        { Linted.Instance(""), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K041", message, text);
}
