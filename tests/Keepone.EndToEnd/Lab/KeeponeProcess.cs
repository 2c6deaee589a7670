using System.Diagnostics;
using System.Threading.Channels;
using Keepone.Lab.Processes;

namespace Keepone.EndToEnd.Lab;

/// <summary>The built program, started by a test. Everything it starts carries a mark by which it is found again.</summary>
internal sealed class KeeponeProcess : IDisposable
{
    private const string MarkVariable = "KEEPONE_TEST_MARK";

    private readonly Process _process;
    private readonly Channel<string> _errors = Channel.CreateUnbounded<string>();
    private readonly Task<string> _output;
    private readonly Task _pump;

    private KeeponeProcess(Process process, string mark)
    {
        _process = process;
        Mark = $"{MarkVariable}={mark}";
        RuntimeFiles = Leftovers.RuntimeFiles([process.Id]);
        _output = process.StandardOutput.ReadToEndAsync();
        _pump = PumpAsync();
    }

    /// <summary>What the environment of each of its processes contains.</summary>
    public string Mark { get; }

    /// <summary>How the names of what the runtime makes for the program begin.</summary>
    public IReadOnlyCollection<string> RuntimeFiles { get; }

    public static KeeponeProcess Start(params IEnumerable<string> arguments)
    {
        var mark = Guid.NewGuid().ToString();
        // ./test names the native program, and the released controller beside it: half the time of a scenario, and what operators run.
        var release = Environment.GetEnvironmentVariable("KEEPONE_RELEASE");
        var start = Tool.Piped([release ?? BuiltProgram("Keepone.Cli", "keepone"), .. arguments]);
        start.Environment["KEEPONE_CONTROLLER"] =
            release is null ? BuiltProgram("Keepone.Controller", "keepone-controller") : Path.Combine(Path.GetDirectoryName(release)!, "keepone-controller");
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment[MarkVariable] = mark;
        return new KeeponeProcess(Process.Start(start)!, mark);
    }

    /// <summary>Waits for a line on standard error that contains a text.</summary>
    public async Task AwaitLineAsync(string text, CancellationToken cancellation)
    {
        await foreach (var line in _errors.Reader.ReadAllAsync(cancellation))
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The program ended without saying '{text}'.");
    }

    /// <summary>Waits for the end.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> EndAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        await _pump.WaitAsync(cancellation);
        var errors = new List<string>();
        while (_errors.Reader.TryRead(out var line))
        {
            errors.Add(line);
        }

        return (_process.ExitCode, await _output.WaitAsync(cancellation), string.Join('\n', errors));
    }

    /// <summary>Sends a signal to the program alone, not to what it started.</summary>
    public Task SignalAsync(string signal) => Tool.RunAsync(["kill", $"-{signal}", _process.Id.ToString()], input: null, CancellationToken.None);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task PumpAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _errors.Writer.TryWrite(line);
        }

        _errors.Writer.Complete();
    }

    // artifacts/bin/PROJECT/CONFIGURATION/: the programs lie beside this test.
    private static string BuiltProgram(string project, string program)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, program);
        Assert.True(File.Exists(path), $"{path} is not built.");
        return path;
    }
}
