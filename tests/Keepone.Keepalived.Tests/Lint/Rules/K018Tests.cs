namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K018Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { "vrrp_sync_group g {\ngroup {\nVI_1\n}\n}\n", "sync group 'g' has one member" },
        { "vrrp_sync_group g {\n}\n", "sync group 'g' has no member: keepalived removes it" },
        { "vrrp_sync_group g {\ngroup {\nVI_1 VI_2\n}\n}\n", null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K018", message, text);
}
