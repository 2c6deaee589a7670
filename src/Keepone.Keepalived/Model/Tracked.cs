using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model;

/// <summary>A <c>vrrp_script</c>; null where not given (defaults: reference/keepalived.md B.1).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Entry">All of it.</param>
public sealed record VrrpScript(string Name, Entry Entry)
{
    /// <summary><c>script</c>: the command line, its outer quotes and escapes resolved as keepalived does: program and arguments.</summary>
    public Given<System.Collections.Immutable.ImmutableArray<string>>? Command { get; init; }

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

    /// <summary><c>user</c>.</summary>
    public Given<ScriptUser>? User { get; init; }

    /// <summary><c>init_fail</c>.</summary>
    public Given<bool>? InitFail { get; init; }
}

/// <summary>A <c>track_file</c> block (<c>vrrp_track_file</c> before 2.1).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Entry">All of it.</param>
public sealed record TrackFile(string Name, Entry Entry)
{
    /// <summary><c>file</c>.</summary>
    public Given<string>? File { get; init; }

    /// <summary><c>weight</c>; 1 when not given.</summary>
    public Given<int>? Weight { get; init; }

    /// <summary><c>init_file</c>: the value that it is begun with.</summary>
    public Given<int>? InitialValue { get; init; }
}

/// <summary>A <c>track_process</c> block (<c>vrrp_track_process</c> before 2.1).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Entry">All of it.</param>
public sealed record TrackProcess(string Name, Entry Entry)
{
    /// <summary><c>process</c>.</summary>
    public Given<string>? Process { get; init; }

    /// <summary><c>weight</c>; 0 when not given.</summary>
    public Given<int>? Weight { get; init; }

    /// <summary><c>quorum</c>; 1 when not given.</summary>
    public Given<int>? Quorum { get; init; }
}

/// <summary>A <c>bfd_instance</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Entry">All of it.</param>
public sealed record BfdInstance(string Name, Entry Entry)
{
    /// <summary><c>neighbor_ip</c>.</summary>
    public Given<string>? Neighbor { get; init; }

    /// <summary><c>weight</c>; 0 when not given.</summary>
    public Given<int>? Weight { get; init; }
}
