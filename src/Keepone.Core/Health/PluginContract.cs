using Keepone.Core.Model;

namespace Keepone.Core.Health;

/// <summary>
/// What a script's end means (DESIGN §6): the monitoring-plugins convention (0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; the first line is the
/// message, after a bar comes performance data), so that thousands of plugins work as they are, or the plain exit code.
/// </summary>
public static class PluginContract
{
    private const int NotExecutable = 126;
    private const int NotFound = 127;
    private const int CannotTell = 3;

    /// <summary>Reads the end of a script.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="exitCode">The exit code; null when a signal ended it.</param>
    /// <param name="signal">The signal; null when it exited.</param>
    /// <param name="output">What it wrote to standard output.</param>
    /// <param name="duration">How long it ran.</param>
    /// <returns>The result.</returns>
    public static CheckResult Read(ScriptContract contract, int? exitCode, int? signal, string output, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(output);
        var (message, data) = Split(output);
        if (signal is { } number)
        {
            return Broken($"it was ended by signal {number}", message, duration);
        }

        var outcome = (contract, exitCode) switch
        {
            (_, 0) => CheckOutcome.Pass,
            (_, NotExecutable or NotFound or null) => CheckOutcome.Error,
            (ScriptContract.ExitCode, _) => CheckOutcome.Fail,
            (_, 1) => CheckOutcome.Warning,
            (_, 2) => CheckOutcome.Fail,
            _ => CheckOutcome.Error,
        };
        var end = exitCode switch
        {
            null => "how it ended is not known",
            NotExecutable => "it exited with 126: something that it runs is not executable",
            NotFound => "it exited with 127: something that it runs was not found",
            CannotTell => "it exited with 3",
            _ when outcome == CheckOutcome.Error => $"it exited with {exitCode}, which no monitoring plugin does",
            _ => $"it exited with {exitCode}",
        };
        var result = outcome == CheckOutcome.Error
            ? Broken(end, message, duration)
            : new CheckResult(outcome, message.Length > 0 ? message : end, duration);
        return result with { PerformanceData = data };
    }

    // What it wrote may be "all is well": how it ended comes first.
    private static CheckResult Broken(string end, string message, TimeSpan duration) =>
        new(CheckOutcome.Error, message.Length > 0 ? CheckText.Clip($"{end}: {message}").TrimEnd() : end, duration);

    private static (string Message, string? Data) Split(string output)
    {
        var end = output.AsSpan().IndexOfAny('\r', '\n');
        var line = end < 0 ? output.AsSpan() : output.AsSpan(0, end);
        var bar = line.IndexOf('|');
        var data = bar < 0 ? "" : CheckText.Line(line[(bar + 1)..]);
        return (CheckText.Line(bar < 0 ? line : line[..bar]), data.Length == 0 ? null : data);
    }
}
