using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Keepone.Core.Health;

namespace Keepone.Core.Model;

/// <summary>
/// One replica's state as its agent saw it, with the three independent kinds of evidence it rests on: the kernel's, keepalived's
/// and the wire's. Agreement is the state, disagreement is kept, in sentences.
/// </summary>
public sealed record Observation
{
    /// <summary>The router.</summary>
    public required RouterId Router { get; init; }

    /// <summary>The router's name.</summary>
    public required string RouterName { get; init; }

    /// <summary>The node of the replica.</summary>
    public required string Node { get; init; }

    /// <summary>Who runs the replica.</summary>
    public Keeper Keeper { get; init; }

    /// <summary>
    /// The replica's own address on the HA network, where no specification says whose adverts are whose: others are named by it. Null: a
    /// specification does, or it is not known.
    /// </summary>
    public string? HaAddress { get; init; }

    /// <summary>The nodes that the router's specification names, in order of succession, as this agent read it.</summary>
    public ImmutableArray<string> Replicas { get; init; } = [];

    /// <summary>The router's advertisement interval: the unit in which overlaps are judged.</summary>
    public required TimeSpan AdvertInterval { get; init; }

    /// <summary>The state that the evidence adds up to.</summary>
    public required VrrpState State { get; init; }

    /// <summary>Why it is that state, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when the replica is in this state, by the agent's wall clock.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When the evidence was put together, by the agent's wall clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What the kernel says.</summary>
    public required KernelEvidence Kernel { get; init; }

    /// <summary>What keepalived says.</summary>
    public required KeepalivedEvidence Keepalived { get; init; }

    /// <summary>What is heard on the HA network.</summary>
    public required WireEvidence Wire { get; init; }

    /// <summary>Where the kinds of evidence disagree, one sentence each; empty when they agree.</summary>
    public ImmutableArray<string> Disagreements { get; init; } = [];

    /// <summary>The replica's priority and what the agent adds to it.</summary>
    public required HealthReport Health { get; init; }

    /// <summary>Whether something keeps the replica from being a second master.</summary>
    public required GuardReport Guard { get; init; }

    /// <summary>What the agent is doing for this replica, in one sentence.</summary>
    public required string Supervision { get; init; }

    /// <summary>
    /// Whether this says the same as <paramref name="other"/> apart from when it was put together. What is only a sign of life
    /// (the time of the last advert) does not count as a change.
    /// </summary>
    /// <param name="other">An earlier observation of the same replica, or null.</param>
    /// <returns>True when reporting this one would tell nothing new.</returns>
    public bool SaysTheSameAs(Observation? other) =>
        other is not null
        && Equals(this with
        {
            At = other.At,
            Replicas = Replicas.AsSpan().SequenceEqual(other.Replicas.AsSpan()) ? other.Replicas : Replicas,
            Disagreements = Disagreements.AsSpan().SequenceEqual(other.Disagreements.AsSpan()) ? other.Disagreements : Disagreements,
            Wire = Wire.SaysTheSameAs(other.Wire) ? other.Wire : Wire,
            Guard = Guard.View is { } view && view.SaysTheSameAs(other.Guard.View) ? Guard with { View = other.Guard.View } : Guard,
        }, other);

    private static bool Equals(Observation one, Observation two) => one.Equals(two);
}

/// <summary>What the kernel says of a replica: netlink facts.</summary>
/// <param name="NamespacePresent">Whether the network namespace exists.</param>
/// <param name="HaInterfacePresent">Whether the HA interface exists in it.</param>
/// <param name="HaInterfaceUp">Whether the HA interface is administratively up and has carrier.</param>
/// <param name="VipPresent">Whether the HA VIP is on the HA interface: the mark of a master.</param>
public sealed record KernelEvidence(bool NamespacePresent, bool HaInterfacePresent, bool HaInterfaceUp, bool VipPresent);

/// <summary>What keepalived says of a replica.</summary>
/// <param name="Pid">The process id of the parent process; null when it does not run.</param>
/// <param name="Reported">The state that keepalived last reported (notify FIFO or dump); Down when it does not run.</param>
/// <param name="Priority">The effective priority it last reported; null when it did not say.</param>
/// <param name="Version">Its version, such as <c>2.2.7</c>; null when unknown.</param>
/// <param name="Condition">What is known of its processes beyond whether they are there.</param>
public sealed record KeepalivedEvidence(
    int? Pid, VrrpState Reported, int? Priority, string? Version, ProcessCondition Condition = ProcessCondition.Normal);

