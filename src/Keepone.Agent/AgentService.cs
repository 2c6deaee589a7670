using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Keepone.Agent.Checks;
using Keepone.Agent.Configuration;
using Keepone.Agent.Observing;
using Keepone.Agent.Orders;
using Keepone.Agent.OwnHealth;
using Keepone.Agent.Probes;
using Keepone.Agent.Reporting;
using Keepone.Agent.Scripts;
using Keepone.Agent.Sources;
using Keepone.Agent.Status;
using Keepone.Agent.Supervision;
using Keepone.Agent.Systemd;
using Keepone.Agent.Voting;
using Keepone.Agent.Watching;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Linux;
using Keepone.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent;

/// <summary>The agent of a node: one loop per replica, a source of specifications, a link to the controller, a status socket.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Made by the host.")]
internal sealed class AgentService(
    AgentConfiguration configuration,
    KeepalivedVersion keepalived,
    StatusSocket socket,
    ServiceNotifier systemd,
    TimeProvider time,
    ILoggerFactory loggers) : BackgroundService
{
    /// <summary>
    /// How long the guards of all routers may take to leave: a master waits <see cref="GuardTimers.DefaultLeaveLimit"/> for long promises,
    /// and then for its keepalived to stop.
    /// </summary>
    public static readonly TimeSpan LeavePatience = GuardTimers.DefaultLeaveLimit + TimeSpan.FromSeconds(2);

    /// <summary>How long the status waits for the voters' figures.</summary>
    public static readonly TimeSpan FiguresPatience = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = loggers.CreateLogger<AgentService>();
    private readonly ReportQueue _reports = new();
    private readonly SteadyClock _clock = new(time);
    private readonly Dictionary<RouterId, (ReplicaLoop Loop, Task Run, CancellationTokenSource Stop)> _replicas = [];
    private readonly Pulses _pulses = new(time);
    private volatile ReplicaLoop[] _figured = [];
    private volatile ImmutableHashSet<RouterId> _ours = [];
    private NeutronWatch? _watch;
    private volatile ImmutableArrayBox _problems = new([]);
    private volatile string? _orderProblem;

    /// <summary>The agent's version.</summary>
    public static string Version { get; } = typeof(AgentService).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        AgentLog.Started(_logger, Version, configuration.Node, keepalived.ToString(), configuration.Routers);
        using var reactor = new Reactor(
            (descriptor, error) => AgentLog.DescriptorFault(_logger, descriptor, error.Message, ReplicaLoop.Patrol.TotalSeconds * 2), time);
        using var lateness = new LatenessMeter(reactor);
        using var orders = new OrderBook(configuration.State, time, _logger);
        _orderProblem = orders.Problem;
        var lives = new VoterLives(configuration.State, time);
        var voting = new VotingServices(
            configuration.Node, reactor, new BeaconSockets(reactor), lateness, lives, configuration.Keys, _clock, _logger);
        using var probes = new ProbeServices(reactor, time);
        using var scripts = ScriptServices.Of(reactor, configuration.Scripts);
        await using var history = new CheckHistory(configuration.State, time, _logger);
        var checks = new CheckServices(
            configuration.Node, reactor, _clock,
            (check, replica, place) => check.Script is null ? ProbeList.Make(check, replica, place, probes) : new ScriptMeans(check, scripts),
            orders, history, _reports.History, _logger);
        var places = StartQueue.PlacesFor(Environment.ProcessorCount);
        using var questions = new SemaphoreSlim(places);
        var services = new ReplicaServices(
            configuration, keepalived, reactor, _reports, _clock, new KeepalivedSearch(time), new StartQueue(places), questions, _pulses, voting, checks, _logger);
        var identity = new AgentIdentity(configuration.Node, Version, await BootIdAsync(stoppingToken), $"{Environment.ProcessId}-{_clock.Start.UtcTicks}");
        var health = new OwnHealthMonitor(reactor, _pulses, () => _reports.Count, time, _logger);
        var link = new ControllerLink(
            configuration.Controllers, _reports, identity, () => health.WorstLateness, _clock, loggers.CreateLogger<ControllerLink>(),
            Random.Shared.NextDouble, new OrderIntake(orders, _reports.KeeperOf, time));
        var source = new FileRouterSource(configuration.Routers, configuration.State, time, _logger);
        _watch = configuration.Neutron is { } neutron
            ? new NeutronWatch(neutron, new WatchServices(configuration.Node, reactor, _reports, _clock, _pulses, _logger), router => _ours.Contains(router))
            : null;
        var supervisor = new ServiceWatchdog(systemd, () => StatusSentences.Summary(Status(link, health, [])));
        using var trim = new MemoryTrim(time);

        // Everything else goes on while the guards leave: a voter still has to see its keepalived, and people to see it leave.
        using var left = new CancellationTokenSource();
        await using var stopping = stoppingToken.UnsafeRegister(_ => systemd.Stopping(), null);
        try
        {
            var reading = source.RunAsync(
                async set =>
                {
                    await ApplyAsync(set, services, left.Token);
                    trim.Changed();
                    systemd.Ready();
                },
                stoppingToken);
            await Task.WhenAll(
                LeaveAsync(reading, left, stoppingToken),
                health.RunAsync(supervisor.Take, left.Token, supervisor.Interval),
                link.RunAsync(left.Token),
                _watch?.RunAsync(left.Token) ?? Task.CompletedTask,
                socket.RunAsync(
                    async stop => Status(link, health, await FiguresAsync(reactor, stop)), AgentJson.Default.AgentStatus, time, _logger, left.Token));
        }
        finally
        {
            await left.CancelAsync();
            foreach (var (_, (loop, run, stop)) in _replicas)
            {
                await run;
                loop.Dispose();
                stop.Dispose();
            }

            AgentLog.Stopped(_logger, _replicas.Count);
        }
    }

    // When the agent is told to stop, all voters leave together (docs/guard.md G14); then everything else ends.
    private async Task LeaveAsync(Task reading, CancellationTokenSource left, CancellationToken stop)
    {
        try
        {
            await reading;
        }
        finally
        {
            if (stop.IsCancellationRequested)
            {
                var leaving = _replicas.Values.Select(replica => replica.Loop.LeaveAsync()).ToList();
                await Task.WhenAny(Task.WhenAll(leaving), Task.Delay(LeavePatience, time, CancellationToken.None));
                var overdue = leaving.Count(one => !one.IsCompleted);
                if (overdue > 0)
                {
                    AgentLog.LeaveOverdue(_logger, overdue, LeavePatience.TotalSeconds);
                }
            }

            await left.CancelAsync();
        }
    }

    private async ValueTask ApplyAsync(RouterSet set, ReplicaServices services, CancellationToken stop)
    {
        var wanted = set.Routers
            .Select(router => Replica.Of(router, configuration.Node))
            .OfType<Replica>()
            .ToDictionary(replica => replica.Router.Id);
        // Before any of them runs: what is Keepone's own is not watched.
        _ours = [.. wanted.Keys];
        _watch?.LookAgain();
        foreach (var gone in _replicas.Keys.Where(id => !wanted.ContainsKey(id)).ToList())
        {
            await RetireAsync(gone, stop);
        }

        foreach (var (id, replica) in wanted)
        {
            if (_replicas.TryGetValue(id, out var known))
            {
                known.Loop.Post(new SpecificationChanged(replica));
                continue;
            }

            var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var loop = new ReplicaLoop(services, replica);
            _replicas[id] = (loop, Task.Run(() => loop.RunAsync(ended.Token), CancellationToken.None), ended);
        }

        _figured = [.. _replicas.Values.Select(replica => replica.Loop)];
        var strays = new StrayReplicas(configuration, services);
        _problems = new ImmutableArrayBox([.. set.Problems, .. await strays.TendAsync(set.Routers, wanted.Keys, stop)]);
    }

    private async Task RetireAsync(RouterId id, CancellationToken stop)
    {
        _replicas.Remove(id, out var replica);
        await replica.Stop.CancelAsync();
        await replica.Run;
        await replica.Loop.RetireAsync(stop);
        replica.Loop.Dispose();
        replica.Stop.Dispose();
    }

    // All in one step of the voters' thread. One that hangs costs the status its figures, and the status says that it hangs.
    private async Task<ImmutableArray<ReplicaGuardFigures>> FiguresAsync(Reactor reactor, CancellationToken stop)
    {
        var loops = _figured;
        try
        {
            return await reactor.RunAsync<ImmutableArray<ReplicaGuardFigures>>(() =>
            [
                .. loops.Select(loop => (loop.Router, Figures: loop.Figures()))
                    .Where(pair => pair.Figures is not null)
                    .Select(pair => new ReplicaGuardFigures(pair.Router, pair.Figures!)),
            ]).WaitAsync(FiguresPatience, time, stop);
        }
        catch (Exception error) when (error is TimeoutException or IOException)
        {
            return [];
        }
    }

    private AgentStatus Status(ControllerLink link, OwnHealthMonitor health, ImmutableArray<ReplicaGuardFigures> figures) => new()
    {
        Node = configuration.Node,
        Version = Version,
        Keepalived = keepalived.ToString(),
        Pid = Environment.ProcessId,
        StartedAt = _clock.Start,
        At = _clock.Now,
        Controller = link.Status,
        Health = health.Report,
        ForgottenChanges = _reports.History.Forgotten,
        Problems = [.. _problems.Value, .. _watch?.Problems ?? [], .. _orderProblem is { } problem ? [problem] : Array.Empty<string>()],
        Replicas = [.. _reports.Snapshot()],
        Guards = figures,
        Changes = _reports.History.Latest(AgentStatus.MostChanges),
    };

    private static async Task<string> BootIdAsync(CancellationToken stop) => (await File.ReadAllTextAsync("/proc/sys/kernel/random/boot_id", stop)).Trim();

    // A reference, so that it can be exchanged at once.
    private sealed record ImmutableArrayBox(ImmutableArray<string> Value);
}
