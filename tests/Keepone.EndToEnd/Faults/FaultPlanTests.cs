using CsCheck;
using Keepone.Lab.Faults;
using Keepone.Lab.Interventions;

namespace Keepone.EndToEnd.Faults;

public sealed class FaultPlanTests
{
    private static readonly Gen<(int Seed, int Count, int Nodes)> Plans = Gen.Select(Gen.Int, Gen.Int[0, 300], Gen.Int[2, 5]);

    [Fact]
    public void Make_SameSeed_IsTheSamePlanAndTheBeginningOfALongerOne() => Plans.Sample(plan =>
    {
        var faults = FaultPlan.Make(plan.Seed, plan.Count, plan.Nodes);
        Assert.Equal(faults, FaultPlan.Make(plan.Seed, plan.Count, plan.Nodes));
        Assert.Equal(faults, FaultPlan.Make(plan.Seed, plan.Count + 20, plan.Nodes).Take(plan.Count));
    });

    [Fact]
    public void Make_AnySeed_NumbersFaultsAndKeepsTheirBounds() => Plans.Sample(plan =>
    {
        var faults = FaultPlan.Make(plan.Seed, plan.Count, plan.Nodes);
        Assert.Equal(Enumerable.Range(1, plan.Count), faults.Select(fault => fault.Number));
        Assert.All(faults, fault => Assert.InRange(fault.Node, 0, plan.Nodes - 1));
        Assert.All(faults, fault => Assert.InRange(fault.Hold, TimeSpan.Zero, fault.Kind.LongestHold));
    });

    [Fact]
    public void Make_AnyRound_HasEveryKindOnce() => Plans.Sample(plan =>
    {
        foreach (var round in FaultPlan.Make(plan.Seed, FaultKind.All.Length * 3, plan.Nodes).Chunk(FaultKind.All.Length))
        {
            Assert.Equal(FaultKind.All.Order(ByName), round.Select(fault => fault.Kind).Order(ByName));
        }
    });

    [Fact]
    public void Make_OtherSeeds_AreOtherPlans() =>
        Assert.NotEqual(FaultPlan.Make(1, 14, 3).Select(fault => fault.Kind), FaultPlan.Make(2, 14, 3).Select(fault => fault.Kind));

    // What is left so for a time needs an end, and what has an end is left so for a time; a dead node never comes back.
    [Fact]
    public void All_EveryKind_IsWhole()
    {
        Assert.Equal(FaultKind.All.Length, FaultKind.All.Select(kind => kind.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(FaultKind.All, kind => Assert.Equal(kind.End is not null, kind.LongestHold > TimeSpan.Zero));
        Assert.All(FaultKind.All, kind => Assert.NotEqual(Intervention.NodeKill, kind.Begin));
    }

    [Fact]
    public async Task All_EveryKind_IsInTheDocumentationWithItsBound()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/lab.md"), TestContext.Current.CancellationToken);
        Assert.All(FaultKind.All, kind => Assert.Matches($@"\| `{kind.Name}` \|[^\n]*\| {kind.Bound.TotalSeconds} s \|", page));
    }

    private static readonly IComparer<FaultKind> ByName = Comparer<FaultKind>.Create((one, two) => string.CompareOrdinal(one.Name, two.Name));
}
