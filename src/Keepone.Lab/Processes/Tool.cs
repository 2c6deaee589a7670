using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Keepone.Lab.Processes;

/// <summary>Runs a short program to its end: bounded in time and output, awaited, and its failure is a sentence.</summary>
internal static class Tool
{
    /// <summary>Building one piece of the fabric takes milliseconds; a loaded machine gets a thousand times that.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private const int LongestOutput = 64 * 1024;

    /// <summary>Runs a program.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="input">What it reads from standard input; null: nothing.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <returns>Its standard output.</returns>
    /// <exception cref="LabException">It is missing, failed or took too long.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> command, string? input, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Deadline);
        using var process = Start(command);
        try
        {
            var output = ReadAsync(process.StandardOutput, deadline.Token);
            var errors = ReadAsync(process.StandardError, deadline.Token);
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), deadline.Token);
            }

            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
            var said = (await errors).Trim();
            return process.ExitCode == 0
                ? await output
                : throw new LabException($"'{string.Join(' ', command)}' failed with exit code {process.ExitCode}: {said}", 1);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new LabException($"'{string.Join(' ', command)}' did not finish within {Deadline.TotalSeconds} s; the machine is overloaded.", 1);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>How the lab starts every program: no shell, standard input, output and error piped.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <returns>The start information.</returns>
    public static ProcessStartInfo Piped(IReadOnlyList<string> command) =>
#pragma warning disable MA0163 // UseShellExecute is false by default, and banned here so that nobody sets it.
        new(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
#pragma warning restore MA0163

    private static Process Start(IReadOnlyList<string> command)
    {
        var start = Piped(command);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new LabException($"The lab needs the program '{command[0]}', which could not be started ({exception.Message}).", 3, exception);
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellation)
    {
        var kept = new StringBuilder();
        var buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellation)) > 0)
        {
            kept.Append(buffer, 0, Math.Min(read, Math.Max(0, LongestOutput - kept.Length)));
        }

        return kept.ToString();
    }
}
