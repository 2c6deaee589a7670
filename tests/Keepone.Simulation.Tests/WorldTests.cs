using Keepone.Core.Model;
using static Keepone.Simulation.Tests.Settings;

namespace Keepone.Simulation.Tests;

/// <summary>What a router does at the failures that docs/guard.md speaks of, and how long what is not promised lasts.</summary>
public sealed class WorldTests
{
    private static readonly FateSource Fates = Directed.Slowest(Default);

    [Fact]
    public void Run_ThreeReplicasStart_TheFirstOfTheOrderBecomesMaster()
    {
        var world = WithMaster();

        Assert.Equal(VrrpState.Backup, world.State(1));
        Assert.False(world.IsBroken);
    }

    [Fact]
    public void Run_TheMasterIsCutOff_ItStopsAndItsSuccessorTakesOver()
    {
        var world = WithMaster();
        var cut = world.Now;
        Isolate(world, 0);

        world.RunUntil(cut + Default.Lease + Default.WriteLatency + Default.SchedulingDelay, Fates);
        Assert.False(world.IsMaster(0));
        world.RunUntil(cut + Ms(3571 + 5), Fates);
        Assert.True(world.IsMaster(1));
        Assert.False(world.IsBroken);
    }

    [Fact]
    public void Run_MasterAndOneBackupAreCutApart_NothingHappensToTheMaster()
    {
        var world = WithMaster();
        Cut(world, 0, 1);
        Cut(world, 1, 0);

        world.RunUntil(Ms(60_000), Fates);

        Assert.True(world.IsMaster(0));
        Assert.Equal((0, VrrpState.Fault), (world.Moves, world.State(1)));
        Assert.False(world.IsBroken);
    }

    [Fact]
    public void Run_EverybodyIsCutOff_ThereIsNoMasterUntilItHeals()
    {
        var world = WithMaster();
        Isolate(world, 0);
        Isolate(world, 1);
        world.RunUntil(Ms(20_000), Fates);
        Assert.NotNull(world.NoMasterSince);

        world.HealAll();
        world.RunUntil(world.Now + Liveness.OneElection, Fates);

        Assert.Null(world.NoMasterSince);
        Assert.False(world.IsBroken);
    }

    [Fact]
    public void Run_TwoReplicasAndAWitness_SurviveTheLossOfEither()
    {
        var world = Directed.Started(new WorldSettings(2, 1, Default), Fates);
        world.RunUntil(Ms(8000), Fates);
        Assert.True(world.IsMaster(0));

        world.Crash(0);
        world.RunUntil(Ms(13_000), Fates);

        Assert.True(world.IsMaster(1));
        Assert.False(world.IsBroken);
    }

    [Fact]
    public void Run_ASickMaster_HandsOverWithinTheSkew()
    {
        var world = WithMaster();
        world.SetPenalty(0, world.Settings.Plan.LeastPenalty, Directed.Fate(Default));
        var gap = TimeSpan.Zero;
        while (world.LastMaster == 0 && world.Now < Ms(20_000))
        {
            world.RunUntil(world.Now + Ms(1), Fates);
            gap = world.NoMasterSince is { } since ? world.Now - since : gap;
        }

        Assert.Equal(1, world.LastMaster);
        Assert.InRange(gap, Ms(400), Ms(620));
        world.SetPenalty(0, 0, Directed.Fate(Default));
        world.RunUntil(Ms(40_000), Fates);
        Assert.Equal((1, 1), (world.LastMaster, world.Moves)); // and the one that recovered does not take it back
        Assert.False(world.IsBroken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_ThePausedMasterGoesOn_TwoMastersNoLongerThanTheBound(bool clockStops)
    {
        var world = WithMaster();
        world.Pause(0, paused: true);
        world.RunUntil(Ms(20_000), Fates);
        Assert.True(world.IsMaster(1));
        Isolate(world, 0);

        world.Pause(0, paused: false, clockStops);
        world.RunUntil(Ms(30_000), Fates);

        var bound = Default.SchedulingDelay + Default.WriteLatency + (clockStops ? Default.Lease : TimeSpan.Zero);
        Assert.Null(world.OverlapSince);
        Assert.InRange(world.LongestOverlap, TimeSpan.FromTicks(1), bound);
    }

    // Not promised: nobody stops the keepalived of an agent that hangs.
    [Fact]
    public void Run_TheMastersAgentHangsAndItIsCutOff_TwoMastersUntilItGoesOn()
    {
        var world = WithMaster();
        world.HangAgent(0, hangs: true);
        Isolate(world, 0);
        world.RunUntil(Ms(20_000), Fates);
        Assert.NotNull(world.OverlapSince);

        world.HangAgent(0, hangs: false);
        world.RunUntil(world.Now + Default.SchedulingDelay + Default.WriteLatency, Fates);

        Assert.Null(world.OverlapSince);
    }

    // Not promised: an agent killed in the same seconds in which its node is cut off.
    [Fact]
    public void Run_TheMastersAgentIsKilledAndItIsCutOff_TwoMastersUntilTheNextOnesGraceEnds()
    {
        var world = WithMaster();
        world.KillAgent(0);
        Isolate(world, 0);
        world.RunUntil(Ms(20_000), Fates);
        var (began, returned) = (world.OverlapSince!.Value, world.Now);

        world.StartAgent(0, Directed.Fate(Default));
        world.RunUntil(Ms(30_000), Fates);

        Assert.Null(world.OverlapSince);
        Assert.InRange(world.LongestOverlap - (returned - began), Default.Grace, Default.Grace + Default.SchedulingDelay + Default.WriteLatency);
    }

    [Fact]
    public void Digest_ACopy_IsTheSameAndGoesOnTheSameWay()
    {
        var world = WithMaster();
        var copy = new World(world.Settings);
        copy.CopyFrom(world);
        Assert.Equal(world.Digest(), copy.Digest());

        world.RunUntil(Ms(9000), Fates);
        Assert.NotEqual(world.Digest(), copy.Digest());
        copy.RunUntil(Ms(9000), Fates);
        Assert.Equal(world.Digest(), copy.Digest());
    }

    private static World WithMaster()
    {
        var world = Directed.Started(new WorldSettings(3, 0, Default), Fates);
        world.RunUntil(Ms(8000), Fates);
        Assert.True(world.IsMaster(0));
        return world;
    }

    private static void Isolate(World world, int node)
    {
        for (var peer = 0; peer < world.Settings.Voters; peer++)
        {
            if (peer != node)
            {
                Cut(world, node, peer);
                Cut(world, peer, node);
            }
        }
    }

    private static void Cut(World world, int from, int to) => world.SetCut(from, to, cut: true);
}
