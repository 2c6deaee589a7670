using System.Text.RegularExpressions;
using Keepone.Agent.Status;
using Keepone.Cli;
using Keepone.Cli.Node;
using Keepone.Core.Model;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Keepone.Node.Tests.Cli.Node;

/// <summary>What <c>keepone status</c> shows, as golden files: UPDATE_GOLDEN=1 writes them, and they are read before they are committed.</summary>
public sealed partial class StatusTextTests
{
    public static TheoryData<string, string?> Cases => new()
    {
        { "well", null }, { "well", "edge-1" }, { "well", "edge-2" }, { "nothing", null }, { "trouble", null }, { "trouble", "edge-3" }, { "starting", null },
        { "guarded", null }, { "guarded", "edge-1" }, { "hindered", "edge-2" }, { "neutron", null },
        { "neutron", "8a52c3f4-6c0d-4d0f-8b2f-6a7d0f5c9e21" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Draw_AStatus_IsTheGoldenText(string name, string? router)
    {
        var status = StatusSamples.All[name];
        var drawn = router is null
            ? NodeStatus.Draw(status, TimeZoneInfo.Utc)
            : ReplicaStatus.Draw(status, status.Replicas.Single(replica => replica.RouterName == router), TimeZoneInfo.Utc);

        var actual = Text(drawn);

        var file = Path.Combine(Source(), router is null ? $"{name}.txt" : $"{name}.{router}.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.Equal(File.Exists(file) ? File.ReadAllText(file) : $"(no {file}: run the tests with UPDATE_GOLDEN=1 and look at what is new)", actual);
    }

    [Theory]
    [InlineData("well", "edge-1", true)]
    [InlineData("well", "edge-2", false)]
    [InlineData("well", null, false)]
    [InlineData("nothing", null, true)]
    [InlineData("starting", null, true)]
    [InlineData("trouble", "edge-1", true)]
    [InlineData("trouble", "edge-3", false)]
    [InlineData("trouble", null, false)]
    [InlineData("guarded", null, true)]
    [InlineData("hindered", "edge-2", false)]
    public void IsFine_AStatus_CountsWhatIsWrongHere(string name, string? router, bool fine)
    {
        RouterId? id = router is null ? null : RouterId.FromName(router);
        Assert.Equal(fine, StatusSentences.IsFine(StatusSamples.All[name], id));
    }

    [Theory]
    [InlineData("well", "2 routers: 1 master, 1 backup; reports to controller controller-1.")]
    [InlineData("nothing", "No router is specified for this node; no controller is configured.")]
    [InlineData("trouble", "2 routers: 1 master, 1 down; no controller hears it; 2 problems, see 'keepone status'.")]
    public void Summary_AStatus_IsOneSentence(string name, string expected) => Assert.Equal(expected, StatusSentences.Summary(StatusSamples.All[name]));

    [Theory]
    [InlineData(-5, "0 s")]
    [InlineData(0.25, "250 ms")]
    [InlineData(59, "59 s")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(360_000, "4 d 4 h")]
    public void Of_ATime_IsSaidInItsTwoLargestUnits(double seconds, string expected) => Assert.Equal(expected, ElapsedText.Of(TimeSpan.FromSeconds(seconds)));

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

        return Path.Combine(root.FullName, "tests", "Keepone.Node.Tests", "Cli", "Node", "Golden");
    }

    [GeneratedRegex(" *\r?\n", RegexOptions.None, 1000)]
    private static partial Regex TrailingSpace();
}
