using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Tests.Model.Reading;

public sealed class CommandLineTests
{
    // What alloc_strvec_quoted_escaped() of lib/parser.c makes of them.
    [Theory]
    [InlineData("script /bin/a", "/bin/a")]
    [InlineData("script \"/bin/a b  c\"", "/bin/a|b|c")]
    [InlineData("script \"/bin/a 'b c' d\\\\ e\"", "/bin/a|b c|d e")]
    [InlineData("script '/bin/a \"b  c\" x\"y z\"w'", "/bin/a|b  c|xy zw")]
    [InlineData("script \"/bin/a b\\\\x41\\\\101\\\\tc\"", "/bin/a|bAA\tc")]
    [InlineData("script /bin/a\\ b", "/bin/a|b")]
    [InlineData("script \"/bin/a ''\"", "/bin/a|")]
    public void Cut_ACommandLine_GivesProgramAndArguments(string line, string expected)
    {
        var read = ModelReader.Read(Configuration.Read($"vrrp_script a {{\n{line}\n}}", "a.conf"));

        Assert.Equal(expected, string.Join('|', Assert.Single(read.Scripts).Command!.Value));
    }
}
