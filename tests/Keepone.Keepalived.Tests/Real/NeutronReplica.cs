using System.Diagnostics;
using System.Text;

namespace Keepone.Keepalived.Tests.Real;

/// <summary>A real keepalived with a configuration of Neutron's form in a namespace, started as Neutron's agent does.</summary>
public sealed class NeutronReplica : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly System.Diagnostics.Process _process;
    private readonly StringBuilder _log = new();

    private NeutronReplica(System.Diagnostics.Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_log)
            {
                _log.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    /// <summary>What keepalived wrote until now.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public static async Task<NeutronReplica> StartAsync(TestNamespace place, string directory, string configuration)
    {
        var file = Path.Combine(directory, $"{place.Name}.conf");
        await File.WriteAllTextAsync(file, configuration, TestContext.Current.CancellationToken);
        return new NeutronReplica(System.Diagnostics.Process.Start(new ProcessStartInfo("ip",
            ["netns", "exec", place.Name, KeepalivedCommand.Program, "-P", "-n", "-l", "-f", file, "-p", file + ".pid", "-r", file + ".vrrp.pid"])
        { RedirectStandardError = true })!);
    }

    /// <summary>Waits for a line of the log.</summary>
    public Task SaysAsync(string part) => UntilAsync(() => Task.FromResult(Log.Contains(part, StringComparison.Ordinal)), part);

    /// <summary>Waits until a condition holds.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Patience, $"'{what}' did not come to hold; keepalived wrote:\n{Log}");
            await Task.Delay(Step, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await TestNamespace.SucceedAsync("kill", [_process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        }

        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        _process.Dispose();
    }
}
