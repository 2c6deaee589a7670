namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K040Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { "global_defs {\nscript_user root\n}\n" + Linted.Script(""), "`script_user root`: check 'web' run as root" },
        { Linted.Script("user root"), "check 'web' runs as root" },
        { "global_defs {\nscript_user root\n}\n" + Linted.Script("user nobody"), null },
        { "global_defs {\nscript_user root\n}\n", null },
        { "global_defs {\nscript_user nobody\n}\n" + Linted.Script(""), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K040", message, text);

    [Fact]
    public void Check_AHostWithoutTheDefaultUser_RunsItAsRoot() => Linted.AssertFinds("K040", "this host has no user keepalived_script: it runs as root", Linted.Script(""), host: Hosts.Without("keepalived_script"));

    [Fact]
    public void Check_AHostWithTheDefaultUser_DoesNot() => Linted.AssertFinds("K040", null, Linted.Script(""), host: Hosts.With("keepalived_script", 998));

    [Fact]
    public void Check_ScriptSecurityOnAHostWithoutTheDefaultUser_RunsItNotAtAll() => Linted.AssertFinds("K040", null, "global_defs {\nenable_script_security\n}\n" + Linted.Script(""), host: Hosts.Without("keepalived_script"));
}
