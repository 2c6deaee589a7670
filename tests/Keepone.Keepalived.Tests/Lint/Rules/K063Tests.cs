namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K063Tests
{
    /// <summary>Files of a group's nodes, and what is found in them; null: nothing.</summary>
    public static TheoryData<string[], string?> Cases => new()
    {
        { [Linted.Instance(""), Linted.Instance("advert_int 2")], "b.conf:7: 'VI_1' has advert_int 2 s, a.conf has 1 s" },
        { [Linted.Instance("version 3"), Linted.Instance("version 3\nadvert_int 2")], null },
        { [Linted.Instance(""), Linted.Instance("advert_int 1")], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void CheckGroup_Files_FindsWhatIsWrong(string[] texts, string? message) => Linted.AssertFinds("K063", message, texts);
}
