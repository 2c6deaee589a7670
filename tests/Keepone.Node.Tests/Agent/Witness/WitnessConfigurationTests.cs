using Keepone.Agent.Witness;
using Microsoft.Extensions.Logging;

namespace Keepone.Node.Tests.Agent.Witness;

public sealed class WitnessConfigurationTests
{
    [Fact]
    public void Read_EverythingGiven_IsTaken()
    {
        var (configuration, errors) = WitnessConfiguration.Read("""
            name: w1
            routers: /r
            keys: /k
            run: /run/w
            state: /s
            socket: /w.sock
            logLevel: warning
            """, "witness.yaml", "host", new WitnessWishes());

        Assert.Empty(errors);
        Assert.Equal(
            new WitnessConfiguration { Name = "w1", Routers = "/r", Keys = "/k", Run = "/run/w", State = "/s", Socket = "/w.sock", Level = LogLevel.Warning },
            configuration);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    public void Read_Nothing_HasTheHostsNameAndDefaults(string? text)
    {
        var (configuration, errors) = WitnessConfiguration.Read(text, "witness.yaml", "host-1", new WitnessWishes());

        Assert.Empty(errors);
        Assert.Equal(
            ("host-1", "/etc/keepone/routers.d", "/etc/keepone/keys", "/run/keepone-witness/witness.sock"),
            (configuration!.Name, configuration.Routers, configuration.Keys, configuration.Socket));
    }

    [Fact]
    public void Read_WithWishes_TheyCountMoreThanTheFile()
    {
        var (configuration, errors) = WitnessConfiguration.Read("name: w1\nrouters: /r\nkeys: /k", "witness.yaml", "_", new WitnessWishes("w2", "/r2", "/k2"));

        Assert.Empty(errors);
        Assert.Equal(("w2", "/r2", "/k2"), (configuration!.Name, configuration.Routers, configuration.Keys));
    }

    [Fact]
    public void Read_SeveralMistakes_SaysAllOfThem()
    {
        var (configuration, errors) = WitnessConfiguration.Read("name: _\nroutrs: /r\nlogLevel: loud\n", "witness.yaml", "host", new WitnessWishes());

        Assert.Null(configuration);
        Assert.Equal(
            [
                "witness.yaml:1: name: found '_', expected a name of letters, digits, '.', '_' and '-', at most 63 characters, beginning with a letter or digit",
                "witness.yaml:2: routrs: found an unknown key, expected one of name, routers, keys, run, state, socket, logLevel; did you mean routers?",
                "witness.yaml:3: logLevel: found 'loud', expected one of debug, information, warning, error",
            ],
            errors.Select(error => error.ToString()));
    }

    [Theory]
    [InlineData("{}", "_host", "witness.yaml:1: name: found nothing, and the host's name '_host' is none, expected the witness's name in guard.witnesses")]
    [InlineData("name: w1\n---\nname: w2", "host", "witness.yaml:3: found a second document, expected one document")]
    public void Read_AMistake_SaysWhatIsExpected(string text, string host, string expected)
    {
        var (configuration, errors) = WitnessConfiguration.Read(text, "witness.yaml", host, new WitnessWishes());

        Assert.Null(configuration);
        Assert.Equal(expected, Assert.Single(errors).ToString());
    }

    [Fact]
    public void Mistakes_OfTheCommandLine_NameTheOption()
    {
        Assert.Empty(new WitnessWishes("w1", "/r", "/k").Mistakes);
        Assert.Equal(
            [
                "--name: found 'a/b', expected a name of letters, digits, '.', '_' and '-', at most 63 characters, beginning with a letter or digit",
                "--keys: found 'keys', expected an absolute path",
            ],
            new WitnessWishes("a/b", null, "keys").Mistakes);
    }
}
