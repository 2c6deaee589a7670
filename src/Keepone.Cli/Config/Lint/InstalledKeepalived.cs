using System.ComponentModel;
using System.Diagnostics;
using Keepone.Keepalived;

namespace Keepone.Cli.Config.Lint;

/// <summary>The keepalived of this host.</summary>
internal static class InstalledKeepalived
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks it for its version.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>The version; null when there is none, or it does not answer.</returns>
    public static async Task<KeepalivedVersion?> VersionAsync(string program, CancellationToken stop)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["-v"]) { RedirectStandardError = true, RedirectStandardOutput = true });
            if (process is null)
            {
                return null;
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(Patience);
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(patience.Token);
                var errors = await process.StandardError.ReadToEndAsync(patience.Token);
                await process.WaitForExitAsync(patience.Token);
                return KeepalivedVersion.TryParse(errors + await output, out var version) ? version : null;
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                return null;
            }
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
