namespace Keepone.Keepalived.Tests.Process;

public sealed class ConfigTestVerdictTests
{
    [Theory]
    [InlineData(0, "", ConfigTestOutcome.Accepted, "accepts the configuration.")]
    [InlineData(0, "\"vrrp_track_file\" is deprecated, please use \"track_file\"", ConfigTestOutcome.Accepted,
        "accepts the configuration.")]
    [InlineData(0, "(Line 3) Unknown keyword 'prioritty'", ConfigTestOutcome.Refused,
        "leaves out a part of it; it wrote: (Line 3) Unknown keyword 'prioritty'")]
    [InlineData(0, "WARNING - script '/x' is not executable for uid:gid 0:0 - disabling.", ConfigTestOutcome.Refused,
        "leaves out a part")]
    [InlineData(4, "no VIP", ConfigTestOutcome.Refused, "cannot run with the configuration; it wrote: no VIP")]
    [InlineData(4, "", ConfigTestOutcome.Refused, "it wrote nothing")]
    [InlineData(5, "(Line 9) invalid", ConfigTestOutcome.Refused, "would run without those parts")]
    [InlineData(6, "SECURITY VIOLATION", ConfigTestOutcome.Refused, "not secure")]
    [InlineData(143, "", ConfigTestOutcome.Inconclusive, "before 2.2.8")]
    [InlineData(-15, "", ConfigTestOutcome.Inconclusive, "before 2.2.8")]
    [InlineData(139, "", ConfigTestOutcome.Inconclusive, "killed by signal 11")]
    [InlineData(-9, "", ConfigTestOutcome.Inconclusive, "killed by signal 9")]
    [InlineData(127, "", ConfigTestOutcome.Inconclusive, "could not be started")]
    [InlineData(1, "", ConfigTestOutcome.Refused, "exit code 1")]
    public void From_AnEnd_IsJudgedWithASentence(int exitCode, string text, ConfigTestOutcome outcome, string sentence)
    {
        var verdict = ConfigTestVerdict.From(exitCode, text, KeepalivedVersion.Debian12);

        Assert.Equal(outcome, verdict.Outcome);
        Assert.Contains(sentence, verdict.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void From_TerminatedOnALaterVersion_IsNoKnownBug() =>
        Assert.Contains("killed by signal 15", ConfigTestVerdict.From(143, "", new KeepalivedVersion(2, 2, 8)).Sentence,
            StringComparison.Ordinal);

    [Fact]
    public void From_AFloodOfLines_KeepsABoundedNumber()
    {
        var verdict = ConfigTestVerdict.From(4, string.Join('\n', Enumerable.Repeat(new string('x', 5000), 1000)),
            KeepalivedVersion.Debian12);

        Assert.Equal(ConfigTestVerdict.MostComplaints, verdict.Complaints.Length);
        Assert.All(verdict.Complaints, line => Assert.InRange(line.Length, 1, 300));
    }
}