/// <summary>What is heard on a replica's HA network: adverts of other replicas, and of strangers.</summary>
/// <param name="Heard">The senders heard within the last three advertisement intervals, by address.</param>
/// <param name="Rejected">How many VRRP packets failed verification (TTL, checksum, length) since the agent started.</param>
public sealed record WireEvidence(ImmutableArray<HeardAdvert> Heard, long Rejected)
{
    /// <summary>Nothing heard.</summary>
    public static readonly WireEvidence Silence = new([], 0);

    /// <summary>Whether the same senders are heard with the same priorities, whatever the moment of their last advert.</summary>
    /// <param name="other">What to compare with.</param>
    /// <returns>True when nothing but times differs.</returns>
    public bool SaysTheSameAs(WireEvidence other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Rejected != other.Rejected || Heard.Length != other.Heard.Length)
        {
            return false;
        }

        for (var i = 0; i < Heard.Length; i++)
        {
            if (Heard[i] with { LastHeard = other.Heard[i].LastHeard } != other.Heard[i])
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A sender of adverts with the router's VRID, as heard by a replica of another node.</summary>
/// <param name="Source">The sender's address.</param>
/// <param name="Node">The node with that HA address in the specification; null: nobody that the specification knows.</param>
/// <param name="Priority">The advertised priority, 0..255.</param>
/// <param name="LastHeard">When it was last heard, by the agent's wall clock.</param>
public sealed record HeardAdvert(string Source, string? Node, int Priority, DateTimeOffset LastHeard);

/// <summary>A replica's priority and what the agent adds to it through the health file.</summary>
/// <param name="BasePriority">The base priority in its keepalived configuration.</param>
/// <param name="Penalty">The sum of the penalties of its failing checks and of operators' orders, at most the router's cap.</param>
/// <param name="Bonus">The mastership bonus in force: 0 for a backup.</param>
/// <param name="Sentence">Why, in one sentence.</param>
public sealed record HealthReport(int BasePriority, int Penalty, int Bonus, string Sentence)
{
    /// <summary>The replica's checks, in the order of the specification; empty when it has none, or somebody else runs them.</summary>
    public ImmutableArray<CheckReport> Checks { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The operators' orders that are in force for it.</summary>
    public ImmutableArray<OperatorOrder> Orders { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Whether a check failed that takes the replica out of the election.</summary>
    public bool Fault { get; init; }

    /// <inheritdoc/>
    public bool Equals(HealthReport? other) =>
        other is not null
        && (BasePriority, Penalty, Bonus, Sentence, Fault) == (other.BasePriority, other.Penalty, other.Bonus, other.Sentence, other.Fault)
        && Checks.AsSpan().SequenceEqual(other.Checks.AsSpan()) && Orders.AsSpan().SequenceEqual(other.Orders.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(BasePriority, Penalty, Bonus, Sentence, Checks.Length, Orders.Length);
}

/// <summary>A check of a replica, as its agent last judged it. It changes when an operator would call something a change, not with each run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Verdict">What holds.</param>
/// <param name="Since">Since when, by the agent's wall clock.</param>
/// <param name="Outcome">The last outcome of another kind than the one before; null: it did not run yet.</param>
/// <param name="Message">What that run found.</param>
/// <param name="Broken">Whether the check itself is broken.</param>
/// <param name="Held">Whether damping alone keeps it sick.</param>
public sealed record CheckReport(
    string Name, CheckVerdict Verdict, DateTimeOffset Since, CheckOutcome? Outcome, string Message, bool Broken, bool Held);

/// <summary>Whether something keeps a replica from being a second master.</summary>
/// <param name="Mode">The mode that the specification asks for.</param>
/// <param name="Active">Whether the guard judges now.</param>
/// <param name="Quorum">The content of the quorum file: 0 may be master, 1 must not; null: no file.</param>
/// <param name="Sentence">Why, in one sentence.</param>
public sealed record GuardReport(GuardMode Mode, bool Active, int? Quorum, string Sentence)
{
    /// <summary>What the voter last said; null: there is none.</summary>
    public GuardView? View { get; init; }

    /// <summary>Whether the guard keeps this replica out of the election.</summary>
    [JsonIgnore]
    public bool KeepsOut => View is { Standing: not GuardStanding.Off, IsStopped: true };
}
