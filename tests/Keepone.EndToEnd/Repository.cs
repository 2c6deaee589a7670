using System.Diagnostics;
using System.Text;

namespace Keepone.EndToEnd;

/// <summary>The repository that is tested, and its built programs.</summary>
internal static class Repository
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(8);

    /// <summary>The repository's root.</summary>
    internal static string Root { get; } = Find();

    /// <summary>The built command line: what <c>./test</c> built, or what KEEPONE_PROGRAM names.</summary>
    internal static string Program { get; } =
        Environment.GetEnvironmentVariable("KEEPONE_PROGRAM") ?? Path.Combine(Root, "artifacts/bin/Keepone.Cli/release/keepone");

    /// <summary>The built controller.</summary>
    internal static string Controller { get; } =
        Environment.GetEnvironmentVariable("KEEPONE_CONTROLLER") ?? Path.Combine(Root, "artifacts/bin/Keepone.Controller/release/keepone-controller");

    /// <summary>Runs a program to its end.</summary>
    internal static async Task<(int ExitCode, string Output, string Error)> RunAsync(string directory, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KEEPONE_CONTROLLER"] = Controller;
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = new StringBuilder();
        var error = new StringBuilder();
        process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
        process.ErrorDataReceived += (_, line) => error.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, output.ToString(), error.ToString());
    }

    private static string Find()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Keepone.slnx")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("the tests do not run inside the repository");
        }

        return directory;
    }
}
