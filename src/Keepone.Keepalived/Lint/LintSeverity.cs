namespace Keepone.Keepalived.Lint;

/// <summary>How bad a finding is.</summary>
public enum LintSeverity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Info = 0,

    /// <summary>It works until a failure that others have had.</summary>
    Warning,

    /// <summary>It does not do what it says: keepalived refuses it, drops it, or does something else.</summary>
    Error,
}
