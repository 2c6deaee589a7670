namespace Keepone.Controller;

/// <summary>The exit codes of DESIGN §5 that the controller uses.</summary>
internal static class ExitCodes
{
    internal const int Ok = 0;

    /// <summary>Bad usage or bad input.</summary>
    internal const int Usage = 2;

    /// <summary>Something on this machine is missing or not allowed: a privilege, a file, a free port.</summary>
    internal const int MissingPrivilege = 3;

    /// <summary>A bug.</summary>
    internal const int Bug = 70;
}

/// <summary>The controller cannot start; the message is one clear sentence for people.</summary>
internal sealed class StartupException(string message, int exitCode, Exception? inner = null) : Exception(message, inner)
{
    internal int ExitCode { get; } = exitCode;
}
