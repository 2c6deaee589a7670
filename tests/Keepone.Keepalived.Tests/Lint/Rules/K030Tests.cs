namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K030Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("version 3\nauthentication {\nauth_type PASS\nauth_pass secret\n}"), "VRRP version 3 has none" },
        { Linted.Instance("strict_mode\nauthentication {\nauth_type PASS\nauth_pass secret\n}"), "strict mode allows none" },
        { Linted.Instance("authentication {\nauth_type PASS\n}"), "there is no auth_pass" },
        { Linted.Instance("version 2\nauthentication {\nauth_type AH\nauth_pass secret\n}", address: "fe80::1/64"), "AH does not work with IPv6" },
        { Linted.Instance("authentication {\nauth_type PASS\nauth_pass secret\n}"), null },
        { Linted.Instance("version 3"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K030", message, text);
}
