using System.Globalization;
using System.Reflection;
using Keepone.Controller;
using Keepone.Controller.Configuration;
using Keepone.Controller.Hosting;
using Microsoft.Extensions.Logging.Console;

return await Program.RunAsync(args);

/// <summary>The controller's program.</summary>
internal static partial class Program
{
    internal static async Task<int> RunAsync(string[] args)
    {
        if (CommandLine.Parse(args, out var error) is not { } line)
        {
            return Fail(error!, ExitCodes.Usage);
        }

        if (line.Help || line.Version)
        {
            Console.Out.WriteLine(line.Help ? CommandLine.Usage : Version);
            return ExitCodes.Ok;
        }

        try
        {
            var options = Configure(line.Config);
            await using var host = await ControllerHost.StartAsync(
                options, TimeProvider.System, logging => LogTo(logging, line.Json), CancellationToken.None);
            await host.WaitForShutdownAsync(CancellationToken.None);
            await host.StopAsync(CancellationToken.None);
            return ExitCodes.Ok;
        }
        catch (StartupException failure)
        {
            return Fail(failure.Message, failure.ExitCode);
        }
    }

    private static string Version =>
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "unknown";

    private static ControllerOptions Configure(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The configuration {file} cannot be read: {error.Message}", ExitCodes.Usage, error);
        }

        var (options, errors) = ControllerOptionsReader.Read(text, file);
        return options ?? throw new StartupException(string.Join('\n', errors), ExitCodes.Usage);
    }

    private static void LogTo(ILoggingBuilder logging, bool json)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Grpc", LogLevel.Error);
        if (json)
        {
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "O";
            });
        }
        else if (!Microsoft.Extensions.Hosting.Systemd.SystemdHelpers.IsSystemdService())
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.ColorBehavior = Console.IsOutputRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = CultureInfo.InvariantCulture.DateTimeFormat.UniversalSortableDateTimePattern + " ";
            });
        }
        else
        {
            logging.AddSystemdConsole();
        }
    }

    private static int Fail(string sentence, int exitCode)
    {
        Console.Error.WriteLine($"keepone-controller: {sentence}");
        return exitCode;
    }
}
