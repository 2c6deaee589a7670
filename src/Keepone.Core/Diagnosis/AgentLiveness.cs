using System.Text.Json.Serialization;

namespace Keepone.Core.Diagnosis;

/// <summary>Whether an agent is there to be believed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AgentState>))]
public enum AgentState
{
    /// <summary>It has not reported since the controller or the agent itself started, and may still.</summary>
    Unknown = 0,

    /// <summary>It is heard.</summary>
    Alive,

    /// <summary>It fell silent: it, its node or the way to it died.</summary>
    Dead,

    /// <summary>It said goodbye: its keepalived goes on without it.</summary>
    Stopped,
}

/// <summary>Whether an agent is there, by the controller's clock.</summary>
/// <param name="State">Whether it is there.</param>
/// <param name="Since">Since when it is in this state.</param>
/// <param name="LastHeard">When anything was last received from it.</param>
public sealed record AgentLiveness(AgentState State, DateTimeOffset Since, DateTimeOffset LastHeard)
{
    /// <summary>The interval between heartbeats (DESIGN §8).</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(2);

    /// <summary>How many missed heartbeats make a dead agent (DESIGN §8): one may be late, two are bad luck.</summary>
    public const int MissedHeartbeats = 3;

    /// <summary>The silence that makes a dead agent.</summary>
    public static readonly TimeSpan DeadAfter = HeartbeatInterval * MissedHeartbeats;

    /// <summary>
    /// How long a controller that just started waits for agents that it knew before: longer than an agent's longest pause between
    /// two attempts, so that a restart of the controller does not declare a fleet dead.
    /// </summary>
    public static readonly TimeSpan RestartGrace = TimeSpan.FromSeconds(12);

    /// <summary>The agent was heard.</summary>
    /// <param name="now">When.</param>
    /// <returns>It is alive.</returns>
    public AgentLiveness Hear(DateTimeOffset now) =>
        State == AgentState.Alive ? this with { LastHeard = now } : new AgentLiveness(AgentState.Alive, now, now);

    /// <summary>The agent said goodbye.</summary>
    /// <param name="now">When.</param>
    /// <returns>It is stopped.</returns>
    public static AgentLiveness Stopped(DateTimeOffset now) => new(AgentState.Stopped, now, now);

    /// <summary>
    /// The controller starts with what a former one knew: who was alive may come back; who was dead or stopped still is.
    /// </summary>
    /// <param name="now">When it started.</param>
    /// <returns>What is known now.</returns>
    public AgentLiveness Restart(DateTimeOffset now) =>
        State is AgentState.Alive or AgentState.Unknown ? this with { State = AgentState.Unknown, Since = now } : this;

    /// <summary>
    /// Judges the silence.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="stalledUntil">
    /// When the controller itself last woke from a stall in which it could hear nobody: silence is counted from there at the
    /// earliest.
    /// </param>
    /// <returns>The same, or that it is dead.</returns>
    public AgentLiveness Judge(DateTimeOffset now, DateTimeOffset stalledUntil)
    {
        var deadline = Deadline(stalledUntil);
        return deadline is not null && now >= deadline ? this with { State = AgentState.Dead, Since = now } : this;
    }

    /// <summary>When the silence has to be judged again; null: not before it is heard.</summary>
    /// <param name="stalledUntil">As for <see cref="Judge"/>.</param>
    /// <returns>The time at which it becomes dead unless it is heard.</returns>
    public DateTimeOffset? Deadline(DateTimeOffset stalledUntil) => State switch
    {
        AgentState.Alive => (LastHeard > stalledUntil ? LastHeard : stalledUntil) + DeadAfter,
        AgentState.Unknown => (Since > stalledUntil ? Since : stalledUntil) + RestartGrace,
        _ => null,
    };
}
