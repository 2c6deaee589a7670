using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Keepone.Lab.Processes;
using Keepone.Lab.Results;

namespace Keepone.Lab.Running;

/// <summary>What is known of the lab that is up. Only the outer process is written down: everything else is inside of it.</summary>
/// <param name="Pid">The process that holds the lab's PID namespace (<c>unshare</c>), as the host sees it.</param>
/// <param name="Started">Its start time in clock ticks since boot: a process id is used again, a pair of both is not.</param>
/// <param name="Init">Process 1 of the lab, as the host sees it.</param>
/// <param name="Scenario">The scenario whose router is up.</param>
/// <param name="Nodes">The process that holds each node, by its id inside of the lab.</param>
public sealed record StandingLabRecord(int Pid, long Started, int Init, string Scenario, IReadOnlyDictionary<string, int> Nodes);

/// <summary>A lab in the background, one on a machine: brought up, entered and taken down by separate commands.</summary>
public static class StandingLab
{
    private const string File = "/run/keepone-lab.json";

    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Brings a lab up.</summary>
    /// <param name="programs">Where the programs are.</param>
    /// <param name="scenario">The scenario whose router is brought up.</param>
    /// <param name="output">Is told what to try.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> UpAsync(Programs programs, string scenario, TextWriter output, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(programs);
        ArgumentNullException.ThrowIfNull(output);
        if (Read() is { } there)
        {
            throw new LabException($"A lab is up already ({there.Scenario}, process {there.Pid}); take it down with 'keepone lab down'.", 1);
        }

        var start = Tool.Piped(["setsid", "--", .. LabLauncher.Wrap(programs, ["lab", "inside", "up", scenario], tied: false)]);
        LabLauncher.Prepare(start);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var relay = RelayAsync(process.StandardError);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1), time);
        try
        {
            var ready = await process.StandardOutput.ReadLineAsync(deadline.Token);
            if (ready is null)
            {
                await relay;
                await process.WaitForExitAsync(deadline.Token);
                return process.ExitCode == 0 ? 70 : process.ExitCode;
            }

            var nodes = JsonSerializer.Deserialize(ready, LabJson.Default.DictionaryStringInt32)!;
            Write(new StandingLabRecord(process.Id, StartTime(process.Id) ?? 0, Child(process.Id), scenario, nodes));
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new LabException("The lab did not come up within a minute; the machine is overloaded.", 1);
        }

        await output.WriteLineAsync(
            """
            The lab is up. Try:
              keepone lab exec net-1 -- keepone status                              what an agent says
              keepone lab exec net-1 -- ip netns exec keepone-edge-1 ip address     what the kernel says
              keepone lab exec controller -- keepone router list                    what the controller says
              keepone lab exec lab -- ip link set tunnel-1 down                     the failure: net-1's tunnel NIC dies outside of the node
              keepone lab exec lab -- ip link set tunnel-1 up
              keepone lab down
            """);
        return 0;
    }

    /// <summary>Runs a command in a node, with the caller's own terminal.</summary>
    /// <param name="node">The node; <c>lab</c>: where the fabrics are.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <returns>The command's exit code.</returns>
    public static async Task<int> ExecAsync(string node, IReadOnlyList<string> command)
    {
        var lab = Read() ?? throw new LabException("No lab is up; bring one up with 'keepone lab up'.", 2);
        string[] enter = ["nsenter", $"--target={lab.Init}", "--net", "--mount", "--uts", "--ipc", "--pid", "--"];
        if (node != "lab")
        {
            enter = lab.Nodes.TryGetValue(node, out var holder)
                ? [.. enter, "nsenter", $"--target={holder}", "--net", "--mount", "--uts", "--"]
                : throw new LabException($"The lab has no node '{node}'; it has lab, {string.Join(", ", lab.Nodes.Keys)}.", 2);
        }

        var start = new ProcessStartInfo(enter[0], enter[1..].Concat(command));

        // `keepone` in the node is this very program, wherever it is.
        start.Environment["PATH"] = $"{AppContext.BaseDirectory.TrimEnd('/')}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Takes the lab down.</summary>
    /// <param name="output">Is told what was done.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> DownAsync(TextWriter output, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (Read() is not { } lab)
        {
            System.IO.File.Delete(File);
            await output.WriteLineAsync("No lab is up.");
            return 0;
        }

        // Process 1 passes the signal on; when it ends, the kernel ends all that is left.
        using var outer = Process.GetProcessById(lab.Pid);
        await Tool.RunAsync(["kill", "-TERM", lab.Init.ToString()], input: null, CancellationToken.None);
        using var deadline = new CancellationTokenSource(LabLauncher.Patience, time);
        try
        {
            await outer.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            outer.Kill();
            await outer.WaitForExitAsync(CancellationToken.None);
        }

        System.IO.File.Delete(File);
        await output.WriteLineAsync("The lab is down.");
        return 0;
    }

    // Not inherited: whoever reads this command's errors to their end must not wait for the end of the lab.
    private static async Task RelayAsync(StreamReader errors)
    {
        while (await errors.ReadLineAsync() is { } text)
        {
            await Console.Error.WriteLineAsync(text);
        }
    }

    private static StandingLabRecord? Read()
    {
        try
        {
            var record = JsonSerializer.Deserialize(System.IO.File.ReadAllText(File), LabJson.Default.StandingLabRecord);
            return record is not null && StartTime(record.Pid) == record.Started ? record : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    private static void Write(StandingLabRecord record)
    {
        System.IO.File.Delete(File);
#pragma warning disable CA1416 // Linux only.
        using var file = new FileStream(File, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Secret });
#pragma warning restore CA1416
        JsonSerializer.Serialize(file, record, LabJson.Default.StandingLabRecord);
    }

    // /proc/PID/stat, field 22, counted after the last parenthesis of the name.
    private static long? StartTime(int pid)
    {
        try
        {
            var stat = System.IO.File.ReadAllText($"/proc/{pid}/stat");
            return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int Child(int pid) =>
        int.Parse(System.IO.File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ')[0], CultureInfo.InvariantCulture);
}
