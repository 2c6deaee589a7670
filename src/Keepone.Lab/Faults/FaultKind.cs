using System.Collections.Immutable;
using Keepone.Lab.Interventions;

namespace Keepone.Lab.Faults;

/// <summary>Whose replica a fault is done to.</summary>
public enum FaultTarget
{
    /// <summary>That of a node that the seed chooses.</summary>
    Node = 0,

    /// <summary>The master's, whoever it is by then.</summary>
    Master,

    /// <summary>A backup's: the first in the order of succession.</summary>
    Backup,

    /// <summary>Nobody's: the controller's.</summary>
    Controller,
}

/// <summary>A kind of fault: what is done, for how long it is left so, what ends it, and how soon all must be well again.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">Whom it is done to.</param>
/// <param name="Begin">What is done.</param>
/// <param name="LongestHold">How long at most it is left so; zero: it needs no end.</param>
/// <param name="End">What ends it; null: the product itself must.</param>
/// <param name="Bound">How soon after its end every audit must hold.</param>
public sealed record FaultKind(string Name, FaultTarget Target, Intervention Begin, TimeSpan LongestHold, Intervention? End, TimeSpan Bound)
{
    /// <summary>An agent that starts takes a second on a small machine, and its controller a heartbeat to believe it.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    /// <summary>An election takes up to four advert intervals, and an incident that it caused is closed by what agents report then.</summary>
    private static readonly TimeSpan Election = TimeSpan.FromSeconds(20);

    /// <summary>A keepalived that died again and again is started again after at most 30 s (Supervision); then there is an election.</summary>
    private static readonly TimeSpan Backoff = TimeSpan.FromSeconds(50);

    /// <summary>Every kind, in one explicit list.</summary>
    public static readonly ImmutableArray<FaultKind> All =
    [
        new("agent-kill", FaultTarget.Node, Intervention.AgentKill, Seconds(4), Intervention.AgentStart, Soon),
        new("agent-stop", FaultTarget.Node, Intervention.AgentStop, Seconds(4), Intervention.AgentStart, Soon),
        new("agent-freeze", FaultTarget.Node, Intervention.AgentFreeze, Seconds(4), Intervention.AgentThaw, Soon),
        new("keepalived-kill-child", FaultTarget.Node, Intervention.KeepalivedKillChild, TimeSpan.Zero, null, Backoff),
        new("keepalived-kill-parent", FaultTarget.Node, Intervention.KeepalivedKillParent, TimeSpan.Zero, null, Backoff),
        new("keepalived-kill-both", FaultTarget.Node, Intervention.KeepalivedKillBoth, TimeSpan.Zero, null, Backoff),
        new("keepalived-stop", FaultTarget.Node, Intervention.KeepalivedStop, Seconds(6), Intervention.KeepalivedContinue, Backoff),
        new("keepalived-forget", FaultTarget.Node, Intervention.KeepalivedForget, TimeSpan.Zero, null, Soon),
        new("namespace-recreate", FaultTarget.Node, Intervention.NamespaceRecreate, TimeSpan.Zero, null, Backoff),
        new("addresses-remove", FaultTarget.Master, Intervention.AddressesRemove, TimeSpan.Zero, null, Election),
        new("addresses-add", FaultTarget.Backup, Intervention.AddressesAdd, TimeSpan.Zero, null, Election),
        new("disk-fill", FaultTarget.Node, Intervention.DiskFill, Seconds(3), Intervention.DiskFree, Soon),
        new("controller-kill", FaultTarget.Controller, Intervention.ControllerKill, Seconds(3), Intervention.ControllerStart, Election),
        new("controller-stop", FaultTarget.Controller, Intervention.ControllerStop, Seconds(3), Intervention.ControllerStart, Election),
    ];

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
