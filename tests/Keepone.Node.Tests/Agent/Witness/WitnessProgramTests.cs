using System.Collections.Immutable;
using System.Security.Cryptography;
using Keepone.Agent.Voting;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Node.Tests.Agent.Systemd;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Witness;

/// <summary>
/// The witness's program against real sockets: two replicas whose agents a test plays, in one namespace, so that they hear the witness and
/// not each other; the witness in another.
/// </summary>
public sealed class WitnessProgramTests
{
    private const int Net1 = 0;
    private const int Net2 = 1;

    [Fact]
    public async Task Run_TwoReplicasAsk_IsPromisedToOneUntilThatOneGivesBack()
    {
        await using var scene = await Scene.CreateAsync();
        await scene.Witness.StartAsync();
        using var one = scene.Replica("net-1");
        using var two = scene.Replica("net-2");
        one.Say(GuardRole.Candidate, 110);
        await one.UntilWitnessAsync(beacon => beacon.Holder == Net1 && beacon.Echo > TimeSpan.Zero);

        // Whatever its priority: a promise is kept.
        two.Say(GuardRole.Candidate, 200);
        await two.Heard.UntilAsync(heard => heard.Count(item => item.Beacon.Hears == 0b11) > 20);
        Assert.DoesNotContain(two.Heard.Items, item => item.Beacon.Holder == Net2);
        var status = await scene.Witness.UntilAsync(status => status.Routers.Single().Guard.Voters.All(voter => voter.IsHeard));
        Assert.Equal("net-1", status.Routers[0].Guard.Holder);
        Assert.Equal((null, "169.254.192.9:3112"), (status.Routers[0].Trouble, status.Routers[0].Endpoint));
        Assert.Contains("holder net-1", File.ReadAllText(Path.Combine(scene.Witness.Promises, scene.Router.Id.ToString())), StringComparison.Ordinal);

        one.Say(GuardRole.Neutral, 110);
        await two.UntilWitnessAsync(beacon => beacon.Holder == Net2);
        Assert.Equal("net-2", (await scene.Witness.UntilAsync(now => now.Routers[0].Guard.Holder != "net-1")).Routers[0].Guard.Holder);

        // And when the holder is heard no more, its promise ends by itself.
        two.FallSilent();
        one.Say(GuardRole.Candidate, 110);
        await one.NextWitnessAsync(beacon => beacon.Holder == Net1);
    }

    [Fact]
    public async Task Run_KilledAndStartedAgain_KeepsItsPromise()
    {
        await using var scene = await Scene.CreateAsync();
        await scene.Witness.StartAsync();
        using var one = scene.Replica("net-1");
        using var two = scene.Replica("net-2");
        one.Say(GuardRole.Master, 140);
        two.Say(GuardRole.Candidate, 200);
        var before = await one.UntilWitnessAsync(beacon => beacon.Holder == Net1);
        await two.UntilWitnessAsync(beacon => beacon.Holder == Net1);

        one.FallSilent();
        await scene.Witness.KillAsync();
        await scene.Witness.StartAsync();

        // The first thing that it says is whom it is promised to, and for as long as if it had promised just now.
        var granted = await two.UntilWitnessAsync(beacon => beacon.Boot > before.Boot && beacon.Holder == Net2);
        var life = two.Heard.Items.Where(heard => heard.Beacon.Boot > before.Boot).Select(heard => heard.Beacon).ToList();
        Assert.Equal(Net1, life[0].Holder);
        Assert.True(granted.Sent - life[0].Sent >= scene.Timers.Promise - scene.Timers.Beacon, $"{granted.Sent - life[0].Sent} after its start");
    }

