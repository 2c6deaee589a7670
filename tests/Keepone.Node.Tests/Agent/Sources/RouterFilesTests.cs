using Keepone.Agent.Sources;

namespace Keepone.Node.Tests.Agent.Sources;

public sealed class RouterFilesTests
{
    [Fact]
    public void Update_AFileThatTurnsBad_KeepsItsLastGoodVersionAndSaysSo()
    {
        var files = new RouterFiles();
        files.Update(Found(("a.yaml", Router("a", 1))));

        var set = files.Update(Found(("a.yaml", Router("a", 300))));

        Assert.Equal(1, Assert.Single(set.Routers).Vrid);
        Assert.Equal("a.yaml: 1 mistake; the last good version stays in force", set.Problems[0]);
        Assert.StartsWith("a.yaml:2: vrid: found '300'", set.Problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Update_AGuardThatDoesNotHold_IsABadFileUnlessItIsAllowed()
    {
        const string Slow = "guard: { interval: 600ms";
        var files = new RouterFiles();
        files.Update(Found(("a.yaml", Guarded("guard: {}"))));

        var set = files.Update(Found(("a.yaml", Guarded(Slow + " }"))));
        Assert.Equal(TimeSpan.FromMilliseconds(200), Assert.Single(set.Routers).Guard.Interval);
        Assert.Equal("a.yaml: 1 mistake; the last good version stays in force", set.Problems[0]);
        Assert.Contains("guard-expiry lacks", set.Problems[1], StringComparison.Ordinal);

        var allowed = files.Update(Found(("a.yaml", Guarded(Slow + ", allowOverlap: true }"))));
        Assert.Equal(TimeSpan.FromMilliseconds(600), Assert.Single(allowed.Routers).Guard.Interval);
        Assert.Empty(allowed.Problems);
    }

    [Fact]
    public void Update_AGuardThatDoesNotHoldKeptFromBefore_RunsOnAndIsComplainedAbout()
    {
        var text = Guarded("guard: { interval: 600ms }");
        var files = new RouterFiles();
        files.Remember("a.yaml", text);

        var set = files.Update(Found(("a.yaml", text)));

        Assert.Single(set.Routers);
        Assert.Contains("guard-expiry lacks", Assert.Single(set.Problems), StringComparison.Ordinal);
    }

    private static string Guarded(string guard) =>
        $$"""
        router: a
        vrid: 7
        replicas: [net-1, net-2, net-3]
        ha: { network: n, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.1.1/18, net-2: 169.254.1.2/18, net-3: 169.254.1.3/18 } }
        {{guard}}
        """;

    [Fact]
    public void Update_AFileThatWasNeverGood_HasNothingInForce()
    {
        var set = new RouterFiles().Update(Found(("a.yaml", "router: [")));

        Assert.Empty(set.Routers);
        Assert.Equal("a.yaml: 1 mistake; nothing of it is in force", set.Problems[0]);
    }

    [Fact]
    public void Update_AFileThatIsGone_TakesItsRoutersWithIt()
    {
        var files = new RouterFiles();
        files.Update(Found(("a.yaml", Router("a", 1)), ("b.yaml", Router("b", 2))));

        Assert.Equal("b", Assert.Single(files.Update(Found(("b.yaml", Router("b", 2)))).Routers).Name);
    }

    [Fact]
    public void Update_AnUnreadableFile_KeepsItsLastGoodVersion()
    {
        var files = new RouterFiles();
        files.Update(Found(("a.yaml", Router("a", 1))));

        var set = files.Update(new Dictionary<string, FoundFile> { ["a.yaml"] = new(null, "it cannot be read") });

        Assert.Equal("a", Assert.Single(set.Routers).Name);
        Assert.Equal("a.yaml: it cannot be read; the last good version stays in force", Assert.Single(set.Problems));
    }

    [Fact]
    public void Update_ANewFileThatClashesWithARunningRouter_IsRefusedThoughItsNameSortsFirst()
    {
        var files = new RouterFiles();
        files.Update(Found(("b.yaml", Router("b", 7))));

        var set = files.Update(Found(("a.yaml", Router("a", 7)), ("b.yaml", Router("b", 7))));

        Assert.Equal("b", Assert.Single(set.Routers).Name);
        Assert.Contains("router a is refused", set.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Remember_AfterARestartWithABadFile_TheLastGoodVersionIsInForce()
    {
        var files = new RouterFiles();
        files.Remember("a.yaml", Router("a", 1));

        Assert.Equal("a", Assert.Single(files.Update(Found(("a.yaml", "nonsense"))).Routers).Name);
        Assert.Equal(Router("a", 1), files.GoodTexts["a.yaml"]);
    }

    [Fact]
    public void Update_AnUnchangedFile_GivesTheSameRouterObject()
    {
        var files = new RouterFiles();
        var first = files.Update(Found(("a.yaml", Router("a", 1))));

        Assert.Same(first.Routers[0], files.Update(Found(("a.yaml", Router("a", 1)), ("b.yaml", Router("b", 2)))).Routers[0]);
    }

    private static Dictionary<string, FoundFile> Found(params (string Name, string Text)[] files) =>
        files.ToDictionary(file => file.Name, file => new FoundFile(file.Text, null), StringComparer.Ordinal);

    private static string Router(string name, int vrid) =>
        $"router: {name}\nvrid: {vrid}\nnamespace: {name}\npriority: 100\nha: {{ network: n, interface: ha0, vip: 169.254.0.7/24 }}\n";
}
