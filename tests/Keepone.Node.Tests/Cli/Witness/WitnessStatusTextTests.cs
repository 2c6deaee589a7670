using System.Text.RegularExpressions;
using Keepone.Agent.Witness;
using Keepone.Cli;
using Keepone.Cli.Witness;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Keepone.Node.Tests.Cli.Witness;

/// <summary>What <c>keepone witness status</c> shows, as golden files: UPDATE_GOLDEN=1 writes them, and they are read before they are committed.</summary>
public sealed partial class WitnessStatusTextTests
{
    [Theory]
    [InlineData("well", null)]
    [InlineData("well", "edge-1")]
    [InlineData("trouble", null)]
    [InlineData("trouble", "edge-4")]
    [InlineData("nothing", null)]
    public void Draw_AStatus_IsTheGoldenText(string name, string? router)
    {
        var status = Sample(name);
        var drawn = router is null
            ? WitnessStatusText.Draw(status, TimeZoneInfo.Utc)
            : WitnessStatusText.Draw(status with { Routers = [status.Routers.Single(one => one.Name == router)] }, TimeZoneInfo.Utc, withRouter: true);

        var actual = Text(drawn);

        var file = Path.Combine(Source(), router is null ? $"{name}.txt" : $"{name}.{router}.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.Equal(File.Exists(file) ? File.ReadAllText(file) : $"(no {file}: run the tests with UPDATE_GOLDEN=1 and look at what is new)", actual);
    }

    [Theory]
    [InlineData("well", true)]
    [InlineData("trouble", false)]
    [InlineData("nothing", true)]
    public void IsFine_AStatus_CountsWhatIsWrong(string name, bool fine) => Assert.Equal(fine, WitnessSentences.IsFine(Sample(name)));

    [Fact]
    public void IsFine_OneRouter_CountsThatOneAlone()
    {
        Assert.True(WitnessSentences.IsFine(WitnessSamples.Well.Routers[1]));
        Assert.All(WitnessSamples.Trouble.Routers, router => Assert.False(WitnessSentences.IsFine(router)));
    }

    [Theory]
    [InlineData("well", "2 routers: 1 promised, 1 promised to nobody.")]
    [InlineData("trouble", "3 routers: 2 promised, 1 promised to nobody; something is wrong with 3; 2 problems, see 'keepone witness status'.")]
    [InlineData("nothing", "No router names witness w1.")]
    public void Summary_AStatus_IsOneSentence(string name, string expected)
    {
        var status = Sample(name);
        Assert.Equal(expected, WitnessSentences.Summary(status.Name, WitnessSentences.Tally(status), status.Problems.Length + status.Health.Warnings.Length));
    }

    private static WitnessStatus Sample(string name) => name switch
    {
        "well" => WitnessSamples.Well,
        "trouble" => WitnessSamples.Trouble,
        _ => WitnessSamples.Nothing,
    };

    private static string Text(IRenderable drawn)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = OutputOption.WidthWithoutTerminal;
        console.Write(drawn);
        return TrailingSpace().Replace(writer.ToString(), "\n");
    }

    private static string Source()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Keepone.slnx")))
        {
            root = root.Parent ?? throw new InvalidOperationException("not inside the repository");
        }

        return Path.Combine(root.FullName, "tests", "Keepone.Node.Tests", "Cli", "Witness", "Golden");
    }

    [GeneratedRegex(" *\r?\n", RegexOptions.None, 1000)]
    private static partial Regex TrailingSpace();
}
