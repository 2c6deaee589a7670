using Keepone.Lab.Checks;
using Keepone.Lab.Fabric;
using Keepone.Lab.Meters;
using Keepone.Lab.Processes;
using Keepone.Lab.Scenarios;
using Keepone.Linux;
using Keepone.Protocol.Api;

namespace Keepone.Lab.Running;

/// <summary>A lab that is up: the network, its meters, a real controller and a real agent in each node.</summary>
internal sealed class LabSession : IAsyncDisposable
{
    /// <summary>The lab's own directory, in every node's private <c>/run</c> and in the lab's.</summary>
    public const string Directory = "/run/lab";

    private readonly Dictionary<string, NetworkNamespace> _namespaces = new(StringComparer.Ordinal);
    private readonly HashSet<string> _dead = new(StringComparer.Ordinal);

    private LabSession(Scenario scenario, Programs programs, Topology topology, MeterClock clock)
    {
        Scenario = scenario;
        Topology = topology;
        Clock = clock;
        Bulletin = new Bulletin(clock.Time);
        ControllerLog = new ControllerLog(clock, Bulletin);
        Programs = new LabPrograms(programs, scenario, topology, clock, Bulletin, ControllerLog);
        ControllerApi = new ControllerClient($"unix:{topology.Controller.Root}/run/keepone-controller/api.sock");
    }

    /// <summary>What is played.</summary>
    public Scenario Scenario { get; }

    /// <summary>The network.</summary>
    public Topology Topology { get; }

    /// <summary>The run's clock.</summary>
    public MeterClock Clock { get; }

    /// <summary>Tells of every change that a meter or the controller's log sees.</summary>
    public Bulletin Bulletin { get; }

    /// <summary>The controller's log.</summary>
    public ControllerLog ControllerLog { get; }

    /// <summary>The controller's API.</summary>
    public ControllerClient ControllerApi { get; }

    /// <summary>The controller and the agents.</summary>
    public LabPrograms Programs { get; }

    /// <summary>Who is master.</summary>
    public MastershipMeter Mastership { get; private set; } = null!;

    /// <summary>The replicas' namespaces, by node; those of dead nodes too: nobody may hold anything there.</summary>
    public IReadOnlyDictionary<string, NetworkNamespace> Replicas => _namespaces;

    /// <summary>The nodes that lost their power.</summary>
    public IReadOnlySet<string> Dead => _dead;

    /// <summary>Brings a lab up. The calling process must be alone in its namespaces (<see cref="LabLauncher"/>).</summary>
    /// <param name="scenario">What is to be played.</param>
    /// <param name="programs">Where the programs are.</param>
    /// <param name="progress">Is told what happens.</param>
    /// <param name="clock">The run's clock.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The lab.</returns>
    public static async Task<LabSession> StartAsync(
        Scenario scenario, Programs programs, Progress progress, MeterClock clock, CancellationToken cancellation)
    {
        await Tool.RunAsync(["mount", "-t", "tmpfs", "-o", "mode=0755,size=256m", "keepone-lab", "/run"], input: null, cancellation);
        System.IO.Directory.CreateDirectory($"{Directory}/logs");
        await CheckUser.MakeAsync($"{Directory}/etc", cancellation);
        progress.Say(
            $"building {scenario.Router.Replicas.Length} nodes, the controller's node and two clients on the fabrics tunnel, external, management");
        var session = new LabSession(scenario, programs, await Topology.BuildAsync(scenario.Router, cancellation), clock);
        try
        {
            session.OpenMeters();
            await session.Mastership.ProveHearingAsync(session.Replicas, cancellation);
            await session.StartProgramsAsync(progress, cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes note that a node lost its power.</summary>
    /// <param name="node">The node.</param>
    public void Bury(string node) => _dead.Add(node);

    /// <summary>Takes note that a node which lost its power is back.</summary>
    /// <param name="node">The node.</param>
    public void Unbury(string node)
    {
        _dead.Remove(node);
        Mastership.Return(node, Clock.Now);
    }

    /// <summary>Follows a replica into a namespace that was made again; what held the old one lets it go.</summary>
    /// <param name="node">Its node.</param>
    public void FollowReplica(string node)
    {
        var place = NetworkNamespace.Open(Topology.Node(node).NamedNamespace(Topology.ReplicaNamespace));
        Mastership.Follow(node, place);
        _namespaces[node].Dispose();
        _namespaces[node] = place;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Programs.DisposeAsync();
        Mastership?.Dispose();
        ControllerApi.Dispose();
        foreach (var place in _namespaces.Values)
        {
            place.Dispose();
        }

        await Topology.RemoveAsync();
    }

    private void OpenMeters()
    {
        foreach (var node in Topology.Nodes)
        {
            _namespaces.Add(node.Name, NetworkNamespace.Open(node.NamedNamespace(Topology.ReplicaNamespace)));
        }

        Mastership = MastershipMeter.Open(Clock, Bulletin, Scenario.Router, _namespaces.Select(pair => (pair.Key, pair.Value)));
    }

    private async Task StartProgramsAsync(Progress progress, CancellationToken cancellation)
    {
        using var authority = new ThrowAwayAuthority(Clock.Start);
        var key = NodeFiles.NewKey();
        NodeFiles.WriteController(Topology.Controller, authority);
        foreach (var (index, node) in Topology.Nodes.Index())
        {
            CheckFiles.Install(node);
            NodeFiles.WriteAgent(node, authority, AddressPlan.Management(index + 1), Scenario, key);
        }

        foreach (var witness in Topology.Witnesses)
        {
            NodeFiles.WriteWitness(witness, Scenario, key);
        }

        progress.Say("starting keepone-controller and an agent in each node");
        await Programs.StartAsync(cancellation);
    }
}
