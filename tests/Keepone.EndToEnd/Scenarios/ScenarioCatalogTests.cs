using Keepone.Lab.Scenarios;

namespace Keepone.EndToEnd.Scenarios;

public sealed class ScenarioCatalogTests
{
    public static TheoryData<string> Names => [.. ScenarioCatalog.Names];

    [Fact]
    public void Names_EveryFileInTheProgram_IsListedAndNothingElse() =>
        Assert.Equal(ScenarioCatalog.Embedded().Order(StringComparer.Ordinal), ScenarioCatalog.Names.Order(StringComparer.Ordinal));

    public static TheoryData<string> Guarded => [.. ScenarioCatalog.Names.Where(name => name.EndsWith("-guarded", StringComparison.Ordinal))];

    // Else the comparison would not be one: the same router but for the guard, and the same done to it. What is waited for is what is
    // expected, and differs.
    [Theory]
    [MemberData(nameof(Guarded))]
    public void Text_GuardedScenario_DiffersFromItsTwinInTheGuardAlone(string name)
    {
        var (guarded, twin) = (ScenarioCatalog.Get(name), ScenarioCatalog.Get(name[..^"-guarded".Length]));
        Assert.Contains("guard: { mode: off }", twin.RouterText, StringComparison.Ordinal);
        Assert.Equal(twin.RouterText.Replace("guard: { mode: off }", "guard: { mode: promise }", StringComparison.Ordinal), guarded.RouterText);
        Assert.Equal(Done(twin), Done(guarded));
        static IEnumerable<Step> Done(Scenario scenario) =>
            scenario.Steps.Where(step => step is not (WaitMaster or WaitMasters or WaitIncident or WaitStatus or WaitAudits or Run));
    }

    [Theory]
    [InlineData("agent-stalled")]
    [InlineData("node-paused")]
    public void Text_LeasedScenario_DiffersFromItsTwinInTheKernelLeaseAlone(string name)
    {
        var (leased, twin) = (ScenarioCatalog.Get(name + "-leased"), ScenarioCatalog.Get(name));
        Assert.Equal(twin.RouterText.Replace("mode: promise", "mode: promise, kernelLease: on", StringComparison.Ordinal), leased.RouterText);
        Assert.Equal(twin.Steps, leased.Steps);
        Assert.Equal((null, TimeSpan.Zero), (twin.Expect.HeardDualAtMost, leased.Expect.HeardDualAtMost));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Text_Scenario_HasNoMistake(string name)
    {
        Assert.Empty(ScenarioReader.Read(ScenarioCatalog.Text(name), name + ".yaml", out var scenario));
        Assert.Equal(name, scenario!.Name);
    }
}
