using System.Net.Sockets;
using System.Text;
using Keepone.Agent.Configuration;
using Keepone.Agent.Status;
using Keepone.Agent.Systemd;
using Keepone.Keepalived;
using Keepone.Linux;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Keepone.Agent;

/// <summary>Runs the agent until it is told to stop. What keeps it from starting is one clear sentence and an exit code.</summary>
public static class AgentProgram
{
    private const int ConfigurationLimit = 1024 * 1024;

    /// <summary>Runs the agent.</summary>
    /// <param name="file">Its configuration.</param>
    /// <param name="format">How it logs.</param>
    /// <param name="errors">Where sentences go that keep it from starting.</param>
    /// <param name="stop">Tells it to stop, as SIGTERM and SIGINT do.</param>
    /// <returns>0 after a clean stop; 2 bad configuration; 3 missing privilege or program; 5 another agent runs here.</returns>
    public static async Task<int> RunAsync(string file, LogFormat format, TextWriter errors, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var configuration = await ReadAsync(file, errors);
        if (configuration is null)
        {
            return 2;
        }

        if (Privilege.Check("keepone agent", Privilege.OfAgent) is { } missing)
        {
            await errors.WriteLineAsync(missing);
            return 3;
        }

        var (keepalived, trouble) = await FindKeepalivedAsync(configuration.KeepalivedProgram, stop);
        if (keepalived is null)
        {
            await errors.WriteLineAsync(trouble);
            return 3;
        }

        StatusSocket? socket;
        try
        {
            socket = await StatusSocket.TryOpenAsync(configuration.Socket, stop);
        }
        catch (Exception error) when (error is SocketException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The status socket {configuration.Socket} cannot be opened: {error.Message}. Give another path as 'socket' in {file}.");
            return 3;
        }

        if (socket is null)
        {
            await errors.WriteLineAsync($"Another agent answers on {configuration.Socket}: one node has one agent. Stop it first, or give this one its own configuration.");
            return 5;
        }

        OwnResources.RaiseDescriptorLimit();
        using (socket)
        {
            await Host(configuration, keepalived, socket, format).RunAsync(stop);
        }

        return 0;
    }

    private static async Task<AgentConfiguration?> ReadAsync(string file, TextWriter errors)
    {
        byte[] bytes;
        try
        {
            if (!AtomicFile.TryRead(file, ConfigurationLimit, out bytes))
            {
                await errors.WriteLineAsync($"{file} does not exist: write the agent's configuration there, or name another file with --config.");
                return null;
            }
        }
        catch (IOException error)
        {
            await errors.WriteLineAsync($"{file} cannot be read: {error.Message}");
            return null;
        }

        var (configuration, mistakes) = AgentConfiguration.Read(Encoding.UTF8.GetString(bytes), file, Environment.MachineName);
        foreach (var mistake in mistakes)
        {
            await errors.WriteLineAsync(mistake.ToString());
        }

        return configuration;
    }

    private static async Task<(KeepalivedVersion? Version, string? Trouble)> FindKeepalivedAsync(string program, CancellationToken stop)
    {
        try
        {
            var result = await ChildProcess.RunAsync(null, program, KeepalivedCommand.Version, null, TimeSpan.FromSeconds(10), 64 * 1024, stop);
            if (!KeepalivedVersion.TryParse(result.Error, out var version))
            {
                return (null, $"{program} does not say which keepalived it is ('{program} --version' {result.Describe()}): expected 'Keepalived vN.N.N'.");
            }

            return version.Refusal is { } refusal ? (null, refusal) : (version, null);
        }
        catch (LinuxException error)
        {
            return (null, $"keepalived cannot be run: {error.Message}. Install it (apt-get install keepalived) or name the program as keepalived.program.");
        }
    }

    // The empty builder: the usual one watches the working directory for configuration files, recursively.
    private static IHost Host(AgentConfiguration configuration, KeepalivedVersion keepalived, StatusSocket socket, LogFormat format)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "keepone-agent" });
        AgentLogging.Configure(builder.Logging, format);
        builder.Services.AddSingleton(configuration).AddSingleton(keepalived).AddSingleton(socket).AddSingleton(TimeProvider.System)
            .AddSingleton(ServiceNotifier.Open(Environment.GetEnvironmentVariable, Environment.ProcessId));
        builder.Services.AddHostedService<AgentService>();
        return builder.Build();
    }
}
