namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K038Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Script("interval 2"), "check 'web' has no timeout, so it may take its whole interval of 2 s" },
        { Linted.Script("interval 2\ntimeout 2"), "a timeout of 2 s, which is not below its interval of 2 s" },
        { Linted.Script("interval 2\ntimeout 3"), "keepalived 2.2.7 starts it again while it runs" },
        { Linted.Script("interval 2\ntimeout 1"), null },
        { Linted.Script("timeout 1"), "not below its interval of 1 s" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K038", message, text);

    [Fact]
    public void Check_AVersionThatWaits_SaysNothingOfRunsBesideEachOther() => Assert.DoesNotContain("starts it again", Linted.Message("K038", Linted.Script("interval 2\ntimeout 3"), new KeepalivedVersion(2, 3, 3)), StringComparison.Ordinal);
}