    [Fact]
    public async Task Run_StoppedInOrder_LeavesALongPromiseBehind()
    {
        await using var scene = await Scene.CreateAsync();
        await scene.Witness.StartAsync();
        using var one = scene.Replica("net-1");
        one.Say(GuardRole.Master, 140);
        await one.UntilWitnessAsync(beacon => beacon.Holder == Net1);

        Assert.Equal(0, await scene.Witness.TerminateAsync());

        var goodbye = await one.UntilWitnessAsync(beacon => beacon.Leaving);
        Assert.Equal((Net1, GuardRole.Neutral), (goodbye.Holder, goodbye.Role));
        await scene.Witness.StartAsync();
        one.FallSilent();
        using var two = scene.Replica("net-2");
        two.Say(GuardRole.Candidate, 200);
        var granted = await two.UntilWitnessAsync(beacon => beacon.Holder == Net2);
        Assert.True(granted.Sent - goodbye.Sent >= GuardTimers.DefaultLongPromise, $"{granted.Sent - goodbye.Sent} after it left");
    }

    [Fact]
    public async Task Run_OnAHostThatJustBooted_PromisesNothingAtFirst()
    {
        await using var scene = await Scene.CreateAsync();
        await scene.Witness.StartAsync(uptime: TimeSpan.FromSeconds(1));
        using var one = scene.Replica("net-1");
        one.Say(GuardRole.Candidate, 110);

        var granted = await one.UntilWitnessAsync(beacon => beacon.Holder == Net1);

        Assert.True(granted.Sent >= scene.Timers.BootSilence, $"granted {granted.Sent} after boot");
        Assert.Contains(one.Heard.Items, heard => heard.Beacon.Holder == VoterState.Nobody && heard.Beacon.Hears != 0);
    }

    [Fact]
    public async Task Run_WithoutItsKey_SaysSoAndVotesWhenItComes()
    {
        await using var scene = await Scene.CreateAsync(withKey: false);
        await scene.Witness.StartAsync();
        var hindered = await scene.Witness.UntilAsync(status => status.Routers.Any(router => router.Trouble is not null));
        Assert.Contains("edge-1.key does not exist", hindered.Routers[0].Trouble, StringComparison.Ordinal);

        scene.Witness.WriteKey("edge-1", scene.Keys);

        using var one = scene.Replica("net-1");
        one.Say(GuardRole.Candidate, 110);
        await one.UntilWitnessAsync(beacon => beacon.Holder == Net1);
        Assert.Null((await scene.Witness.UntilAsync(status => status.Routers[0].Guard.Holder == "net-1")).Routers[0].Trouble);
    }

    [Fact]
    public async Task Run_AReplicaWithAnotherKey_ChangesNothingAndIsCounted()
    {
        await using var scene = await Scene.CreateAsync();
        await scene.Witness.StartAsync();
        using var one = scene.Replica("net-1", new GuardKeys(RandomNumberGenerator.GetBytes(GuardKeys.KeyBytes)));
        one.Say(GuardRole.Candidate, 110);

        var status = await scene.Witness.UntilAsync(now =>
            now.Routers.Any(router => router.Figures.Rejected.Any(pair => pair.Value > 10 && pair.Key.Equals("authentication", StringComparison.OrdinalIgnoreCase))));

        Assert.Null(status.Routers[0].Guard.Holder);
        Assert.False(status.Routers[0].Guard.Voters[Net1].IsHeard);
    }

