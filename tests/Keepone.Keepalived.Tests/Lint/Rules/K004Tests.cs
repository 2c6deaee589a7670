namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K004Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { "vrrp_track_file f {\nfile /run/f\n}\n", "'vrrp_track_file' is deprecated since keepalived 2.1.0" },
        { "track_file f {\nfile /run/f\n}\n", null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K004", message, text);

    [Fact]
    public void Check_AVersionBefore_FindsNothing() => Linted.AssertFinds("K004", null, "vrrp_track_file f {\nfile /run/f\n}\n", new KeepalivedVersion(2, 0, 20));
}
