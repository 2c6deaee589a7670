using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Scripts;

/// <summary>
/// What the end of a sandboxed script comes to. What the sandbox itself, a limit or the kernel did is an error or a timeout; only what the
/// script said is read by its contract. Pure.
/// </summary>
internal static class ScriptVerdict
{
    // What a C library, a shell or an interpreter says when a limit leaves it no process or no memory, and then exits with any code at all:
    // dash with 2, which would be a failure of the replica.
    private static readonly string[] Starvation =
        ["Resource temporarily unavailable", "Cannot fork", "Cannot allocate memory", "memory exhausted", "Out of memory", "MemoryError"];

    /// <summary>Judges.</summary>
    /// <param name="check">The check.</param>
    /// <param name="child">How the child ended.</param>
    /// <param name="pressure">What its control group ran into in this run; default where there is none.</param>
    /// <returns>The result.</returns>
    public static CheckResult Read(CheckSpecification check, ChildResult child, ControlGroupPressure pressure)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(child);
        var printed = FirstLine(child.Output) is { Length: > 0 } line ? line : FirstLine(child.Error);
        if (child.OutputCut)
        {
            return Error(child, $"it wrote more than {ScriptLimits.OutputBytes / 1024} kB, of which a verdict is not made");
        }

        if (child.TimedOut || child.Unkillable)
        {
            var hangs = child.Unkillable ? $" and cannot be killed: {Hanging(child)} hangs in the kernel" : "";
            var said = printed.Length == 0 ? "it had printed nothing" : $"it had printed: {printed}";
            return Result(CheckOutcome.Timeout, $"it did not end within {Duration.Format(check.Timeout)}{hangs}; {said}", child);
        }

        if (pressure.KilledForMemory > 0 && child.ExitCode != 0)
        {
            return Error(child, $"it needed more than its {ScriptLimits.MemoryBytes / 1024 / 1024} MB of memory and was killed");
        }

        if (pressure.ProcessesRefused > 0 && child.ExitCode != 0)
        {
            return Error(child, $"it needed more than its {ScriptLimits.Processes} processes");
        }

        var complaint = FirstLine(child.Error);
        if (IsOfSandbox(child, complaint))
        {
            return Error(child, $"it could not be started: {complaint}");
        }

        if (child.ExitCode == 1 && LastLine(child.Error).StartsWith(ScriptSandbox.SignalledComplaint, StringComparison.Ordinal))
        {
            return Error(child, "it was ended by a signal: a crash, or more memory or processor time than it may have");
        }

        var result = PluginContract.Read(check.Contract, child.ExitCode, child.Signal, child.Output, child.Duration);
        if (!result.CountsAsPass || result.Outcome == CheckOutcome.Warning)
        {
            foreach (var sign in Starvation.Where(sign => child.Error.Contains(sign, StringComparison.OrdinalIgnoreCase)))
            {
                return Error(child, $"it ran into a limit of its sandbox ({sign}): {complaint}");
            }
        }

        // A broken script says why on standard error, as a shell does.
        return result.Outcome == CheckOutcome.Error && FirstLine(child.Output).Length == 0 && complaint.Length > 0
            ? result with { Message = CheckText.Clip($"{result.Message}: {complaint}") }
            : result;
    }

    /// <summary>A run that did not come to an end of its own.</summary>
    /// <param name="message">Why.</param>
    /// <returns>The result.</returns>
    public static CheckResult Error(string message) => new(CheckOutcome.Error, CheckText.Clip(message), TimeSpan.Zero);

    private static CheckResult Error(ChildResult child, string message) => Result(CheckOutcome.Error, message, child);

    private static CheckResult Result(CheckOutcome outcome, string message, ChildResult child) => new(outcome, CheckText.Clip(message), child.Duration);

    // The sandbox's programs exit with 1 when they cannot do their part, which would be a pass with a warning, and setpriv with 126 and 127.
    private static bool IsOfSandbox(ChildResult child, string complaint) =>
        child.Output.Length == 0 && child.ExitCode is 1 or 126 or 127
        && !complaint.StartsWith(ScriptSandbox.SignalledComplaint, StringComparison.Ordinal)
        && ScriptSandbox.Programs.Any(program => complaint.StartsWith(program + ": ", StringComparison.Ordinal));

    private static string Hanging(ChildResult child) => child.Lingering is [var first, ..] ? $"process {first.Pid}" : "it";

    private static string FirstLine(string text)
    {
        var line = text.AsSpan().TrimStart();
        var end = line.IndexOfAny('\r', '\n');
        return CheckText.Line(end < 0 ? line : line[..end]);
    }

    private static string LastLine(string text)
    {
        var lines = text.AsSpan().TrimEnd();
        return CheckText.Line(lines[(lines.LastIndexOf('\n') + 1)..]);
    }
}
