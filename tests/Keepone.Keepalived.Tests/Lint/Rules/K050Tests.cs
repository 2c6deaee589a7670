namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K050Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { "global_defs {\nvrrp_startup_delay 10\n}\n", "a reload of keepalived 2.2.7 within 10 s of its start" },
        { "global_defs {\n}\n", null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K050", message, text);

    [Fact]
    public void Check_AMendedVersion_FindsNothing() => Linted.AssertFinds("K050", null, "global_defs {\nvrrp_startup_delay 10\n}\n", new KeepalivedVersion(2, 3, 3));
}