    [Fact]
    public async Task Run_SpecificationsComeChangeAndGo_ItsVotesFollow()
    {
        await using var scene = await Scene.CreateAsync();
        await scene.Witness.StartAsync();
        using var one = scene.Replica("net-1");
        one.Say(GuardRole.Master, 140);
        await one.UntilWitnessAsync(beacon => beacon.Holder == Net1);

        // A second router; a bad file; another interval, with which the vote starts anew and keeps its promise.
        scene.Witness.Specify("edge-2.yaml", Scene.Specification("edge-2", 8));
        scene.Witness.WriteKey("edge-2", scene.Keys);
        await scene.Witness.UntilAsync(status => status.Routers.Length == 2 && status.Problems.IsEmpty);
        scene.Witness.Specify("edge-2.yaml", "nonsense");
        await scene.Witness.UntilAsync(status => status.Routers.Length == 2 && status.Problems.Any(problem => problem.Contains("last good version", StringComparison.Ordinal)));
        scene.Witness.Unspecify("edge-2.yaml");
        await scene.Witness.UntilAsync(status => status.Routers.Length == 1 && status.Problems.IsEmpty);
        var changed = Scene.Specification("edge-1", 7).Replace("interval: 200ms", "interval: 150ms", StringComparison.Ordinal);
        scene.Witness.Specify("edge-1.yaml", changed);
        var anew = await scene.Witness.UntilAsync(status => status.Routers[0].Guard.Reason.Contains("starts", StringComparison.Ordinal) && status.Routers[0].Guard.Holder is not null);
        Assert.Equal("net-1", anew.Routers[0].Guard.Holder);

        // It leaves in order when it is not named any more.
        using var two = new TestReplica(
            scene.Reactor, scene.Sockets, Assert.Single(SpecificationReader.Read(changed, "changed").Routers), "net-2", scene.Network.Left, scene.Keys, boot: 9);
        two.Say(GuardRole.Master, 140);
        await two.UntilWitnessAsync(beacon => beacon.Hears == 0b10);
        scene.Witness.Specify("edge-1.yaml", changed.Replace("name: w1", "name: w2", StringComparison.Ordinal));
        Assert.True((await two.UntilWitnessAsync(beacon => beacon.Leaving)).Leaving);
        await scene.Witness.UntilAsync(status => status.Routers.IsEmpty);
    }

    [Fact]
    public async Task Run_AThousandRoutersOnOneSocket_VotesForAllOfThem()
    {
        const int Routers = 1000;
        await using var scene = await Scene.CreateAsync();
        var texts = Enumerable.Range(0, Routers).Select(i => Scene.Specification($"many-{i}", 1 + (i % 200), $"ha-{i / 200}")).ToImmutableArray();
        scene.Witness.Specify("many.yaml", string.Join("---\n", texts));
        var routers = SpecificationReader.Read(string.Join("---\n", texts), "many.yaml").Routers;
        Assert.Equal(Routers, routers.Length);
        foreach (var router in routers)
        {
            scene.Witness.WriteKey(router.Name, scene.Keys);
        }

        await scene.Witness.StartAsync();
        await scene.Witness.UntilAsync(now => now.Routers.Length == Routers + 1 && now.Routers.All(router => router.Trouble is null));
        var replicas = routers.Select(router => new TestReplica(
            scene.Reactor, scene.Sockets, router, "net-1", scene.Network.Left, scene.Keys, milliseconds: 500)).ToList();
        try
        {
            replicas.ForEach(replica => replica.Say(GuardRole.Candidate, 110));

            await Task.WhenAll(replicas.Select(replica => replica.UntilWitnessAsync(beacon => beacon.Holder == Net1)));

            // A promise that is being written has a second file for a moment.
            await TestAgent.UntilAsync(() => Directory.GetFiles(scene.Witness.Promises).Length == Routers + 1);
            Assert.True(scene.Witness.Cost().ResidentBytes < 256L * 1024 * 1024, $"{scene.Witness.Cost().ResidentBytes} bytes");
        }
        finally
        {
            replicas.ForEach(replica => replica.Dispose());
        }
    }

