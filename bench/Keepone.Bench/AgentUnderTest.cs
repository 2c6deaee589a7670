using System.Diagnostics;
using Keepone.Protocol.V1;

namespace Keepone.Bench;

/// <summary>The agent's program as it is shipped, in a directory of its own, connected to the bench's ear.</summary>
internal sealed class AgentUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);
    private readonly string _program;
    private readonly ControllerEar _ear;
    private Process? _process;
    private int _count;

    private AgentUnderTest(string program, ControllerEar ear) => (_program, _ear) = (program, ear);

    internal ProcessCost Cost => ProcessCost.Of(_process!.Id);

    internal static async Task<AgentUnderTest> CreateAsync(string program, ControllerEar ear, CancellationToken stop)
    {
        Directory.CreateDirectory("routers.d");
        await File.WriteAllTextAsync("agent.yaml", $"""
            node: net-1
            routers: {Path.GetFullPath("routers.d")}
            keys: {Path.GetFullPath("keys")}
            run: {Path.GetFullPath("run")}
            state: {Path.GetFullPath("state")}
            socket: {Path.GetFullPath("agent.sock")}
            controllers: ["unix:{Path.GetFullPath("ear.sock")}"]
            """, stop);
        return new AgentUnderTest(program, ear);
    }

    /// <summary>Specifies the first routers of the stage.</summary>
    internal async Task SpecifyAsync(Stage stage, int count, CancellationToken stop)
    {
        foreach (var place in stage.Places.Skip(_count).Take(count - _count))
        {
            await SpecifyAsync(place.Router, Stage.Specification(place.Router), stop);
        }

        _count = count;
    }

    /// <summary>Specifies a router, or specifies it anew.</summary>
    internal static async Task SpecifyAsync(string router, string specification, CancellationToken stop)
    {
        await File.WriteAllTextAsync($"routers.d/.{router}", specification, stop);
        File.Move($"routers.d/.{router}", $"routers.d/{router}.yaml", overwrite: true);
    }

    /// <summary>Starts it.</summary>
    /// <returns>The moment just before.</returns>
    internal long Start()
    {
        _ear.Forget();
        var log = new StreamWriter("agent.log", append: true);
        _process = new Process
        {
            // In a session of its own, as a service is.
            StartInfo = new ProcessStartInfo("setsid", [_program, "agent", "--config", Path.GetFullPath("agent.yaml"), "--log", "json"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
        _process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        var at = TimeProvider.System.GetTimestamp();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        return at;
    }

    /// <summary>Waits until every specified router is reported as a backup that hears its master.</summary>
    internal async Task<long> UntilReadyAsync(CancellationToken stop)
    {
        try
        {
            return await _ear.UntilAsync(
                latest => latest.Count == _count && latest.Values.All(seen => seen.State == VrrpState.Backup && seen.Wire.Heard.Count > 0),
                Deadline, stop);
        }
        catch (TimeoutException error)
        {
            throw new InvalidOperationException($"of {_count} routers the agent reports after {Deadline.TotalSeconds} s: {_ear.Describe()}", error);
        }
    }

    /// <summary>Ends it in order; keepalived goes on.</summary>
    internal async Task StopAsync(CancellationToken stop)
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]))
        {
            await kill.WaitForExitAsync(stop);
        }

        await _process.WaitForExitAsync(stop);
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await StopAsync(CancellationToken.None);
        }
    }
}
