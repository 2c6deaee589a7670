using System.Net.Sockets;
using System.Text;
using Keepone.Agent.Status;
using Keepone.Agent.Systemd;
using Keepone.Linux;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Keepone.Agent.Witness;

/// <summary>Runs a witness until it is told to stop. What keeps it from starting is said at once, and by an exit code.</summary>
public static class WitnessProgram
{
    private const int ConfigurationLimit = 1024 * 1024;
    private const UnixFileMode OwnOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Runs the witness.</summary>
    /// <param name="file">Its configuration; null: <see cref="WitnessConfiguration.DefaultFile"/>, if it is there.</param>
    /// <param name="wishes">What the command line says instead.</param>
    /// <param name="format">How it logs.</param>
    /// <param name="errors">Where sentences go that keep it from starting.</param>
    /// <param name="stop">Tells it to stop, as SIGTERM and SIGINT do.</param>
    /// <returns>0 after a clean stop; 2 bad configuration; 3 a directory or the status socket cannot be used; 5 another witness runs here.</returns>
    public static async Task<int> RunAsync(string? file, WitnessWishes wishes, LogFormat format, TextWriter errors, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(wishes);
        ArgumentNullException.ThrowIfNull(errors);
        var configuration = await ReadAsync(file, wishes, errors);
        if (configuration is null)
        {
            return 2;
        }

        StatusSocket? socket;
        try
        {
            Directory.CreateDirectory(Path.Combine(configuration.Run, "promises"), OwnOnly);
            socket = await StatusSocket.TryOpenAsync(configuration.Socket, stop);
        }
        catch (Exception error) when (error is SocketException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(
                $"The directory {configuration.Run} or the status socket {configuration.Socket} cannot be used: {error.Message}. Give others as 'run' and 'socket' in {file ?? WitnessConfiguration.DefaultFile}.");
            return 3;
        }

        if (socket is null)
        {
            await errors.WriteLineAsync(
                $"Another witness answers on {configuration.Socket}: it would promise what this one promises. Stop it first, or give this one its own name, 'run', 'state' and 'socket'.");
            return 5;
        }

        using (socket)
        {
            await Host(configuration, socket, format).RunAsync(stop);
        }

        return 0;
    }

    private static async Task<WitnessConfiguration?> ReadAsync(string? file, WitnessWishes wishes, TextWriter errors)
    {
        var path = file ?? WitnessConfiguration.DefaultFile;
        string? text = null;
        try
        {
            if (AtomicFile.TryRead(path, ConfigurationLimit, out var bytes))
            {
                text = Encoding.UTF8.GetString(bytes);
            }
            else if (file is not null || wishes.Name is null)
            {
                await errors.WriteLineAsync($"{path} does not exist: write the witness's configuration there, name another file with --config, or give its name with --name.");
                return null;
            }
        }
        catch (IOException error)
        {
            await errors.WriteLineAsync($"{path} cannot be read: {error.Message}");
            return null;
        }

        var (configuration, mistakes) = WitnessConfiguration.Read(text, path, Environment.MachineName, wishes);
        foreach (var mistake in wishes.Mistakes.Concat(mistakes.Select(mistake => mistake.ToString())))
        {
            await errors.WriteLineAsync(mistake);
        }

        return wishes.Mistakes.IsEmpty ? configuration : null;
    }

    // The empty builder: the usual one watches the working directory for configuration files, recursively.
    private static IHost Host(WitnessConfiguration configuration, StatusSocket socket, LogFormat format)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "keepone-witness" });
        AgentLogging.Configure(builder.Logging, format, configuration.Level);
        builder.Services.AddSingleton(configuration).AddSingleton(socket).AddSingleton(TimeProvider.System)
            .AddSingleton(ServiceNotifier.Open(Environment.GetEnvironmentVariable, Environment.ProcessId));
        builder.Services.AddHostedService<WitnessService>();
        return builder.Build();
    }
}