    [Fact]
    public async Task Run_AsTheUnitDoes_VotesWithoutAnyPrivilege()
    {
        await using var scene = await Scene.CreateAsync();
        using var manager = new DatagramListener();
        await scene.Witness.StartAsync(manager: manager);
        await manager.UntilAsync("READY=1");
        var capabilities = (await File.ReadAllLinesAsync($"/proc/{scene.Witness.Pid}/status", TestContext.Current.CancellationToken))
            .Where(line => line.StartsWith("CapEff:", StringComparison.Ordinal) || line.StartsWith("CapBnd:", StringComparison.Ordinal));
        Assert.All(capabilities, line => Assert.EndsWith("\t0000000000000000", line, StringComparison.Ordinal));

        using var one = scene.Replica("net-1");
        one.Say(GuardRole.Candidate, 110);
        await one.UntilWitnessAsync(beacon => beacon.Holder == Net1);

        // net-2 says nothing.
        while (await manager.UntilAsync("STATUS=") != "STATUS=1 router: 1 promised; something is wrong with 1.")
        {
        }

        await manager.UntilAsync("WATCHDOG=1");
        Assert.Equal(0, await scene.Witness.TerminateAsync());
        await manager.UntilAsync("STOPPING=1");
    }

    [Fact]
    public async Task Run_AnotherWitnessAnswers_IsRefused()
    {
        await using var scene = await Scene.CreateAsync();
        await scene.Witness.StartAsync();
        await scene.Witness.UntilAsync(_ => true);
        using var errors = new StringWriter();
        using var directory = new TestDirectory();
        File.WriteAllText(directory.PathOf("w.yaml"), $"name: w1\nsocket: {scene.Witness.Socket}\nrun: {directory.PathOf("run")}\nstate: {directory.PathOf("state")}\n");

        var code = await Keepone.Agent.Witness.WitnessProgram.RunAsync(
            directory.PathOf("w.yaml"), new(), Keepone.Agent.LogFormat.Text, errors, TestContext.Current.CancellationToken);

        Assert.Equal(5, code);
        Assert.Contains("Another witness answers", errors.ToString(), StringComparison.Ordinal);
    }

    private sealed class Scene : IAsyncDisposable
    {
        private Scene(TestNetwork network)
        {
            Network = network;
            Witness = new TestWitness(network.RightName);
            Sockets = new BeaconSockets(Reactor.Reactor);
            Router = Assert.Single(SpecificationReader.Read(Specification("edge-1", 7), "edge-1.yaml").Routers);
            Timers = GuardTimers.For(Router);
        }

        internal TestNetwork Network { get; }

        internal TestReactor Reactor { get; } = new();

        internal BeaconSockets Sockets { get; }

        internal TestWitness Witness { get; }

        internal RouterSpecification Router { get; }

        internal GuardTimers Timers { get; }

        internal GuardKeys Keys { get; } = new(RandomNumberGenerator.GetBytes(GuardKeys.KeyBytes));

        internal static async Task<Scene> CreateAsync(bool withKey = true)
        {
            Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
            var network = await TestNetwork.CreateAsync();
            await TestNetwork.IpAsync(network.Left, "address", "add", "169.254.192.1/18", "dev", "left0");
            await TestNetwork.IpAsync(network.Left, "address", "add", "169.254.192.2/18", "dev", "left0");
            await TestNetwork.IpAsync(network.Right, "address", "add", "169.254.192.9/18", "dev", "right0");
            var scene = new Scene(network);
            scene.Witness.Specify("edge-1.yaml", Specification("edge-1", 7));
            if (withKey)
            {
                scene.Witness.WriteKey("edge-1", scene.Keys);
            }

            return scene;
        }

        internal TestReplica Replica(string node, GuardKeys? keys = null) => new(Reactor, Sockets, Router, node, Network.Left, keys ?? Keys);

        internal static string Specification(string name, int vrid, string network = "ha-a") => $$"""
            router: {{name}}
            vrid: {{vrid}}
            replicas: [net-1, net-2]
            ha: { network: {{network}}, interface: left0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18 } }
            guard: { interval: 200ms, witnesses: [ { name: w1, address: 169.254.192.9 } ] }

            """;

        public async ValueTask DisposeAsync()
        {
            await Witness.DisposeAsync();
            Reactor.Dispose();
            Network.Dispose();
        }
    }
}
