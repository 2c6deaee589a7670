using System.Collections.Immutable;
using Keepone.Agent.OwnHealth;
using Keepone.Agent.Reporting;
using Keepone.Agent.Status;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Node.Tests.Agent.Reporting;

namespace Keepone.Node.Tests.Cli.Node;

/// <summary>Statuses as an operator meets them at three in the morning.</summary>
internal static class StatusSamples
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 3, 0, 0, TimeSpan.Zero);

    internal static IReadOnlyDictionary<string, AgentStatus> All { get; } = new Dictionary<string, AgentStatus>(StringComparer.Ordinal)
    {
        ["well"] = Status(Connected, Master("edge-1"), Backup("edge-2")),
        ["guarded"] = Status(Connected, Guarded("edge-1")) with
        {
            Guards =
            [
                new ReplicaGuardFigures(RouterId.FromName("edge-1"), new GuardFigures(
                    TimeSpan.FromMilliseconds(612), null,
                    ImmutableSortedDictionary<string, TimeSpan>.Empty.Add("net-2", TimeSpan.FromMilliseconds(87)).Add("net-3", TimeSpan.FromSeconds(42)),
                    900_000, 1_800_000, ImmutableSortedDictionary<string, long>.Empty.Add("WrongKey", 12))),
            ],
        },
        ["hindered"] = Status(Connected, Backup("edge-2") with
        {
            Disagreements = [],
            Guard = new GuardReport(GuardMode.Promise, Active: false, Quorum: 0, "its key is missing")
            {
                View = new GuardView
                {
                    Standing = GuardStanding.Hindered,
                    Trouble = "/etc/keepone/keys/edge-2.key does not exist",
                    Reason = "/etc/keepone/keys/edge-2.key does not exist",
                    Since = Now.AddMinutes(-1),
                },
            },
        }),
        ["neutron"] = Status(Connected, Watched("8a52c3f4-6c0d-4d0f-8b2f-6a7d0f5c9e21")),
        ["nothing"] = Status(new LinkStatus(null, null, null, null)),
        ["trouble"] = Status(Away, Master("edge-1"), Down("edge-3")) with
        {
            Problems = ["edge-2.yaml: 1 mistake; the last good version stays in force"],
            Health = Health with
            {
                WorstLatenessMilliseconds = 612.4,
                Warnings = ["it was 612 ms late within the last minute, more than 250 ms: the node is overloaded or was paused"],
                Stuck = ["the loop of router edge-3 has not come round for 75 s"],
            },
        },
        ["starting"] = Status(Away with { LastError = null, DisconnectedSince = Now.AddMilliseconds(-300), NextAttemptAt = null, FailedAttempts = 0 }) with { StartedAt = Now.AddMilliseconds(-300) },
    };

    private static OwnHealthReport Health => new()
    {
        LatenessMilliseconds = 0.4,
        WorstLatenessMilliseconds = 3.2,
        ResidentBytes = 14 * 1024 * 1024,
        Descriptors = 57,
        DescriptorLimit = 65536,
    };

    private static LinkStatus Connected => new("https://172.31.0.10:3113", "controller-1", Now.AddHours(-2), null);

    private static LinkStatus Away => new(
        "https://172.31.0.10:3113", null, null, "No controller answers at https://172.31.0.10:3113: connection refused.")
    {
        DisconnectedSince = Now.AddMinutes(-4).AddSeconds(-10),
        NextAttemptAt = Now.AddSeconds(3),
        FailedAttempts = 31,
    };

    private static AgentStatus Status(LinkStatus link, params Observation[] replicas) => new()
    {
        Node = "net-1",
        Version = "0.1.0",
        Keepalived = "2.2.7",
        Pid = 4711,
        StartedAt = Now.AddHours(-50),
        At = Now,
        Controller = link,
        Health = Health,
        Problems = [],
        Replicas = [.. replicas],
        Changes =
        [
            .. replicas.Take(1).SelectMany(replica => (StateChange[])[
                new(1, replica.Router, replica.RouterName, Now.AddHours(-50), null, VrrpState.Backup, "keepalived says so, and the VIP is not here"),
                new(2, replica.Router, replica.RouterName, Now.AddHours(-2), VrrpState.Backup, VrrpState.Master, "the VIP is here, and keepalived says so"),
            ]),
        ],
    };

    private static Observation Master(string name) => ReportingSamples.Observation(name, VrrpState.Master) with
    {
        Since = Now.AddHours(-2),
        Reason = "the VIP is here, and keepalived says so",
        Keepalived = new KeepalivedEvidence(4712, VrrpState.Master, 150, "2.2.7"),
        Health = new HealthReport(120, 0, 30, "a bonus of 30 keeps the mastership here"),
        Guard = new GuardReport(GuardMode.Off, Active: false, Quorum: 0, "the guard is off: a cut of the HA network makes two masters"),
        Supervision = "keepalived 4712 runs",
    };

    private static Observation Guarded(string name) => Master(name) with
    {
        Guard = new GuardReport(GuardMode.Promise, Active: true, Quorum: 0, "Master, with 2 of 3 votes, 2 are needed.")
        {
            View = new GuardView
            {
                Standing = GuardStanding.InForce,
                Role = GuardRole.Master,
                Votes = 2,
                Needed = 2,
                Holder = "net-1",
                Reason = "Master, with 2 of 3 votes, 2 are needed.",
                Since = Now.AddHours(-2),
                Lateness = new GuardLateness(
                    TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(15), "at most 5 ms late, which the timers take for granted"),
                Voters =
                [
                    new GuardVoterView("net-1", false, true, true, true, GuardRole.Master, 150, "net-1"),
                    new GuardVoterView("net-2", false, false, true, true, GuardRole.Neutral, 110, "net-1"),
                    new GuardVoterView("net-3", false, false, false, false, GuardRole.Neutral, 100, "net-1"),
                ],
            },
        },
    };

    private static Observation Backup(string name) => ReportingSamples.Observation(name, VrrpState.Backup) with
    {
        Since = Now.AddSeconds(-42),
        Reason = "keepalived says so, and the VIP is not here",
        Keepalived = new KeepalivedEvidence(4713, VrrpState.Backup, 110, "2.2.7"),
        Wire = new WireEvidence([new HeardAdvert("169.254.192.2", "net-2", 150, Now.AddMilliseconds(-400)), new HeardAdvert("169.254.192.77", null, 90, Now.AddSeconds(-2))], 3),
        Health = new HealthReport(110, 0, 0, "no penalty and no bonus"),
        Guard = new GuardReport(GuardMode.Off, Active: false, Quorum: 0, "the guard is off: a cut of the HA network makes two masters"),
        Supervision = "keepalived 4713 runs",
        Disagreements = ["a stranger at 169.254.192.77 sends adverts for this VRID"],
    };

    private static Observation Watched(string id) => ReportingSamples.Observation("edge", VrrpState.Master) with
    {
        Router = new RouterId(new Guid(id)),
        RouterName = id,
        Keeper = Keeper.Neutron,
        HaAddress = "169.254.192.7",
        AdvertInterval = TimeSpan.FromSeconds(2),
        Since = Now.AddMinutes(-7),
        Reason = "169.254.0.11 is on ha-5f0c9e1b-27 and keepalived advertises",
        Keepalived = new KeepalivedEvidence(5120, VrrpState.Master, 50, null),
        Health = new HealthReport(50, 0, 0, "Neutron gives all replicas one priority, and the higher address decides; Keepone checks nothing here"),
        Guard = new GuardReport(GuardMode.Off, Active: false, Quorum: null, "no guard: a cut of the HA network makes two masters, which is said at once"),
        Supervision = "Neutron's router: only watched, nothing of it is changed; its keepalived is process 5120",
        Disagreements = ["169.254.0.11 is on ha-5f0c9e1b-27, but Neutron's monitor says backup"],
    };

    private static Observation Down(string name) => ReportingSamples.Observation(name, VrrpState.Down) with
    {
        Since = Now.AddMinutes(-3).AddSeconds(-5),
        Reason = "keepalived does not run",
        Kernel = new KernelEvidence(NamespacePresent: true, HaInterfacePresent: false, HaInterfaceUp: false, VipPresent: false),
        Keepalived = new KeepalivedEvidence(null, VrrpState.Down, null, "2.2.7"),
        Guard = new GuardReport(GuardMode.Off, Active: false, Quorum: 0, "the guard is off: a cut of the HA network makes two masters"),
        Health = new HealthReport(100, 0, 0, "no penalty and no bonus"),
        Supervision = "waiting for [ha0]",
    };
}
