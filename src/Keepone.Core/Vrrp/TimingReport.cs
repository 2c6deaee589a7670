using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Keepone.Core.Model;

namespace Keepone.Core.Vrrp;

/// <summary>A replica's place in the succession and its timers.</summary>
/// <param name="Node">The node; null for one of a pair without replicas.</param>
/// <param name="BasePriority">The base priority.</param>
/// <param name="MasterPriority">The priority as master, with the bonus.</param>
/// <param name="Skew">The skew as backup: how long after a clean stop of the master it takes over.</param>
/// <param name="EarliestTakeover">The earliest takeover after a crash or cut: two intervals and the skew.</param>
/// <param name="LatestTakeover">The latest: three intervals and the skew, the master-down interval.</param>
public sealed record ReplicaTiming(
    string? Node, int BasePriority, int MasterPriority, TimeSpan Skew, TimeSpan EarliestTakeover, TimeSpan LatestTakeover);

/// <summary>
/// The arithmetic of a router (DESIGN §2): its priorities, its timers, its inequalities, what each failure does at worst.
/// </summary>
public sealed record TimingReport
{
    /// <summary>The router's name.</summary>
    public required string Router { get; init; }

    /// <summary>The interval between adverts.</summary>
    public required TimeSpan AdvertInterval { get; init; }

    /// <summary>The step between neighbouring base priorities; 0 for one of a pair.</summary>
    public required int Step { get; init; }

    /// <summary>The difference between the highest and the lowest base.</summary>
    public required int Spread { get; init; }

    /// <summary>What the master's agent adds.</summary>
    public required int Bonus { get; init; }

    /// <summary>The least penalty that moves a master wherever it stands; also the default.</summary>
    public required int LeastPenalty { get; init; }

    /// <summary>The most that penalties take off.</summary>
    public required int Cap { get; init; }

    /// <summary>The guard that the specification asks for.</summary>
    public required GuardMode GuardAskedFor { get; init; }

    /// <summary>The guard that can be in force: <see cref="GuardMode.Off"/> when its voters cannot decide.</summary>
    public required GuardMode GuardInForce { get; init; }

    /// <summary>What the guard needs, or why there is none, in one sentence without a full stop.</summary>
    public required string GuardSentence { get; init; }

    /// <summary>What the timers are chosen for.</summary>
    public required TimingPreset Preset { get; init; }

    /// <summary>What is taken for granted of the nodes, or was measured.</summary>
    public required TimingAssumptions Assumptions { get; init; }

    /// <summary>The replicas, in order of succession.</summary>
    public required ImmutableArray<ReplicaTiming> Replicas { get; init; }

    /// <summary>The inequalities.</summary>
    public required ImmutableArray<Inequality> Inequalities { get; init; }

    /// <summary>What each failure does at worst.</summary>
    public required ImmutableArray<CauseTiming> Causes { get; init; }

    /// <summary>What makes the broken inequalities hold, each by itself; empty when none is broken, or no single key does it.</summary>
    public required ImmutableArray<TimingRemedy> Remedies { get; init; }

    /// <summary>Whether the specification says that the router is to run although an inequality is broken.</summary>
    public required bool AllowOverlap { get; init; }

    /// <summary>Whether every inequality holds whose breach is an error.</summary>
    public bool Holds => Inequalities.All(inequality => inequality.Holds || inequality.Severity != Severity.Error);

    /// <summary>The report of a router.</summary>
    /// <param name="router">The router.</param>
    /// <param name="measured">What was measured of a node; null: what the router's preset takes for granted.</param>
    /// <returns>The report.</returns>
    public static TimingReport For(RouterSpecification router, TimingAssumptions? measured = null)
    {
        ArgumentNullException.ThrowIfNull(router);
        var timing = new TimingCase(router, measured);
        var plan = timing.Plan;
        return new TimingReport
        {
            Router = router.Name,
            Preset = router.Timing,
            AdvertInterval = router.AdvertInterval,
            Step = plan.Step,
            Spread = plan.Spread,
            Bonus = plan.Bonus,
            LeastPenalty = plan.LeastPenalty,
            Cap = plan.Cap,
            GuardAskedFor = router.Guard.Mode,
            GuardInForce = timing.Guard.InForce,
            GuardSentence = timing.Guard.Sentence,
            AllowOverlap = router.Guard.AllowOverlap,
            Assumptions = timing.Assumptions,
            Replicas =
            [
                .. plan.Bases.Select((priority, rank) => new ReplicaTiming(
                    router.Replicas.IsEmpty ? null : router.Replicas[rank],
                    priority,
                    priority + plan.Bonus,
                    timing.Clock.Skew(priority),
                    timing.Clock.EarliestTakeover(priority),
                    timing.Clock.MasterDown(priority))),
            ],
            Inequalities = [.. TimingInequalities.Of(timing)],
            Causes = TimingCauses.Of(timing),
            Remedies = TimingRemedy.For(router, measured),
        };
    }
}

/// <summary>The JSON form of a timing report. An absent bound is written as null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(DurationJsonConverter)])]
[JsonSerializable(typeof(TimingReport))]
[JsonSerializable(typeof(ImmutableArray<TimingReport>))]
public sealed partial class TimingJson : JsonSerializerContext;
