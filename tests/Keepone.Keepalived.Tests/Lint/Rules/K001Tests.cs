namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K001Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { "vrrp_instance VI_1 {\n", "the block 'vrrp_instance VI_1' is not closed" },
        { Linted.Instance("priority 256"), "priority: found '256', expected a whole number from 1 to 255" },
        { Linted.Instance("priority 255"), null },
        { "}\n", "this '}' closes nothing" },
        { "", null },
        { "include /etc/keepalived/conf.d/*.conf\n", "is not included" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K001", message, text);
}
