using System.Collections.Immutable;
using Keepone.Agent.OwnHealth;
using Keepone.Agent.Witness;
using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Node.Tests.Cli.Witness;

/// <summary>Statuses of a witness.</summary>
internal static class WitnessSamples
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    internal static WitnessStatus Well { get; } = new()
    {
        Name = "w1",
        Version = "1.2.3",
        Pid = 4711,
        StartedAt = Noon,
        At = Noon.AddMinutes(90),
        Health = Health([]),
        Problems = [],
        Routers =
        [
            Router("edge-1", "net-1", [Voter("net-1", GuardRole.Master, 150, "net-1"), Voter("net-2", GuardRole.Neutral, 110, "net-1")]),
            Router("edge-2", null, [Voter("net-1", GuardRole.Neutral, 120, null), Voter("net-2", GuardRole.Stopping, 110, null), Witness("w2")]),
        ],
    };

    internal static WitnessStatus Trouble { get; } = Well with
    {
        Health = Health(["it was 400 ms late within the last minute"]),
        Problems = ["edge-3.yaml: 1 mistake; nothing of it is in force"],
        Routers =
        [
            Well.Routers[0] with { Trouble = "the key file /etc/keepone/keys/edge-1.key does not exist" },
            Router("edge-4", "net-1", [Voter("net-1", GuardRole.Master, 150, "net-1", hearsThis: false), Voter("net-2", GuardRole.Neutral, 110, null, heard: false)])
                with { Figures = Figures(("net-1", 80), ("net-2", 63_000)) with { Rejected = ImmutableSortedDictionary<string, long>.Empty.Add("authentication", 12).Add("old", 1) } },
            Router("edge-5", null, [Voter("net-1", GuardRole.Neutral, 0, null, heard: false), Voter("net-2", GuardRole.Neutral, 0, null, heard: false)])
                with { Figures = Figures() },
        ],
    };

    internal static WitnessStatus Nothing { get; } = Well with { Routers = [] };

    private static WitnessedRouter Router(string name, string? holder, ImmutableArray<GuardVoterView> others) => new()
    {
        Router = RouterId.FromName(name),
        Name = name,
        Endpoint = "169.254.192.9:3112",
        PromiseSince = Noon.AddMinutes(80),
        Guard = new GuardView
        {
            Standing = GuardStanding.InForce,
            Holder = holder,
            Needed = 2,
            Reason = holder is null ? "The guard of w1 starts." : $"Promised to {holder} for 772 ms, renewed by each of its claims.",
            Since = Noon.AddMinutes(80),
            Voters = [.. others, new GuardVoterView("w1", true, true, true, true, GuardRole.Neutral, 0, holder)],
        },
        Figures = Figures(("net-1", 80), ("net-2", 120), ("w2", 40)) with { PromiseLeft = holder is null ? null : TimeSpan.FromMilliseconds(692) },
    };

    private static GuardFigures Figures(params (string Name, int Ago)[] heard) => new(
        null, null, heard.ToImmutableSortedDictionary(item => item.Name, item => TimeSpan.FromMilliseconds(item.Ago), StringComparer.Ordinal), 2000, 4000,
        ImmutableSortedDictionary<string, long>.Empty);

    private static GuardVoterView Voter(string name, GuardRole role, int priority, string? holder, bool heard = true, bool hearsThis = true) =>
        new(name, false, false, heard, heard && hearsThis, role, priority, holder);

    private static GuardVoterView Witness(string name) => new(name, true, false, true, true, GuardRole.Neutral, 0, null);

    private static OwnHealthReport Health(ImmutableArray<string> warnings) => new()
    {
        LatenessMilliseconds = 0.1,
        WorstLatenessMilliseconds = 2.5,
        ResidentBytes = 40L * 1024 * 1024,
        Descriptors = 30,
        DescriptorLimit = 1024,
        Warnings = warnings,
    };
}
