using CsCheck;
using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Guard;

public sealed class BeaconGateTests
{
    private const ulong Own = 1000;

    private static readonly GuardRoster Roster = Rosters.Of("net-1");

    [Fact]
    public void Look_WhoAndToWhom_IsCheckedBeforeTheHash()
    {
        var gate = new BeaconGate(Roster, Own);
        var good = From(1, boot: 5, sent: 1);
        Assert.Equal(BeaconRejection.None, gate.Look(good));
        Assert.Equal(BeaconRejection.Router, gate.Look(good with { Router = RouterId.FromName("edge-2") }));
        Assert.Equal(BeaconRejection.Roster, gate.Look(good with { Fingerprint = Roster.Fingerprint ^ 1 }));
        Assert.Equal(BeaconRejection.Sender, gate.Look(good with { Sender = 4 }));
        Assert.Equal(BeaconRejection.Sender, gate.Look(good with { Sender = 255 }));

        // Swapped, and reflected.
        Assert.Equal(BeaconRejection.Receiver, gate.Look(good with { Sender = 0, Receiver = 1 }));
        Assert.Equal(BeaconRejection.Sender, gate.Look(good with { Sender = 0 }));
        Assert.Equal(BeaconRejection.Receiver, gate.Look(good with { Receiver = 3 }));
    }

    [Fact]
    public void Take_BothStarted_HearEachOtherAfterOneReply()
    {
        var gate = new BeaconGate(Roster, Own);
        Assert.Equal(0UL, gate.BootOf(1));

        // It does not know this voter yet; from now on what is sent to it carries its number.
        Assert.Equal((BeaconRejection.Boot, true), Take(gate, From(1, boot: 5, sent: 1, toBoot: 0)));
        Assert.Equal(5UL, gate.BootOf(1));
        Assert.Equal((BeaconRejection.Boot, false), Take(gate, From(1, boot: 5, sent: 1, toBoot: 0)));

        // The same beacon, sent again to the number that it has learnt meanwhile, is heard: it was not before.
        Assert.Equal((BeaconRejection.None, false), Take(gate, From(1, boot: 5, sent: 1)));
        Assert.Equal((BeaconRejection.None, false), Take(gate, From(1, boot: 5, sent: 2)));
    }

    [Fact]
    public void Take_Repeated_IsOldAndOthersAreUntouched()
    {
        var gate = new BeaconGate(Roster, Own);
        Assert.Equal(BeaconRejection.None, Take(gate, From(1, boot: 5, sent: 7)).Reason);
        Assert.Equal(BeaconRejection.Old, Take(gate, From(1, boot: 5, sent: 7)).Reason);
        Assert.Equal(BeaconRejection.Old, Take(gate, From(1, boot: 5, sent: 6)).Reason);
        Assert.Equal((BeaconRejection.Old, false), Take(gate, From(1, boot: 4, sent: 8)));
        Assert.Equal(5UL, gate.BootOf(1));
        Assert.Equal(BeaconRejection.None, Take(gate, From(2, boot: 4, sent: 1)).Reason);
    }

    [Fact]
    public void Take_SenderStartsAnew_ItsTimesBeginAnew()
    {
        var gate = new BeaconGate(Roster, Own);
        Take(gate, From(1, boot: 5, sent: 1_000_000));
        Assert.Equal((BeaconRejection.None, true), Take(gate, From(1, boot: 6, sent: 1)));
        Assert.Equal(BeaconRejection.Old, Take(gate, From(1, boot: 5, sent: 2_000_000)).Reason);
        Assert.Equal(6UL, gate.BootOf(1));
    }

    [Fact]
    public void Take_AfterOwnRestart_NothingFromBeforeIsHeard()
    {
        // Everything that was ever said to the life before, in any order.
        var before = Enumerable.Range(1, 50).Select(i => From(1 + (i % 3), boot: (ulong)(i / 20) + 1, sent: i)).ToArray();
        Gen.Shuffle(before).Sample(replayed =>
        {
            var gate = new BeaconGate(Roster, Own + 1);
            Assert.All(replayed, packet => Assert.Equal(BeaconRejection.Boot, Take(gate, packet).Reason));

            // What is said now is heard: the highest number was learnt, and greater ones are.
            Assert.Equal(BeaconRejection.None, Take(gate, From(1, boot: 9, sent: 1, toBoot: Own + 1)).Reason);
        });
    }

    [Fact]
    public void Take_ContentMakesNoSense_IsRejectedAndDoesNotComeAgain()
    {
        var gate = new BeaconGate(Roster, Own);
        var strange = From(1, boot: 5, sent: 3) with { Content = Content(5, 3) with { Holder = 4 } };
        Assert.Equal(BeaconRejection.Content, Take(gate, strange).Reason);
        Assert.Equal(BeaconRejection.Old, Take(gate, From(1, boot: 5, sent: 3)).Reason);
    }

    // Any sequence of genuine packets of three lives of a sender, in any order, with repetitions: what is heard grows strictly, and is
    // addressed to this life.
    [Fact]
    public void Take_AnyOrder_HeardGrowsStrictly() =>
        (from boot in Gen.ULong[1, 3] from sent in Gen.Int[1, 30] from to in Gen.ULong[Own - 1, Own] select From(1, boot, sent, to))
        .Array[0, 200].Sample(packets =>
        {
            var gate = new BeaconGate(Roster, Own);
            var last = (Boot: 0UL, Sent: TimeSpan.Zero);
            var highest = 0UL;
            foreach (var packet in packets)
            {
                var (reason, newLife) = Take(gate, packet);
                Assert.Equal(packet.Content.Boot > highest, newLife);
                highest = Math.Max(highest, packet.Content.Boot);
                Assert.Equal(highest, gate.BootOf(1));
                var now = (packet.Content.Boot, packet.Content.Sent);
                var expected = packet.ToBoot != Own ? BeaconRejection.Boot
                    : packet.Content.Boot == highest && now.CompareTo(last) > 0 ? BeaconRejection.None : BeaconRejection.Old;
                Assert.Equal(expected, reason);
                last = reason == BeaconRejection.None ? now : last;
            }
        });

    private static (BeaconRejection Reason, bool NewLife) Take(BeaconGate gate, BeaconPacket packet) =>
        (gate.Take(packet, out var newLife), newLife);

    private static BeaconPacket From(int sender, ulong boot, int sent, ulong toBoot = Own) =>
        new(Roster.Router, Roster.Fingerprint, (byte)sender, (byte)Roster.Self, toBoot, Content(boot, sent));

    private static Beacon Content(ulong boot, int sent) =>
        new(boot, TimeSpan.FromMilliseconds(sent), GuardRole.Neutral, 100, VoterState.Nobody, default, 0b1110, Leaving: false);
}
