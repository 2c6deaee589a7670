namespace Keepone.Controller.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Parse_Arguments_AreRead() =>
        Assert.Equal(
            new CommandLine(
                "a.yaml", Json: true, Help: false, Version: false), CommandLine.Parse(
                    ["--config", "a.yaml", "--log", "json"], out _));

    [Theory]
    [InlineData("--config")]
    [InlineData("--log")]
    [InlineData("--log", "xml")]
    [InlineData("serve")]
    public void Parse_BadArguments_AreRefusedWithASentence(params string[] args)
    {
        Assert.Null(CommandLine.Parse(args, out var error));
        Assert.False(string.IsNullOrEmpty(error));
    }
}
