using System.Collections.Immutable;

namespace Keepone.Linux;

/// <summary>What becomes of a child's standard output and error.</summary>
public enum ChildOutput
{
    /// <summary>It is kept, up to a limit.</summary>
    Capture = 0,

    /// <summary>It goes to /dev/null: for a program that goes on by itself and must not hold a pipe of its starter.</summary>
    Discard,
}

/// <summary>How a child process ended.</summary>
/// <param name="ExitCode">Its exit code; null when a signal ended it, or it has not ended.</param>
/// <param name="Signal">The signal that ended it; null when it exited by itself, or has not ended.</param>
/// <param name="Output">What it wrote to standard output, up to the limit.</param>
/// <param name="Error">What it wrote to standard error, up to the limit.</param>
/// <param name="OutputCut">Whether it wrote more than the limit.</param>
/// <param name="TimedOut">Whether it was killed because the deadline had passed.</param>
/// <param name="Duration">How long it ran.</param>
public sealed record ChildResult(
    int? ExitCode, int? Signal, string Output, string Error, bool OutputCut, bool TimedOut, TimeSpan Duration)
{
    /// <summary>Whether it exited with 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>
    /// Its descendants, of those that were there when it was killed, that were killed too and still have not ended: they hang in the kernel.
    /// Whoever is their parent then reaps them when they do.
    /// </summary>
    public ImmutableArray<ProcessIdentity> Lingering { get; init; } = [];

    /// <summary>Whether it, or a descendant, was killed and still has not ended (it hangs in the kernel); it is reaped when it does.</summary>
    public bool Unkillable => (ExitCode is null && Signal is null) || !Lingering.IsEmpty;

    /// <summary>How it ended, for people.</summary>
    /// <returns>Such as <c>exited with 2</c>.</returns>
    public string Describe() => this switch
    {
        { Lingering: [var first, ..] } => $"does not end although it was killed: process {first.Pid} hangs in the kernel",
        { Unkillable: true } => "does not end although it was killed: it hangs in the kernel",
        { TimedOut: true } => $"did not end within {Duration.TotalSeconds:0.#} s and was killed",
        { Signal: { } signal } => $"was ended by signal {signal}",
        _ => $"exited with {ExitCode}",
    };
}
