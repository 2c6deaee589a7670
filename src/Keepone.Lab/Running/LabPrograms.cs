using Keepone.Core.Model;
using Keepone.Lab.Audits;
using Keepone.Lab.Fabric;
using Keepone.Lab.Meters;
using Keepone.Lab.Processes;
using Keepone.Lab.Scenarios;

namespace Keepone.Lab.Running;

/// <summary>The controller and the agents of a lab, as processes: started, ended, killed, and missed when they end by themselves.</summary>
internal sealed class LabPrograms(
    Programs programs, Scenario scenario, Topology topology, MeterClock clock, Bulletin bulletin, ControllerLog controllerLog) : IAsyncDisposable
{
    private const string Logs = $"{LabSession.Directory}/logs";
    private const string UpgradeDirectory = $"{LabSession.Directory}/upgrade";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AgentPoll = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, LabProcess> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LabProcess> _witnesses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _upgraded = new(StringComparer.Ordinal);
    private readonly List<string> _troubles = [];
    private LabProcess? _controller;
    private int _upgrades;

    // A replica that the guard keeps out until it hears a majority is well, and keepalived says FAULT of it.
    private bool IsGuarded => scenario.Router.Guard.Mode != GuardMode.Off;

    /// <summary>How the command line is started.</summary>
    public IReadOnlyList<string> Keepone => programs.Keepone;

    /// <summary>The nodes whose agent should run.</summary>
    public IReadOnlyCollection<string> Agents => _agents.Keys;

    /// <summary>Whether the controller should run.</summary>
    public bool HasController => _controller is not null;

    /// <summary>What runs: each program's process id by its name.</summary>
    public IReadOnlyDictionary<string, int> Pids => All()
        .ToDictionary(process => process.Name, process => process.Pid, StringComparer.Ordinal);

    /// <summary>Processes that should run and do not, and those that did not end as they were asked to.</summary>
    /// <returns>One sentence for each.</returns>
    public IEnumerable<string> Casualties() =>
    [
        .. All().Where(process => !process.IsRunning)
            .Select(process => $"{process.Name} ended by itself; its log says: {LastLine(process.Name)}"),
        .. _troubles,
    ];

    /// <summary>
    /// Starts everything: the controller, so that an agent's first word has somebody to hear it; all agents at once; then their router is
    /// given to the nodes in the order of succession. With the router there from the first, the start of the runtimes would decide who is
    /// first master.
    /// </summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when all work.</returns>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await StartControllerAsync(cancellation);
        foreach (var witness in topology.Witnesses)
        {
            Launch(witness, "witness");
        }

        foreach (var node in topology.Nodes)
        {
            Launch(node, "agent");
        }

        foreach (var node in topology.Nodes)
        {
            NodeFiles.GiveRouter(node, scenario);
            await AwaitAgentAsync(node, cancellation);
        }

        // What an agent saw before it died is what a scenario may ask the controller for.
        foreach (var node in topology.Nodes)
        {
            await AwaitAsync(
                node, async () => await AgentViews.IsConnectedAsync(node, cancellation), "that the controller hears it", cancellation);
        }
    }

    /// <summary>Starts the controller.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when it listens for agents.</returns>
    /// <exception cref="LabException">It does not, or runs already.</exception>
    public async Task StartControllerAsync(CancellationToken cancellation)
    {
        if (_controller is not null)
        {
            throw new LabException("The controller runs already: stop or kill it first.", 2);
        }

        var before = controllerLog.Starts;
        _controller = LabProcess.Start(
            "controller",

            // On a machine of its own it would take no processor from agents and keepalived; while it starts it takes one for seconds.
            topology.Controller.Enter("nice", "-n", "5", programs.Controller, "--config", $"{LabSession.Directory}/controller.yaml", "--log", "json"),
            Logs, controllerLog.Take, bulletin.Publish, clock.Time);
        if (!await bulletin.WaitAsync(() => controllerLog.Starts > before || Casualties().Any(), StartDeadline, cancellation)
            || controllerLog.Starts == before)
        {
            throw new LabException(
                Casualties().FirstOrDefault()
                    ?? $"The controller did not listen within {StartDeadline.TotalSeconds} s; its log says: {LastLine("controller")}", 1);
        }
    }

    /// <summary>Ends the controller.</summary>
    /// <param name="kill">With SIGKILL; else it is asked to.</param>
    /// <returns>A task that ends when it is gone.</returns>
    public async Task EndControllerAsync(bool kill)
    {
        var process = _controller ?? throw new LabException("The controller does not run.", 2);
        _controller = null;
        await EndAsync(process, kill);
    }

    /// <summary>Starts an agent.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when it says of its replica that it is master or backup.</returns>
    /// <exception cref="LabException">It does not, or runs already.</exception>
    public async Task StartAgentAsync(string node, CancellationToken cancellation)
    {
        if (_agents.ContainsKey(node))
        {
            throw new LabException($"The agent of {node} runs already: stop or kill it first.", 2);
        }

        Launch(topology.Node(node), "agent");
        await AwaitAgentAsync(topology.Node(node), cancellation);
    }

    /// <summary>Ends an agent.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="kill">With SIGKILL; else it is asked to.</param>
    /// <returns>A task that ends when it is gone.</returns>
    public async Task EndAgentAsync(string node, bool kill)
    {
        if (!_agents.Remove(node, out var process))
        {
            throw new LabException($"The agent of {node} does not run.", 2);
        }

        await EndAsync(process, kill);
    }

    /// <summary>Puts a copy of the program elsewhere in a node, which its agent is started from when it starts again.</summary>
    /// <param name="node">The node.</param>
    public void Upgrade(string node)
    {
        // Another directory each time: the program that runs from the last one cannot be written to.
        var directory = $"{UpgradeDirectory}/{++_upgrades}";
        var target = topology.Node(node).Root + directory;
        Directory.CreateDirectory(target);
        var program = Path.GetFullPath(programs.Keepone[^1]);
        foreach (var file in IsNative(program) ? [program] : Directory.EnumerateFiles(Path.GetDirectoryName(program)!))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }

        _upgraded[node] = directory;
    }

    /// <summary>The process id of a node's agent.</summary>
    /// <param name="node">The node.</param>
    /// <returns>The process id.</returns>
    /// <exception cref="LabException">It does not run.</exception>
    public int AgentPid(string node) => _agents.TryGetValue(node, out var process)
        ? process.Pid
        : throw new LabException($"The agent of {node} does not run.", 2);

    /// <summary>Asks agents and controller to end, and sees that they do so in order.</summary>
    /// <returns>One sentence for each that did not.</returns>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        var processes = All().Where(process => process.IsRunning).ToArray();
        _agents.Clear();
        _witnesses.Clear();
        _controller = null;
        await Task.WhenAll(processes.Select(process => EndAsync(process, kill: false)));
        return [.. _troubles];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in All())
        {
            await process.DisposeAsync();
        }
    }

    private void Launch(LabNode node, string role)
    {
        var command = _upgraded.TryGetValue(node.Name, out var moved) ? Moved(programs.Keepone, moved) : programs.Keepone;
        (role == "agent" ? _agents : _witnesses).Add(node.Name, LabProcess.Start(
            node.Name, node.Enter([.. command, role, "--config", $"{LabSession.Directory}/{role}.yaml", "--log", "json"]),
            Logs, line: null, bulletin.Publish, clock.Time));
    }

    private IEnumerable<LabProcess> All() => [.. _agents.Values, .. _witnesses.Values, .. _controller is null ? Array.Empty<LabProcess>() : [_controller]];

    private async Task EndAsync(LabProcess process, bool kill)
    {
        if (kill)
        {
            await process.KillAsync();
        }

        await process.DisposeAsync();
        if (!kill && process.ExitCode != 0)
        {
            // Several may end at once.
            lock (_troubles)
            {
                _troubles.Add($"{process.Name} ended with exit code {process.ExitCode} when asked to; expected 0.");
            }
        }
    }

    private Task AwaitAgentAsync(LabNode node, CancellationToken cancellation) => AwaitAsync(
        node,
        async () => await AgentViews.AskAsync(node, scenario.Router.Id, cancellation) is var view
            && (view is "Backup" or "Master" || (IsGuarded && view == "Fault")),
        "that its replica is master or backup", cancellation);

    private async Task AwaitAsync(LabNode node, Func<Task<bool>> condition, string what, CancellationToken cancellation)
    {
        var deadline = clock.Now + StartDeadline;
        while (!await condition())
        {
            if (Casualties().FirstOrDefault() is { } casualty)
            {
                throw new LabException(casualty, 1);
            }

            if (clock.Now > deadline)
            {
                throw new LabException(
                    $"The agent of {node.Name} did not say within {StartDeadline.TotalSeconds} s {what}; "
                    + $"its log says: {LastLine(node.Name)}", 1);
            }

            await Task.Delay(AgentPoll, clock.Time, cancellation);
        }
    }

    // A native program has nothing beside it that it needs, and the release much that it does not: a node's disk is small.
    private static bool IsNative(string program) =>
        !program.EndsWith(".dll", StringComparison.Ordinal) && !File.Exists(Path.ChangeExtension(program, ".dll"));

    // Started as `dotnet keepone.dll` or as a program of its own: the last word is the file that was copied.
    private static string[] Moved(IReadOnlyList<string> keepone, string directory) =>
        [.. keepone.Take(keepone.Count - 1), $"{directory}/{Path.GetFileName(keepone[^1])}"];

    private static string LastLine(string process) => File.ReadLines($"{Logs}/{process}.log").LastOrDefault() ?? "nothing";
}
