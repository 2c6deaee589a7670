using System.Diagnostics;
using System.Globalization;

namespace Keepone.Bench;

/// <summary>
/// Neutron's <c>neutron-keepalived-state-change</c>, one for every router: what Debian's python3-neutron runs where Keepone's agent
/// runs one loop more.
/// </summary>
internal static class NeutronMonitor
{
    private const string Main =
        "import sys; from neutron.cmd.keepalived_state_change import main; sys.argv[0] = 'neutron-keepalived-state-change'; main()";
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    /// <summary>Starts one in each of the first namespaces and measures them.</summary>
    /// <returns>The PSS of each, all its processes together; null when the package is not installed.</returns>
    internal static async Task<IReadOnlyList<long>?> MeasureAsync(Stage stage, int count, CancellationToken stop)
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/neutron"))
        {
            return null;
        }

        foreach (var place in stage.Places.Take(count))
        {
            var directory = Directory.CreateDirectory($"neutron/{place.Router}").FullName;
            using var process = Process.Start("/usr/bin/python3",
            [
                "-c", Main, $"--router_id={place.Router}", $"--namespace={place.Router}", $"--conf_dir={directory}",
                $"--log-file={directory}/log", "--monitor_interface=ha0", $"--monitor_cidr={Place.Vip}", $"--pid_file={directory}/pid",
                $"--state_path={directory}", $"--user={0}", $"--group={0}",
            ]);
            await process.WaitForExitAsync(stop);
        }

        await Task.Delay(Settling, TimeProvider.System, stop);
        return [.. stage.Places.Take(count).Select(place => ProcessesOf(place.Router).Sum(ProcessCost.PssOf))];
    }

    private static IEnumerable<int> ProcessesOf(string router) => Directory.GetDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0 && TitleOf(pid).Contains($" --router_id={router} ", StringComparison.Ordinal));

    // The daemon writes its arguments anew as a title, with blanks between them.
    private static string TitleOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return "";
        }
    }
}
