namespace Keepone.Agent.Configuration;

/// <summary>How check scripts are run (docs/checks.md).</summary>
public sealed record ScriptOptions
{
    /// <summary>The user unless configured: one of its own, which owns nothing.</summary>
    public const string DefaultUser = "keepone-check";

    /// <summary>
    /// How many scripts run at one time unless configured: enough that a few that hang until their timeout hold up nobody else, few enough
    /// that a node of two cores still routes.
    /// </summary>
    public const int DefaultConcurrent = 16;

    /// <summary>The user that scripts run as.</summary>
    public string User { get; init; } = DefaultUser;

    /// <summary>How many of them run at one time at most.</summary>
    public int Concurrent { get; init; } = DefaultConcurrent;
}
