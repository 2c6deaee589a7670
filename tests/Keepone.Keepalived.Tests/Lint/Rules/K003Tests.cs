namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K003Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("timer_expired_backup"), "'timer_expired_backup' came with keepalived 2.2.8; 2.2.7 leaves it out" },
        { Linted.Instance("unicast_fault_no_peer"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K003", message, text);

    [Fact]
    public void Check_TheVersionThatHasIt_FindsNothing() => Linted.AssertFinds("K003", null, Linted.Instance("timer_expired_backup"), new KeepalivedVersion(2, 2, 8));

    [Fact]
    public void Check_TheVersionBefore_FindsIt() => Linted.AssertFinds("K003", "came with keepalived 2.2.5; 2.2.4", Linted.Instance("unicast_fault_no_peer"), new KeepalivedVersion(2, 2, 4));
}
