using CsCheck;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Tests.Syntax;

public sealed class ConfigurationTests
{
    public static TheoryData<string> Files => Corpus.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_AFileOfTheCorpus_IsWhatIsBesideIt(string file) =>
        Assert.Equal(Corpus.Expected(file, Corpus.Describe(Corpus.Read(file))), Corpus.Describe(Corpus.Read(file)));

    [Fact]
    public void Read_AnyText_EndsWithoutAnError()
    {
        var options = new ReadOptions { ConfigId = "a", Include = (pattern, from) => [new IncludedFile(pattern + from, "x {\ninclude a\n~SEQ(A, 3) include $A\n}")] };
        TextsOfTheLanguage.Any.Sample(text =>
        {
            var configuration = Configuration.Read(text, "a.conf", options);
            Assert.All(configuration.Errors, error => Assert.False(string.IsNullOrEmpty(error.Message)));
        });
    }

    [Fact]
    public void Read_LinesThatMultiply_EndAtALimit()
    {
        var text = string.Concat(Enumerable.Range(0, 10).Select(_ => "~SEQ(A, 1, 100000) ")) + "x";
        var configuration = Configuration.Read(text, "a.conf");
        Assert.Contains(configuration.Errors, error => error.Message.StartsWith("definitions and sequences make more than 20000 lines", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_MoreLinesThanAnybodyWrites_EndAtALimit()
    {
        var configuration = Configuration.Read(string.Concat(Enumerable.Repeat("x\n", 200_010)), "a.conf");
        Assert.Equal("a.conf:200001:1: this makes more than 200000 lines: what follows is not read", Assert.Single(configuration.Errors).ToString());
        Assert.Equal(200_000, configuration.Entries.Length);
    }

    [Fact]
    public void Read_SequencesInSequences_EndAtALimit()
    {
        var text = string.Concat(Enumerable.Range(0, 20).Select(_ => "~SEQ(A, 1) ")) + "x";
        var configuration = Configuration.Read(text, "a.conf");
        Assert.Equal(
            "definitions and sequences within each other go deeper than 16 levels", Assert.Single(configuration.Errors).Message);
    }

    [Fact]
    public void Read_BillionsOfTurnsThatAreTooDeep_EndAtALimit()
    {
        var text = string.Concat(Enumerable.Repeat("~SEQ(A, 1) ", 16)) + "~SEQ(A, 19999999999, 9) x";
        var configuration = Configuration.Read(text, "a.conf");
        Assert.Contains(configuration.Errors, error => error.Message.StartsWith("definitions and sequences make more than 20000 lines", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_TooManyIncludedFiles_EndAtALimit()
    {
        var names = 0;
        var options = new ReadOptions { Include = (_, _) => [new IncludedFile($"{++names}.conf", "include next\ninclude next")] };
        var configuration = Configuration.Read("include first", "a.conf", options);
        Assert.Contains(configuration.Errors, error => error.Message.Contains("more than 16 levels deep", StringComparison.Ordinal));
        Assert.Contains(configuration.Errors, error => error.Message.Contains("these are more than 1000 files", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_AnInclusionWithNobodyToAsk_IsAnError() =>
        Assert.Equal(
            "a.conf:1:1: 'other.conf' is not included: only one text was given",
            Assert.Single(Configuration.Read("include other.conf", "a.conf").Errors).ToString());
}
