using System.Diagnostics.CodeAnalysis;
using Keepone.Agent.OwnHealth;
using Keepone.Agent.Sources;
using Keepone.Agent.Status;
using Keepone.Agent.Systemd;
using Keepone.Agent.Voting;
using Keepone.Linux;
using Keepone.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Witness;

/// <summary>The daemon: votes for all routers that name it, a source of their specifications, a status socket.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Made by the host.")]
internal sealed class WitnessService(
    WitnessConfiguration configuration, StatusSocket socket, ServiceNotifier systemd, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    private readonly ILogger _logger = loggers.CreateLogger<WitnessService>();
    private readonly SteadyClock _clock = new(time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        WitnessLog.Started(_logger, AgentService.Version, configuration.Name, configuration.Routers, configuration.Keys);
        using var reactor = new Reactor(
            (descriptor, error) => AgentLog.DescriptorFault(_logger, descriptor, error.Message, WitnessVotes.Patrol.TotalSeconds), time);
        var services = new WitnessServices(
            configuration, reactor, new BeaconSockets(reactor), new VoterLives(configuration.State, time), _clock, _logger);
        var votes = new WitnessVotes(services);
        var health = new OwnHealthMonitor(reactor, new Pulses(time), () => 0, time, _logger);
        var source = new FileRouterSource(configuration.Routers, configuration.State, time, _logger, sameNode: false);
        var watchdog = new ServiceWatchdog(
            systemd, () => WitnessSentences.Summary(configuration.Name, votes.Tally, votes.Problems.Length + health.Report.Warnings.Length));
        await using var stopping = stoppingToken.UnsafeRegister(_ => systemd.Stopping(), null);
        try
        {
            await Task.WhenAll(
                source.RunAsync(
                    set =>
                    {
                        votes.Apply(set);
                        systemd.Ready();
                        return ValueTask.CompletedTask;
                    },
                    stoppingToken),
                health.RunAsync(watchdog.Take, stoppingToken, watchdog.Interval),
                TendAsync(votes, stoppingToken),
                socket.RunAsync(stop => StatusAsync(votes, health, stop), WitnessJson.Default.WitnessStatus, time, _logger, stoppingToken));
        }
        finally
        {
            WitnessLog.Stopped(_logger, configuration.Name, await votes.LeaveAsync());
        }
    }

    private async Task TendAsync(WitnessVotes votes, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(WitnessVotes.Patrol, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                votes.Tend();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The witness stops.
        }
    }

    private async Task<WitnessStatus> StatusAsync(WitnessVotes votes, OwnHealthMonitor health, CancellationToken stop)
    {
        var routers = await votes.ReadAsync(stop);
        return new WitnessStatus
        {
            Name = configuration.Name,
            Version = AgentService.Version,
            Pid = Environment.ProcessId,
            StartedAt = _clock.Start,
            At = _clock.Now,
            Health = health.Report,
            Problems = routers is null ? [.. votes.Problems, "The thread that votes does not answer"] : votes.Problems,
            Routers = routers ?? [],
        };
    }
}
