using Keepone.Core.Guard;

namespace Keepone.Node.Tests.Agent.Voting;

/// <summary>Several routers on one address and port: one socket, fates apart.</summary>
public sealed class BeaconSocketsTests
{
    [Fact]
    public async Task Join_SeveralRouters_ShareASocketAndHearTheirOwn()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var rig = await BeaconRig.CreateAsync();
        var voices = Enumerable.Range(1, 50).Select(i =>
            (One: rig.Open("net-1", 10, $"edge-{i}"), Two: rig.Open("net-2", 20, $"edge-{i}"))).ToList();
        Assert.Equal((1, 1), (rig.LeftSockets.Count, rig.RightSockets.Count));
        foreach (var ((one, two), i) in voices.Select((pair, i) => (pair, i)))
        {
            one.Say(10, i + 1);
            two.Say(20, i + 1);
        }

        foreach (var ((one, two), i) in voices.Select((pair, i) => (pair, i)))
        {
            await one.HearsAsync(1, 20, i + 1);
            await two.HearsAsync(0, 10, i + 1);
            Assert.Single(one.Heard.Items);
            Assert.Single(two.Heard.Items);
        }

        foreach (var (one, two) in voices)
        {
            one.Dispose();
            two.Dispose();
        }

        Assert.Equal((0, 0), (rig.LeftSockets.Count, rig.RightSockets.Count));
    }

    [Fact]
    public async Task Join_SameRouterTwice_IsRefusedAndTheFirstGoesOn()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var rig = await BeaconRig.CreateAsync();
        using var one = rig.Open("net-1", 10);
        using var two = rig.Open("net-2", 20);
        Assert.Throws<InvalidOperationException>(() => rig.Open("net-1", 11));
        one.Say(10, 1);
        two.Say(20, 1);
        await one.HearsAsync(1, 20, 1);
    }

    [Fact]
    public async Task Read_OneRouterHasTrouble_TheOtherHearsEverything()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var rig = await BeaconRig.CreateAsync();
        using var sick = rig.Open("net-1", 10, "edge-1", onBeacon: (_, _) => throw new InvalidOperationException("a mistake"));
        using var sickPeer = rig.Open("net-2", 20, "edge-1");
        using var strange = rig.Open("net-1", 10, "edge-2");
        using var strangePeer = rig.Open("net-2", 20, "edge-2", BeaconRig.KeysOf(9));
        using var well = rig.Open("net-1", 10, "edge-3");
        using var wellPeer = rig.Open("net-2", 20, "edge-3");
        foreach (var voice in new[] { sick, strange, well })
        {
            voice.Say(10, 1);
        }

        for (var i = 1; i <= 500; i++)
        {
            sickPeer.Say(20, i);
            strangePeer.Say(20, i);
            wellPeer.Say(20, i);
            await well.HearsAsync(1, 20, i);
        }

        Assert.Equal("a beacon of net-2 was not understood: a mistake", Assert.Single(sick.Broken.Items));
        Assert.Equal(500, strange.Channel.Counters.Of(BeaconRejection.Authentication));
        Assert.Empty(strange.Heard.Items);
        Assert.Equal(500, well.Channel.Counters.Heard);
        Assert.Empty(well.Broken.Items);
        Assert.Equal(1, rig.LeftSockets.Count);

        // What comes for the one that is gone is nobody's.
        Assert.True(well.Channel.Counters.Of(BeaconRejection.Router) >= 498);
    }

    [Fact]
    public async Task Read_AFloodOfForgeries_DelaysOthersByABoundedTurn()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var rig = await BeaconRig.CreateAsync();
        using var flooded = rig.Open("net-1", 10);
        using var well = rig.Open("net-1", 10, "edge-2");
        using var wellPeer = rig.Open("net-2", 20, "edge-2");
        well.Say(10, 1);
        wellPeer.Say(20, 1);
        await well.HearsAsync(1, 20, 1);
        var roster = BeaconRig.Roster("net-2");
        var forgery = BeaconRig.Packet(new BeaconPacket(roster.Router, roster.Fingerprint, 1, 0, 10, BeaconRig.Say(20, 1)), BeaconRig.KeysOf(3));
        for (var i = 2; i < 50; i++)
        {
            for (var j = 0; j < 20; j++)
            {
                rig.Forge(forgery);
            }

            wellPeer.Say(20, i);
            await well.HearsAsync(1, 20, i);
        }

        Assert.Equal(48 * 20, flooded.Channel.Counters.Of(BeaconRejection.Authentication));
    }
}
