using System.Collections.Immutable;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model;

/// <summary>A <c>vrrp_script</c>; null where not given (defaults: reference/keepalived.md B.1).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Entry">All of it.</param>
public sealed record VrrpScript(string Name, Entry Entry)
{
    /// <summary><c>script</c>: program and arguments, cut as keepalived does; arguments outside of the program's quotes are lost to it, and an error.</summary>
    public Given<ImmutableArray<string>>? Command { get; init; }

    /// <summary><c>interval</c>.</summary>
    public Given<TimeSpan>? Interval { get; init; }

    /// <summary><c>timeout</c>.</summary>
    public Given<TimeSpan>? Timeout { get; init; }

    /// <summary><c>rise</c>.</summary>
    public Given<int>? Rise { get; init; }

    /// <summary><c>fall</c>.</summary>
    public Given<int>? Fall { get; init; }

    /// <summary><c>weight</c>.</summary>
    public Given<int>? Weight { get; init; }

    /// <summary>Whether its <c>weight</c> swaps success and failure (<c>reverse</c>).</summary>
    public bool IsReversed { get; init; }

    /// <summary><c>user</c>.</summary>
    public Given<ScriptUser>? User { get; init; }

    /// <summary><c>init_fail</c>.</summary>
    public Given<bool>? InitFail { get; init; }
}

/// <summary>A <c>track_file</c> block (<c>vrrp_track_file</c> before 2.1; later versions know both).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Entry">All of it.</param>
public sealed record TrackFile(string Name, Entry Entry)
{
    /// <summary><c>file</c>.</summary>
    public Given<string>? File { get; init; }

    /// <summary><c>weight</c>, with which the number is multiplied; 1 when not given.</summary>
    public Given<int>? Weight { get; init; }

    /// <summary>Whether its <c>weight</c> is <c>reverse</c>.</summary>
    public bool IsReversed { get; init; }

    /// <summary><c>init_file</c>: the value that it is begun with.</summary>
    public Given<int>? InitialValue { get; init; }

    /// <summary>Whether <c>init_file</c> overwrites a file that is there.</summary>
    public bool Overwrites { get; init; }
}

/// <summary>A <c>vrrp_track_process</c> block; the block has no other name in any version.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Entry">All of it.</param>
public sealed record TrackProcess(string Name, Entry Entry)
{
    /// <summary><c>process</c>: the program, and its arguments where they are compared too.</summary>
    public Given<ImmutableArray<string>>? Process { get; init; }

    /// <summary><c>weight</c>; 0 when not given.</summary>
    public Given<int>? Weight { get; init; }

    /// <summary>Whether its <c>weight</c> is <c>reverse</c>.</summary>
    public bool IsReversed { get; init; }

    /// <summary><c>quorum</c>: at least so many; 1 when not given.</summary>
    public Given<int>? Quorum { get; init; }

    /// <summary><c>quorum_max</c>: at most so many.</summary>
    public Given<int>? QuorumMax { get; init; }

    /// <summary><c>terminate_delay</c>, or <c>delay</c>: how long the quorum must be lost to count.</summary>
    public Given<TimeSpan>? TerminateDelay { get; init; }

    /// <summary><c>fork_delay</c>, or <c>delay</c>: how long the quorum must be there to count.</summary>
    public Given<TimeSpan>? ForkDelay { get; init; }
}

/// <summary>A <c>bfd_instance</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Entry">All of it.</param>
public sealed record BfdInstance(string Name, Entry Entry)
{
    /// <summary><c>neighbor_ip</c>.</summary>
    public Given<string>? Neighbor { get; init; }

    /// <summary><c>source_ip</c>.</summary>
    public Given<string>? Source { get; init; }

    /// <summary><c>weight</c>; 0 when not given.</summary>
    public Given<int>? Weight { get; init; }

    /// <summary>Whether its <c>weight</c> is <c>reverse</c>.</summary>
    public bool IsReversed { get; init; }

    /// <summary><c>min_rx</c>; 10 ms when not given.</summary>
    public Given<TimeSpan>? MinimalReceive { get; init; }

    /// <summary><c>min_tx</c>; 10 ms when not given.</summary>
    public Given<TimeSpan>? MinimalTransmit { get; init; }

    /// <summary><c>multiplier</c>: packets missed; 5 when not given.</summary>
    public Given<int>? Multiplier { get; init; }

    /// <summary><c>passive</c>: it waits for the neighbour to begin.</summary>
    public Given<bool>? Passive { get; init; }
}
