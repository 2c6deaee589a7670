using static Keepone.Simulation.Tests.Settings;

namespace Keepone.Simulation.Tests;

/// <summary>
/// What the guard alone does not promise, because its agent does not act, and what the kernel lease makes of it: a replica is master
/// here while it holds the address and may speak.
/// </summary>
public sealed class KernelLeaseTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AMaster_ItsAgentHangsAndItIsCutOff_IsSilentBeforeAnotherIsMaster(bool lease)
    {
        var world = Elected(lease);
        world.HangAgent(0, hangs: true);
        CutOff(world, 0, cut: true);
        Run(world, 20);

        Assert.Equal(!lease, world.TwoMastersAt is not null);
        Assert.Equal(1, world.LastMaster);

        // It goes on while the others still run without it, and then hears them again.
        world.HangAgent(0, hangs: false);
        Run(world, 5);
        CutOff(world, 0, cut: false);
        Run(world, 10);

        Assert.Equal(!lease, world.TwoMastersAt is not null);
        Assert.True(world.IsMaster(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AMaster_ItsAgentIsKilledAndComesBackWhileItIsCutOff_IsSilentBeforeAnotherIsMaster(bool lease)
    {
        var world = Elected(lease);
        world.KillAgent(0);
        CutOff(world, 0, cut: true);
        Run(world, 8);
        world.StartAgent(0, Directed.Fate(Default));
        Run(world, 8);

        Assert.Equal(!lease, world.TwoMastersAt is not null);
        Assert.True(world.IsMaster(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ABackup_ItsAgentHangsAndItIsCutOff_NeverSpeaks(bool lease)
    {
        var world = Elected(lease);
        world.HangAgent(1, hangs: true);
        CutOff(world, 1, cut: true);
        Run(world, 20);

        Assert.Equal(!lease, world.TwoMastersAt is not null);
        Assert.True(world.IsMaster(0));
    }

    [Fact]
    public void AMaster_ItsAgentIsKilledAndBackWithinTheLease_IsNeverSilent()
    {
        var world = Elected(lease: true);
        world.KillAgent(0);
        Run(world, 0.3);
        world.StartAgent(0, Directed.Fate(Default));
        Run(world, 10);

        Assert.True(world.IsMaster(0));
        Assert.Equal(0, world.Moves);
    }

    [Fact]
    public void AMaster_ItsAgentHangsAndNothingIsCut_IsReplaced()
    {
        var world = Elected(lease: true);
        world.HangAgent(0, hangs: true);
        Run(world, 6);

        Assert.Equal(1, world.LastMaster);
        Assert.Null(world.TwoMastersAt);
    }

    [Fact]
    public void AMaster_ItsAgentLeavesInOrder_GoesOnSpeaking()
    {
        var world = Elected(lease: true);
        world.LeaveAgent(0, Directed.Fate(Default));
        Run(world, 30);

        Assert.False(world.AgentRuns(0));
        Assert.True(world.IsMaster(0));
        Assert.Equal(0, world.Moves);
    }

    /// <summary>
    /// Agents hang, are killed, and start again, nodes are paused, keepalived takes far longer than w to obey, among cuts of any
    /// direction: never two that are heard. The same without the kernel lease breaks.
    /// </summary>
    [Fact]
    public void AnySchedule_AgentsThatDoNotAct_NeverTwoThatAreHeard()
    {
        var seeds = 400 * (int.TryParse(Environment.GetEnvironmentVariable("KEEPONE_SIMULATE"), out var more) ? more : 1);
        var broken = 0;
        for (var seed = 1; seed <= seeds; seed++)
        {
            var at = Play((ulong)seed, lease: true);
            Assert.True(at is null, $"seed {seed}: two masters at {at}");
            broken += seed <= 100 && Play((ulong)seed, lease: false) is not null ? 1 : 0;
        }

        Assert.True(broken >= 20, $"only {broken} of 100 schedules make two masters without the kernel lease");
    }

    private static TimeSpan? Play(ulong seed, bool lease)
    {
        var random = new Randomness(seed);
        var world = new World(new WorldSettings(3, 0, Default) { KernelLease = lease });
        for (var i = 0; i < 3; i++)
        {
            world.SetClockRate(i, random.Below(1001) - 500);
        }

        var inner = Fates.Random(new Randomness(random.Next()), Default, loss: 0.02, wild: 0.02);
        var slow = new Randomness(random.Next());
        Fate Next(World of, in WorldEvent next)
        {
            var fate = inner(of, next);
            return slow.Chance(0.2) ? fate with { Write = Ms(slow.Below(5000)), Late = Ms(slow.Below(1500)) } : fate;
        }

        for (var i = 0; i < 3; i++)
        {
            world.StartAgent(i, Directed.Fate(Default));
        }

        var paused = new bool[3];
        var until = Ms(12_000);
        world.RunUntil(until, Next);
        for (var step = 0; step < 40; step++)
        {
            var node = random.Below(3);
            switch (random.Below(8))
            {
                case 0: world.HangAgent(node, hangs: true); break;
                case 1: world.HangAgent(node, hangs: false); break;
                case 2: world.KillAgent(node); break;
                case 3: world.StartAgent(node, Directed.Fate(Default)); break;
                case 4: world.Pause(node, paused: paused[node] = !paused[node]); break;
                case 5: world.SetCut(node, (node + 1 + random.Below(2)) % 3, random.Chance(0.7)); break;
                case 6: CutOff(world, node, cut: true); break;
                default: CutOff(world, node, cut: false); break;
            }

            until += Ms(random.Below(2500));
            world.RunUntil(until, Next);
        }

        return world.TwoMastersAt;
    }

    private static World Elected(bool lease)
    {
        var world = Directed.Started(new WorldSettings(3, 0, Default) { KernelLease = lease }, Directed.Slowest(Default));
        Run(world, 20);
        Assert.True(world.IsMaster(0));
        world.ResetCounts();
        return world;
    }

    private static void Run(World world, double seconds) => world.RunUntil(world.Now + Ms(seconds * 1000), Directed.Slowest(Default));

    private static void CutOff(World world, int node, bool cut)
    {
        foreach (var other in Enumerable.Range(0, 3).Where(other => other != node))
        {
            world.SetCut(node, other, cut);
            world.SetCut(other, node, cut);
        }
    }
}
