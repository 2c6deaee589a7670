namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K052Tests
{
    // Timing `fast` needs 3 x 20 ms, 5 ms and 2 ms; another replica of priority 254 may take over after two adverts and 2/256 of one.
    [Theory]
    [InlineData("0.02", "another replica may take over 40 ms after a cut, and the guard needs 67 ms to stop this one even with timing fast (3 x 20 ms and what a node takes)")]
    [InlineData("0.03", "60 ms after a cut")]
    [InlineData("0.04", null)]
    [InlineData("1", null)]
    public void Check_AFileOfKeepones_ComparesBothSides(string advertInterval, string? message) => Linted.AssertFinds("K052", message, Text(advertInterval));

    [Fact]
    public void Check_AFileOfAnother_FindsNothing() => Linted.AssertFinds("K052", null, Text("0.02").Replace("quorum", "other", StringComparison.Ordinal));

    private static string Text(string advertInterval) =>
        "track_file health {\nfile /run/health\nweight -1\n}\ntrack_file quorum {\nfile /run/quorum\nweight 0\n}\n"
        + Linted.Instance($"version 3\nadvert_int {advertInterval}\ntrack_file {{\nhealth\nquorum\n}}");
}
