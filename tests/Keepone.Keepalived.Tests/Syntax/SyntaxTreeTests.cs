using System.Text;
using CsCheck;
using Keepone.Keepalived.Syntax;
using Keepone.Keepalived.Tests.Golden;

namespace Keepone.Keepalived.Tests.Syntax;

public sealed class SyntaxTreeTests
{
    public static TheoryData<string> Files => Corpus.Files;

    public static TheoryData<string> Golden => GoldenCases.Theory;

    [Theory]
    [MemberData(nameof(Files))]
    public void Write_AFileOfTheCorpus_IsTheSameBytes(string file) => AssertSame(Corpus.Bytes(file));

    [Theory]
    [MemberData(nameof(Golden))]
    public void Write_AGeneratedFile_IsTheSameBytes(string name)
    {
        foreach (var replica in GoldenCases.Replicas(GoldenCases.Router(name)))
        {
            AssertSame(Encoding.UTF8.GetBytes(GoldenCases.Render(replica)));
        }
    }

    [Fact]
    public void Write_AnyText_IsTheSame() => TextsOfTheLanguage.Any.Sample(text => Assert.Equal(text, SyntaxTree.Parse(text, "a.conf").Write()));

    [Fact]
    public void Write_AnyBytes_AreTheSame() => Gen.Byte.Array[0, 200].Sample(AssertSame);

    [Fact]
    public void Parse_Blocks_BelongToTheirStatements()
    {
        var tree = SyntaxTree.Parse("a b { c\n d {\n } }\n e\n { f }\n", "a.conf");
        Assert.Equal(
            "a b(c,d()),e(f)", string.Join(',', tree.Nodes.Select(Describe)));
        Assert.Empty(tree.Errors);
    }

    [Fact]
    public void Parse_ALineThatMeansNothing_LeadsTheNextToken()
    {
        var tree = SyntaxTree.Parse("# first\n\na # second\n", "a.conf");
        var token = Assert.Single(Assert.IsType<StatementSyntax>(Assert.Single(tree.Nodes)).Words);
        Assert.Equal(("# first\n\n", "a", new Place("a.conf", 3, 1)), (token.Leading, token.Text, token.Place));
        Assert.Equal(" # second\n", tree.End.Leading);
    }

    [Fact]
    public void Parse_BlocksWithoutEnd_AreNoTreeBelowALimit()
    {
        var text = string.Concat(Enumerable.Repeat("a {\n", 100_000));
        var tree = SyntaxTree.Parse(text, "a.conf");
        Assert.Equal(text, tree.Write());
        Assert.Equal(32, Depth(tree.Nodes[0]));
    }

    private static int Depth(SyntaxNode node) =>
        node is StatementSyntax { Body: { } body } ? 1 + body.Nodes.Select(Depth).DefaultIfEmpty().Max() : 0;

    private static string Describe(SyntaxNode node) => node is StatementSyntax statement
        ? string.Join(' ', statement.Words.Select(word => word.Value))
            + (statement.Body is { } body ? $"({string.Join(',', body.Nodes.Select(Describe))})" : "")
        : throw new InvalidOperationException($"{node} is no statement");

    private static void AssertSame(byte[] bytes)
    {
        var source = SourceText.Decode(bytes);
        Assert.Equal(bytes, source.Encode(SyntaxTree.Parse(source.Text, "a.conf").Write()));
    }
}
