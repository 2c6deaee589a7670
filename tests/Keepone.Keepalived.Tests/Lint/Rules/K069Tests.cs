namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K069Tests
{
    /// <summary>Files of a group's nodes, and what is found in them; null: nothing.</summary>
    public static TheoryData<string[], string?> Cases => new()
    {
        { ["global_defs {\nrouter_id a\n}\n", "global_defs {\nrouter_id a\n}\n"], "b.conf:2: router_id is 'a' in a.conf and b.conf" },
        { ["global_defs {\nrouter_id a\n}\n", "global_defs {\nrouter_id b\n}\n"], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void CheckGroup_Files_FindsWhatIsWrong(string[] texts, string? message) => Linted.AssertFinds("K069", message, texts);
}
