namespace Keepone.Lab.Processes;

/// <summary>Something that keeps a lab from running, in one sentence for people: what was found, what was expected, what to do.</summary>
public sealed class LabException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="exitCode">The exit code of the command (DESIGN §5): 1 finding, 2 bad input, 3 missing privilege or program.</param>
    /// <param name="inner">The cause, or null.</param>
    public LabException(string message, int exitCode, Exception? inner = null)
        : base(message, inner) => ExitCode = exitCode;

    /// <summary>The exit code of the command.</summary>
    public int ExitCode { get; }
}
