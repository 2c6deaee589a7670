using CsCheck;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;
using static Keepone.Core.Tests.Guard.Bench;

namespace Keepone.Core.Tests.Guard;

/// <summary>
/// A voter among others that have the key and talk nonsense: whatever they say, it does not fail, keeps its word, and says nothing itself
/// that makes no sense.
/// </summary>
public sealed class VoterFuzzTests
{
    private const int Voters = 3;

    private static readonly Gen<TimeSpan> Times = Gen.Frequency(
        (6, Gen.Long[0, 70_000].Select(milliseconds => Ms(milliseconds))),
        (1, Gen.Const(TimeSpan.MaxValue)),
        (1, Gen.Const(TimeSpan.MinValue)),
        (1, Gen.Long.Select(ticks => new TimeSpan(ticks))));

    private static readonly Gen<Beacon> Beacons = Gen.Select(
        Gen.Frequency((5, Gen.ULong[0, 3]), (1, Gen.ULong)),
        Times,
        Gen.Byte[0, 5].Select(role => (GuardRole)role),
        Gen.Byte,
        Gen.Frequency((5, Gen.SByte[-1, Voters - 1]), (1, Gen.SByte)),
        Times,
        Gen.Frequency((5, Gen.UShort[0, 7]), (1, Gen.UShort)),
        Gen.Bool).Select((boot, sent, role, priority, holder, echo, hears, leaving) =>
            new Beacon(boot, sent, role, priority, holder, echo, hears, leaving));

    private static readonly Gen<Happening> Happenings = Gen.Select(
        Gen.Frequency((8, Gen.Const(Kind.Beacon)), (2, Gen.Const(Kind.Live)), (2, Gen.Const(Kind.Advert)), (2, Gen.Const(Kind.View)), (1, Gen.Const(Kind.Priority)),
            (3, Gen.Const(Kind.Time)), (1, Gen.Const(Kind.Leave))),
        Gen.Int[0, 1],
        Beacons,
        Gen.Int[0, 400],
        Gen.Byte,
        Gen.Bool).Select((kind, from, beacon, wait, number, flag) => new Happening(kind, from, beacon, wait, number, flag));

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    [InlineData(0, 3)]
    public void AnyStory_OfPeersThatTalkNonsense_IsSurvivedAndPromisesAreKept(int self, int replicas) =>
        Happenings.Array[1, 80].Sample(story => Play(self, replicas, story), iter: 3000);

    private static void Play(int self, int replicas, Happening[] story)
    {
        var group = new VoterGroup(self, ["net-1", "net-2", "net-3"], replicas, PriorityPlan.For(3).Bonus, Timers);
        var now = Ms(60_000);
        var verdict = Voter.Start(out var state, group, now, boot: 1, Free, stopped: false, new ReplicaView(VrrpState.Backup, false), 100);
        var (promisedTo, promisedUntil, lastSent) = (VoterState.Nobody, TimeSpan.MinValue, TimeSpan.Zero);
        Check(group, state, verdict, now, ref lastSent);
        foreach (var step in story)
        {
            now += Ms(step.Wait);
            var from = Enumerable.Range(0, Voters).Where(i => i != self).ElementAt(step.From);

            // What a peer that is well says now and then: it keeps the story from ending in a beacon of the end of time.
            var beacon = step.Kind == Kind.Live ? step.Beacon with { Boot = 4, Sent = now, Role = (GuardRole)((byte)step.Beacon.Role % 4) } : step.Beacon;
            var before = state.Peer[from];
            verdict = step.Kind switch
            {
                Kind.Beacon or Kind.Live => Voter.HearBeacon(ref state, group, now, from, beacon),
                Kind.Advert => Voter.HearAdvert(ref state, group, now, step.Flag ? from : -1, step.Number),
                Kind.View => Voter.Observe(ref state, group, now, new ReplicaView((VrrpState)(step.Number % 6), step.Flag)),
                Kind.Priority => Voter.SetPriority(ref state, group, now, 1 + (step.Number % 100)),
                Kind.Leave when step.Number < 8 => Voter.Leave(ref state, group, now),
                _ => Voter.Look(ref state, group, now),
            };

            Check(group, state, verdict, now, ref lastSent);

            // G2: given to another only when it has expired, or when the holder itself gave it back.
            var gaveBack = step.Kind is Kind.Beacon or Kind.Live && from == promisedTo && beacon.Role == GuardRole.Neutral;
            if (promisedTo >= 0 && promisedTo != self && state.Holder != promisedTo)
            {
                Assert.True(gaveBack || now >= promisedUntil, $"the promise to {promisedTo} was broken at {now}, {promisedUntil - now} too early");
            }

            var isNewer = beacon.Boot > before.Boot || (beacon.Boot == before.Boot && beacon.Sent > before.Sent);
            if (state.Holder >= 0 && state.Holder != self && (state.Holder != promisedTo
                || (step.Kind is Kind.Beacon or Kind.Live && from == promisedTo && beacon.IsClaim && isNewer && beacon.IsSound(Voters))))
            {
                promisedUntil = now + Timers.Promise;
            }

            promisedTo = state.Holder;
        }
    }

    private static void Check(VoterGroup group, in VoterState state, in VoterVerdict verdict, TimeSpan now, ref TimeSpan lastSent)
    {
        // Beacons of the same instant are a tick apart. Who is promised to another waits for its claim.
        var beat = Timers.Beacon + (state.Holder >= 0 && state.Holder != group.Self ? Timers.MessageDelay : TimeSpan.Zero);
        Assert.True(verdict.WakeAt >= now && verdict.WakeAt <= now + beat + TimeSpan.FromTicks(100), $"wakes at {verdict.WakeAt}, and it is {now}");
        Assert.InRange(verdict.Memory.Holder, VoterState.Nobody, Voters - 1);
        Assert.InRange(verdict.Votes, 0, Voters);
        Assert.NotEmpty(verdict.Sentence(group));
        if (verdict.Send)
        {
            Assert.True(verdict.Beacon.IsSound(Voters), verdict.Beacon.ToString());
            Assert.True(verdict.Beacon.Sent > lastSent, "beacons are ordered by their time");
            lastSent = verdict.Beacon.Sent;
        }

        if (!group.IsReplica)
        {
            Assert.Equal((GuardRole.Neutral, false), (state.Role, verdict.Bonus));
        }

        // A lease is never longer than a long one: nobody's word can make a master for ever.
        Assert.True(verdict.LeaseUntil <= now + Timers.LongLease, $"a lease until {verdict.LeaseUntil}, and it is {now}");
    }

    private enum Kind
    {
        Beacon,
        Live,
        Advert,
        View,
        Priority,
        Time,
        Leave,
    }

    private sealed record Happening(Kind Kind, int From, Beacon Beacon, int Wait, byte Number, bool Flag);
}
