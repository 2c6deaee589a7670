namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K051Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\n}\n" + Linted.Instance("version 3\nnopreempt"), "'VI_1' speaks version 3, has nopreempt and is in sync group 'g'" },
        { "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\n}\n" + Linted.Instance("nopreempt"), null },
        { "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\n}\n" + Linted.Instance("version 3"), null },
        { Linted.Instance("version 3\nnopreempt"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K051", message, text);

    [Fact]
    public void Check_Version224_FindsNothing() => Linted.AssertFinds("K051", null, "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\n}\n" + Linted.Instance("version 3\nnopreempt"), new KeepalivedVersion(2, 2, 4));

    [Fact]
    public void Check_Version225_FindsIt() => Linted.AssertFinds("K051", "on keepalived 2.2.5", "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\n}\n" + Linted.Instance("version 3\nnopreempt"), new KeepalivedVersion(2, 2, 5));

    [Fact]
    public void Check_Version228_FindsNothing() => Linted.AssertFinds("K051", null, "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\n}\n" + Linted.Instance("version 3\nnopreempt"), new KeepalivedVersion(2, 2, 8));
}
