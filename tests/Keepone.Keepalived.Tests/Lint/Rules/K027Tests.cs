namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K027Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("advert_int 0.5"), "which has no interval of 0.5 s: it becomes 1 s" },
        { Linted.Instance("advert_int 1.5"), "it becomes 2 s" },
        { Linted.Instance("advert_int 0.4"), "it becomes 1 s" },
        { Linted.Instance("advert_int 0.5\nversion 3"), null },
        { Linted.Instance("advert_int 0.015\nversion 3"), "it becomes 0.02 s" },
        { Linted.Instance("advert_int 41\nversion 3"), "it becomes 40.95 s" },
        { Linted.Instance("advert_int 40.95\nversion 3"), null },
        { Linted.Instance("advert_int 255"), null },
        { Linted.Instance("advert_int 1"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K027", message, text);
}
