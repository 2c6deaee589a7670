namespace Keepone.Cli;

/// <summary>The exit codes of every command (docs/concepts.md).</summary>
internal static class ExitCode
{
    /// <summary>It is as it should be.</summary>
    public const int Ok = 0;

    /// <summary>Something was found, or a check failed.</summary>
    public const int Finding = 1;

    /// <summary>Wrong usage or bad input.</summary>
    public const int BadInput = 2;

    /// <summary>A privilege or a program is missing.</summary>
    public const int Missing = 3;

    /// <summary>A peer cannot be reached.</summary>
    public const int Unreachable = 4;

    /// <summary>Refused for safety.</summary>
    public const int Refused = 5;

    /// <summary>A bug of Keepone's.</summary>
    public const int Bug = 70;
}
