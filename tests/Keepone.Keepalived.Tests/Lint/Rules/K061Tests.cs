namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K061Tests
{
    /// <summary>Files of a group's nodes, and what is found in them; null: nothing.</summary>
    public static TheoryData<string[], string?> Cases => new()
    {
        { [Linted.Instance("") + Linted.Instance("", name: "VI_2", id: 31), Linted.Instance("")], "a.conf:9: 'VI_2' is not in b.conf" },
        { [Linted.Instance(""), Linted.Instance("", name: "OTHER")], null },
        { [Linted.Instance(""), Linted.Instance(""), Linted.Instance("")], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void CheckGroup_Files_FindsWhatIsWrong(string[] texts, string? message) => Linted.AssertFinds("K061", message, texts);

    [Fact]
    public void CheckGroup_OtherNamesAndOtherIds_AreTwoRouters() => Assert.Equal(2, Linted.By("K061", Linted.Group(Linted.Instance(""), Linted.Instance("", name: "OTHER", id: 31))).Length);
}
