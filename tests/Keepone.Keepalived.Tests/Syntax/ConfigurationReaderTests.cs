using CsCheck;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Tests.Syntax;

public sealed class ConfigurationReaderTests
{
    [Theory]
    [InlineData("a 1\n", "|a 1")]
    [InlineData("  a \t 1  # comment\n! another\n", "|a 1")]
    [InlineData("b x {\n a 1\n}\nc 2", "b x|a 1;|c 2")]
    [InlineData("b { a 1 }", "b|a 1")]
    [InlineData("b {\n c {\n  10.0.0.1/24 dev x\n }\n d\n}", "b/c|10.0.0.1/24 dev x;b|d")]
    [InlineData("script \"x # { y\"", "|script \"x # { y\"")]
    [InlineData("}\n}\na 1", "|a 1")]
    [InlineData("", "")]
    public void Read_AText_GivesItsSettings(string text, string expected) =>
        Assert.Equal(expected, string.Join(';', ConfigurationReader.Read(text).Select(setting => $"{setting.Block}|{setting.Text}")));

    [Fact]
    public void Read_AnyText_NeverThrows() => Gen.String[Gen.OneOf(Gen.Char["ab {}#!\"\n\t"], Gen.Char), 0, 60].Sample(text => _ = ConfigurationReader.Read(text));
}
