using Keepone.Agent.Voting;
using Keepone.Cli.Guard;
using Keepone.Core.Guard;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Voting;

public sealed class BeaconChannelTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_ThreeVoters_EachHearsBothOthers(bool ipv6)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var rig = await BeaconRig.CreateAsync(ipv6);
        using var one = rig.Open("net-1", 10, ipv6: ipv6);
        using var two = rig.Open("net-2", 20, ipv6: ipv6);
        using var three = rig.Open("net-3", 30, ipv6: ipv6);

        // Nobody knows anybody's number yet. What is said first is said again as soon as its number is known: no second beacon is needed.
        one.Say(10, 1);
        two.Say(20, 1);
        await one.HearsAsync(1, 20, 1);
        await two.HearsAsync(0, 10, 1);
        three.Say(30, 1);
        await three.HearsAsync(0, 10, 1);
        await three.HearsAsync(1, 20, 1);
        await one.HearsAsync(2, 30, 1);
        await two.HearsAsync(2, 30, 1);

        // From now on every beacon is heard once.
        var before = one.Channel.Counters;
        for (var i = 2; i < 50; i++)
        {
            two.Say(20, i);
        }

        await one.HearsAsync(1, 20, 49);
        Assert.Equal(before.Heard + 48, one.Channel.Counters.Heard);
        Assert.Equal(before.Rejected, one.Channel.Counters.Rejected);
        Assert.Equal(Enumerable.Range(1, 49), one.Heard.Items.Where(item => item.From == 1).Select(item => (int)item.Beacon.Sent.TotalMilliseconds));
        Assert.Null(two.Channel.SendProblem);
    }

    [Fact]
    public async Task Send_AgentStartsAnew_IsHeardWithItsFirstBeacon()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var rig = await BeaconRig.CreateAsync();
        using var two = rig.Open("net-2", 20);
        using (var one = rig.Open("net-1", 10))
        {
            one.Say(10, 1_000_000);
            two.Say(20, 1);
            await one.HearsAsync(1, 20, 1);
            await two.HearsAsync(0, 10, 1_000_000);
        }

        // A claim's lease counts from its sending, and a restarted master's grace is short: a round trip is all that it may cost.
        using var again = rig.Open("net-1", 11);
        again.Say(11, 1);
        await again.HearsAsync(1, 20, 1);
        await two.HearsAsync(0, 11, 1);
    }

    public static TheoryData<string, BeaconRejection> Hostile => new()
    {
        { "truncated", BeaconRejection.Truncated },
        { "truncated before its router", BeaconRejection.Truncated },
        { "empty", BeaconRejection.Truncated },
        { "oversized", BeaconRejection.Oversized },
        { "jumbo", BeaconRejection.Oversized },
        { "another protocol", BeaconRejection.Version },
        { "another version", BeaconRejection.Version },
        { "another router", BeaconRejection.Router },
        { "another roster", BeaconRejection.Roster },
        { "to another voter", BeaconRejection.Receiver },
        { "of no voter", BeaconRejection.Sender },
        { "of oneself", BeaconRejection.Sender },
        { "reflected", BeaconRejection.Receiver },
        { "of another voter's address", BeaconRejection.Address },
        { "another key", BeaconRejection.Authentication },
        { "forged content", BeaconRejection.Authentication },
        { "forged number", BeaconRejection.Authentication },
        { "repeated", BeaconRejection.Old },
        { "older", BeaconRejection.Old },
        { "of an earlier life of the sender", BeaconRejection.Old },
        { "to an earlier life of the receiver", BeaconRejection.Boot },
        { "senseless", BeaconRejection.Content },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Take_HostilePacket_ChangesNothingAndIsCounted(string kind, BeaconRejection reason)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var rig = await BeaconRig.CreateAsync();
        using var one = rig.Open("net-1", 10);
        using var two = rig.Open("net-2", 20);
        one.Say(10, 1);
        two.Say(20, 100);
        await one.HearsAsync(1, 20, 100);
        await two.HearsAsync(0, 10, 1);
        var before = one.Channel.Counters;

        var roster = BeaconRig.Roster("net-2");
        var good = new BeaconPacket(roster.Router, roster.Fingerprint, 1, 0, 10, BeaconRig.Say(20, 101));
        var packet = BeaconRig.Packet(good);
        rig.Forge(kind switch
        {
            "truncated" => packet[..^1],
            "truncated before its router" => packet[..10],
            "empty" => [],
            "oversized" => [.. packet, 0],
            "jumbo" => [.. packet, .. new byte[1200]],
            "another protocol" => [.. "GET / HTTP/1.1 Host: keepone"u8, .. packet[28..]],
            "another version" => [.. packet[..2], 2, .. packet[3..]],
            "another router" => BeaconRig.Packet(good with { Router = BeaconRig.Roster("net-2", "edge-2").Router }),
            "another roster" => BeaconRig.Packet(good with { Fingerprint = 1 }),
            "to another voter" => BeaconRig.Packet(good with { Receiver = 2 }),
            "of no voter" => BeaconRig.Packet(good with { Sender = 3 }),
            "of oneself" => BeaconRig.Packet(good with { Sender = 0 }),
            "reflected" => BeaconRig.Packet(good with { Sender = 0, Receiver = 1, ToBoot = 20, Content = BeaconRig.Say(10, 1) }),
            "another key" => BeaconRig.Packet(good, BeaconRig.KeysOf(2)),
            "forged content" => Flipped(packet, 56),
            "forged number" => Flipped(packet, 45),
            "repeated" => BeaconRig.Packet(good with { Content = BeaconRig.Say(20, 100) }),
            "older" => BeaconRig.Packet(good with { Content = BeaconRig.Say(20, 99) }),
            "of an earlier life of the sender" => BeaconRig.Packet(good with { Content = BeaconRig.Say(19, 500) }),
            "to an earlier life of the receiver" => BeaconRig.Packet(good with { ToBoot = 9 }),
            "senseless" => BeaconRig.Packet(good with { Content = BeaconRig.Say(20, 101) with { Holder = 3 } }),
            _ => packet,
        }, kind == "of another voter's address" ? "169.254.192.3" : "169.254.192.2");

        // What comes after it is heard as if nothing had been.
        two.Say(20, 102);
        await one.HearsAsync(1, 20, 102);
        var after = one.Channel.Counters;
        Assert.Equal(before.Heard + 1, after.Heard);
        Assert.Equal(before.Rejected + 1, after.Rejected);
        Assert.Equal(before.Of(reason) + 1, after.Of(reason));
        Assert.Empty(one.Broken.Items);
    }

    [Fact]
    public async Task Take_RecordedBeforeRestart_IsNotHeardByTheNextLife()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var rig = await BeaconRig.CreateAsync();
        var roster = BeaconRig.Roster("net-2");
        var recorded = Enumerable.Range(1, 20)
            .Select(i => BeaconRig.Packet(new BeaconPacket(roster.Router, roster.Fingerprint, 1, 0, 10, BeaconRig.Say(20, i)))).ToArray();
        using (var one = rig.Open("net-1", 10))
        {
            Array.ForEach(recorded, packet => rig.Forge(packet));
            await one.HearsAsync(1, 20, 20);
        }

        using var next = rig.Open("net-1", 11);
        Array.ForEach(recorded, packet => rig.Forge(packet));
        using var two = rig.Open("net-2", 21);
        next.Say(11, 1);
        two.Say(21, 1);
        await next.HearsAsync(1, 21, 1);
        Assert.Equal((1, BeaconRig.Say(21, 1)), Assert.Single(next.Heard.Items));
        Assert.True(next.Channel.Counters.Of(BeaconRejection.Boot) >= recorded.Length);
    }

    [Fact]
    public async Task Use_KeysAreChangedOnOneSideAfterTheOther_NoBeaconIsMissed()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var rig = await BeaconRig.CreateAsync();
        using var directory = new TestDirectory();
        var (master, left, right) = (directory.PathOf("master"), directory.PathOf("left"), directory.PathOf("right"));
        Directory.CreateDirectory(left);
        Directory.CreateDirectory(right);
        Assert.Equal(0, new KeyStore(master).Change("edge-1", KeyChange.New).Code);
        var first = await File.ReadAllTextAsync(KeyFile.PathOf(master, "edge-1"), TestContext.Current.CancellationToken);
        var (ours, theirs) = (Copied(left), Copied(right));
        using var one = rig.Open("net-1", 10, keys: ours.Keys);
        using var two = rig.Open("net-2", 20, keys: theirs.Keys);
        var sent = 0;
        await ExchangeAsync();
        var before = (one.Channel.Counters, two.Channel.Counters);

        // The procedure of docs/guard.md, "Keys": the file goes to one node after the other.
        foreach (var change in new[] { KeyChange.Next, KeyChange.Switch, KeyChange.Finish })
        {
            Assert.Equal(0, new KeyStore(master).Change("edge-1", change).Code);
            Copy(left);
            Assert.True(ours.Refresh());
            one.Channel.Use(ours.Keys!);
            await ExchangeAsync();
            Copy(right);
            Assert.True(theirs.Refresh());
            two.Channel.Use(theirs.Keys!);
            await ExchangeAsync();
        }

        var after = (one.Channel.Counters, two.Channel.Counters);
        Assert.Equal((before.Item1.Rejected, before.Item2.Rejected), (after.Item1.Rejected, after.Item2.Rejected));
        Assert.Equal((before.Item1.Heard + 60, before.Item2.Heard + 60), (after.Item1.Heard, after.Item2.Heard));

        // And the first key is worth nothing any more.
        var roster = BeaconRig.Roster("net-2");
        rig.Forge(BeaconRig.Packet(
            new BeaconPacket(roster.Router, roster.Fingerprint, 1, 0, 10, BeaconRig.Say(20, 999)), GuardKeys.Read(first, "k").Keys));
        await ExchangeAsync();
        Assert.Equal(1, one.Channel.Counters.Of(BeaconRejection.Authentication));

        void Copy(string to) => Keepone.Linux.AtomicFile.Write(
            KeyFile.PathOf(to, "edge-1"), File.ReadAllBytes(KeyFile.PathOf(master, "edge-1")), UnixFileMode.UserRead | UnixFileMode.UserWrite, durable: false);

        KeyFile Copied(string to)
        {
            Copy(to);
            var file = new KeyFile(to, "edge-1");
            Assert.True(file.Refresh());
            return file;
        }

        async Task ExchangeAsync()
        {
            for (var i = 0; i < 10; i++)
            {
                sent++;
                one.Say(10, sent);
                two.Say(20, sent);
                await one.HearsAsync(1, 20, sent);
                await two.HearsAsync(0, 10, sent);
            }
        }
    }

    [Fact]
    public async Task Dispose_InterfaceIsGone_NothingBreaksAndSendingIsCounted()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var rig = await BeaconRig.CreateAsync();
        using var one = rig.Open("net-1", 10);
        await TestNetwork.IpAsync(rig.Left, "link", "delete", "left0");
        one.Say(10, 1);
        var counters = one.Channel.Counters;
        Assert.Equal((0, 2), (counters.Sent, counters.NotSent));
        Assert.NotNull(one.Channel.SendProblem);
        one.Dispose();
        Assert.Equal(0, rig.LeftSockets.Count);
        one.Say(10, 2);
        Assert.Equal(2, one.Channel.Counters.NotSent);
    }

    private static byte[] Flipped(byte[] packet, int index)
    {
        packet[index] ^= 1;
        return packet;
    }
}
