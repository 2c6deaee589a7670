using System.Diagnostics;

namespace Keepone.Keepalived.Tests.Real;

/// <summary>A fresh network namespace with devices, removed at the end. Every address of these tests lives in one.</summary>
public sealed class TestNamespace : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static int _count;

    private TestNamespace(string name) => Name = name;

    public string Name { get; }

    /// <summary>Makes a namespace with devices that are up and have carrier.</summary>
    public static async Task<TestNamespace> CreateAsync(IEnumerable<string> devices)
    {
        var made = new TestNamespace($"keepone-test-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");
        await SucceedAsync("ip", ["netns", "add", made.Name]);
        try
        {
            await made.IpAsync("link", "set", "lo", "up");
            var peer = 0;
            foreach (var device in devices)
            {
                var other = $"peer{peer++}";
                await made.IpAsync("link", "add", device, "type", "veth", "peer", "name", other);
                await made.IpAsync("link", "set", device, "up");
                await made.IpAsync("link", "set", other, "up");
            }

            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs <c>ip</c> inside.</summary>
    public Task<string> IpAsync(params string[] arguments) => SucceedAsync("ip", ["-n", Name, .. arguments]);

    /// <summary>Runs a program inside to its end.</summary>
    public Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, IEnumerable<string> arguments) =>
        RunAnyAsync("ip", ["netns", "exec", Name, program, .. arguments]);

    public async ValueTask DisposeAsync() => await SucceedAsync("ip", ["netns", "delete", Name]);

    public static async Task<string> SucceedAsync(string program, IEnumerable<string> arguments)
    {
        var all = arguments.ToList();
        var (exit, output, errors) = await RunAnyAsync(program, all);
        return exit == 0 ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', all)} ended with {exit}: {errors}");
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAnyAsync(string program,
        IEnumerable<string> arguments)
    {
        using var process = System.Diagnostics.Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {Patience.TotalSeconds} s", late);
        }
    }
}
