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
            return new CheckResult(CheckOutcome.Error, Or(message, $"it was ended by signal {number}"), duration);
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
            NotExecutable => "it exited with 126: something that it runs is not executable",
            NotFound => "it exited with 127: something that it runs was not found",
            _ when contract == ScriptContract.Plugin && outcome == CheckOutcome.Error && exitCode != 3 =>
                $"it exited with {exitCode}, which no monitoring plugin does",
            _ => $"it exited with {exitCode}",
        };
        return new CheckResult(outcome, outcome == CheckOutcome.Error && message.Length > 0 ? Clip($"{end}: {message}") : Or(message, end), duration)
        {
            PerformanceData = data,
        };
    }

    private static (string Message, string? Data) Split(string output)
    {
        var end = output.AsSpan().IndexOfAny('\r', '\n');
        var line = end < 0 ? output.AsSpan() : output.AsSpan(0, end);
        var bar = line.IndexOf('|');
        var data = bar < 0 ? "" : Clean(line[(bar + 1)..]);
        return (Clean(bar < 0 ? line : line[..bar]), data.Length == 0 ? null : data);
    }

    private static string Or(string message, string otherwise) => message.Length > 0 ? message : otherwise;

    // It goes into logs and terminals: no control characters, and no more than a line.
    private static string Clean(ReadOnlySpan<char> text)
    {
        var clean = text.Length > CheckResult.LongestMessage ? text[..CheckResult.LongestMessage].ToString() : text.ToString();
        return string.Create(clean.Length, clean, static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = char.IsControl(from[i]) ? ' ' : from[i];
            }
        }).Trim();
    }

    private static string Clip(string text) => text.Length <= CheckResult.LongestMessage ? text : text[..CheckResult.LongestMessage];
}
