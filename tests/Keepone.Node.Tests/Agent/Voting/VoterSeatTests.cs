using Keepone.Agent.Voting;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Node.Tests.Agent.Voting;

public sealed class VoterSeatTests
{
    internal static readonly GuardTimers Timers = new()
    {
        Advert = Ms(1000),
        Beacon = Ms(200),
        WriteLatency = Ms(50),
        SchedulingDelay = Ms(20),
        Lease = Ms(700),
        Promise = Ms(772),
        StopLead = Ms(71),
        AskLead = Ms(500),
        Grace = Ms(320),
    };

    private static readonly TimeSpan Begin = TimeSpan.FromMinutes(1);
    private static readonly VoterMemory Free = new(VoterState.Nobody, default, default);

    [Fact]
    public void Start_EveryStep_CarriedOutInItsOrder()
    {
        var (_, hands) = Seated(VrrpState.Backup);

        Assert.Equal(["keep 0", "stop True", "bonus False", "send Stopping", "tell NoMajority", "show NoMajority"], hands.Done);
        Assert.True(hands.Wake > Begin);
    }

    [Fact]
    public void Carry_WhatOutlivesTheAgentCannotBeKept_NoBeaconIsSent()
    {
        var hands = new TestHands { CanKeep = false };
        var seat = Seat(hands);
        seat.Start(Begin, 1, Free, stopped: true, new ReplicaView(VrrpState.Fault, false), 110);

        Assert.DoesNotContain(hands.Done, step => step.StartsWith("send", StringComparison.Ordinal));
        Assert.InRange(hands.Wake, Begin, Begin + VoterSeat.Retry);
        Assert.Equal("no room", hands.View!.Trouble);

        hands.CanKeep = true;
        seat.Wake(hands.Wake, TimeSpan.Zero);
        Assert.Null(hands.View!.Trouble);
        seat.Wake(Begin + Ms(200), TimeSpan.Zero);
        Assert.Contains("send Neutral", hands.Done);
    }

    [Fact]
    public void Carry_APromiseIsGivenBack_TheKernelLeaseIsClosedBeforeTheOthersHearOfIt()
    {
        var (seat, hands) = Master();
        hands.Done.Clear();
        seat.Wake(Begin + Ms(900), TimeSpan.Zero);
        Assert.DoesNotContain(hands.Done, step => step.StartsWith("lease", StringComparison.Ordinal)); // it may say goodbye

        seat.Observe(Begin + Ms(950), new ReplicaView(VrrpState.Fault, false));

        var closed = hands.Done.LastIndexOf($"lease {-Begin}");
        Assert.InRange(closed, 0, hands.Done.LastIndexOf("send Neutral") - 1);
    }

    [Fact]
    public void Carry_TheQuorumFileCannotBeWritten_TriedAgainSoonAndSaid()
    {
        var hands = new TestHands { CanStop = false };
        var seat = Seat(hands);
        seat.Start(Begin, 1, Free, stopped: false, new ReplicaView(VrrpState.Backup, false), 110);

        Assert.InRange(hands.Wake, Begin, Begin + VoterSeat.Retry);
        Assert.Equal("no room", hands.View!.Trouble);
        Assert.Empty(hands.Means);
    }

    [Fact]
    public void Carry_AMasterThatCannotBeStoppedByItsFile_IsEnded()
    {
        var (seat, hands) = Master();
        hands.CanStop = false;

        seat.Wake(Begin + Ms(900), TimeSpan.Zero);

        Assert.Equal([StopMeans.End], hands.Means);
    }

    [Fact]
    public void Wake_AMasterThatObeysNoFile_IsEndedAfterFourTimesTheWriteLatency()
    {
        var (seat, hands) = Master();
        seat.Wake(Begin + Ms(900), TimeSpan.Zero);
        Assert.Equal("stop True", hands.Done.Last(step => step.StartsWith("stop", StringComparison.Ordinal)));
        Assert.Empty(hands.Means);

        seat.Wake(Begin + Ms(1099), TimeSpan.Zero);
        Assert.Empty(hands.Means);
        seat.Wake(Begin + Ms(1100), TimeSpan.Zero);
        Assert.Equal([StopMeans.End], hands.Means);
        Assert.Contains("obeys no track file", hands.View!.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void Wake_AfterALongPause_AMasterStopsBeforeItReadsWhatWaited()
    {
        var (seat, hands) = Master();

        seat.Wake(Begin + TimeSpan.FromSeconds(10), lateness: TimeSpan.FromSeconds(9));
        Assert.Equal("stop True", hands.Done.Last(step => step.StartsWith("stop", StringComparison.Ordinal)));

        // The answers that waited in the socket are answers to claims of before the pause.
        seat.HearBeacon(Begin + TimeSpan.FromSeconds(10), 1, Beacon(Ms(5000), GuardRole.Neutral, holder: 0, echo: Begin + Ms(150)));
        Assert.True(hands.View!.IsStopped);
        Assert.Empty(hands.Means);
    }

    [Fact]
    public void Wake_LaterThanLeasesMakeUpFor_ABackupStopsOnceToKnowItsTimer()
    {
        var (seat, hands) = BackupOf(VrrpState.Backup);
        hands.Done.Clear();
        seat.Wake(hands.Wake, TimeSpan.Zero);
        Assert.DoesNotContain("stop True", hands.Done);

        seat.Wake(hands.Wake + Ms(300), lateness: Ms(300));

        Assert.Contains("stop True", hands.Done);
    }

    [Fact]
    public void Measure_LaterThanTakenForGranted_LeasesCountForLess()
    {
        var (seat, hands) = Seated(VrrpState.Master);
        seat.Wake(Begin + Ms(150), TimeSpan.Zero);
        var claim = hands.LastClaim;
        seat.HearBeacon(Begin + Ms(155), 1, Beacon(Ms(10), GuardRole.Neutral, holder: 0, echo: claim));
        seat.Measure(Ms(120));
        seat.Wake(Begin + Ms(160), TimeSpan.Zero);
        Assert.Contains("instead of 700 ms", hands.View!.Lateness.Sentence, StringComparison.Ordinal);

        // Also the answer that was there already: 770 - 50 - 120 = 600 ms from its claim.
        Assert.InRange(seat.LeaseUntil - claim, Ms(599), Ms(601));
    }

    [Fact]
    public void HearBeacon_ThatSaysNothingNew_AllocatesNothingAndShowsNothing()
    {
        var (seat, hands) = BackupOf(VrrpState.Backup);
        hands.IsQuiet = true;
        var sent = Ms(1);
        for (var i = 0; i < 10; i++)
        {
            Round();
        }

        var shown = hands.Shown;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
        {
            Round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(shown, hands.Shown);

        void Round()
        {
            sent += Ms(1);
            var now = Begin + Ms(400) + sent;
            seat.HearBeacon(now, 1, Beacon(sent, GuardRole.Master, holder: 1));
            seat.HearBeacon(now, 2, Beacon(sent, GuardRole.Neutral, holder: 1));
            seat.HearAdvert(now, 1, 140);
            seat.Wake(now, TimeSpan.Zero);
        }
    }

    [Fact]
    public void Leave_ABackup_SaysSoWhenItWasSeenStoppedAndIsSilentThen()
    {
        var (seat, hands) = BackupOf(VrrpState.Backup);
        seat.Leave(Begin + Ms(500));
        Assert.False(seat.HasLeft);

        seat.Observe(Begin + Ms(510), new ReplicaView(VrrpState.Fault, false));
        Assert.True(seat.HasLeft);
        Assert.Equal("left", hands.Done[^1]);
        hands.Done.Clear();

        seat.Wake(Begin + Ms(900), TimeSpan.Zero);
        seat.HearAdvert(Begin + Ms(900), 1, 140);
        Assert.Empty(hands.Done);
    }

    [Fact]
    public void HearAdvert_FromAnAddressOfNoVoter_IsOfTheOnlyOneThatSaysItIsMaster()
    {
        // G9: a replica that did not know the master's adverts would never return.
        var (seat, hands) = BackupOf(VrrpState.Fault, returns: false);
        seat.HearBeacon(Begin + Ms(20), 1, Beacon(Ms(20), GuardRole.Master, holder: 1));
        seat.HearBeacon(Begin + Ms(21), 2, Beacon(Ms(20), GuardRole.Neutral, holder: 1));
        Assert.True(hands.View!.IsStopped);

        seat.HearAdvert(Begin + Ms(30), -1, 140);

        Assert.False(hands.View!.IsStopped);
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static VoterSeat Seat(TestHands hands) =>
        new(new VoterGroup(0, ["net-1", "net-2", "net-3"], 3, PriorityPlan.For(3).Bonus, Timers), hands, () => DateTimeOffset.UnixEpoch);

    private static (VoterSeat Seat, TestHands Hands) Seated(VrrpState state)
    {
        var hands = new TestHands();
        var seat = Seat(hands);
        seat.Start(Begin, 1, Free, stopped: state == VrrpState.Fault, new ReplicaView(state, state == VrrpState.Master), 120);
        return (seat, hands);
    }

    // Just started, in its grace, with one answer in hand.
    private static (VoterSeat Seat, TestHands Hands) Master()
    {
        var (seat, hands) = Seated(VrrpState.Master);
        seat.Wake(Begin + Ms(150), TimeSpan.Zero);
        seat.HearBeacon(Begin + Ms(155), 1, Beacon(Ms(10), GuardRole.Neutral, holder: 0, echo: hands.LastClaim));
        Assert.Equal(GuardRole.Master, hands.View!.Role);
        Assert.Equal(2, hands.View.Votes);
        return (seat, hands);
    }

    // Stopped, heard by both others, and back in the election.
    private static (VoterSeat Seat, TestHands Hands) BackupOf(VrrpState state, bool returns = true)
    {
        var (seat, hands) = Seated(VrrpState.Fault);
        if (returns)
        {
            seat.HearBeacon(Begin + Ms(5), 1, Beacon(Ms(5), GuardRole.Neutral));
            seat.HearAdvert(Begin + Ms(6), 1, 140);
            Assert.Contains("stop False", hands.Done);
            seat.Observe(Begin + Ms(10), new ReplicaView(state, false));
            seat.HearAdvert(Begin + Ms(11), 1, 140);
        }

        return (seat, hands);
    }

    private static Beacon Beacon(TimeSpan sent, GuardRole role, sbyte holder = VoterState.Nobody, TimeSpan echo = default) =>
        new(1, sent, role, 140, holder, echo, 0b111, false);

    private sealed class TestHands : IVoterHands
    {
        public List<string> Done { get; } = [];

        public List<StopMeans> Means { get; } = [];

        public bool CanKeep { get; set; } = true;

        public bool CanStop { get; set; } = true;

        public bool IsQuiet { get; set; }

        public int Shown { get; private set; }

        public TimeSpan Wake { get; private set; }

        public TimeSpan LastClaim { get; private set; }

        public GuardView? View { get; private set; }

        public string? Problem { get; private set; }

        public bool Keep(in VoterMemory memory)
        {
            Problem = CanKeep ? null : "no room";
            Note(IsQuiet ? "" : $"keep {memory.Holder}");
            return CanKeep;
        }

        public void SetLease(TimeSpan until) => Note(IsQuiet ? "" : $"lease {until - Begin}");

        public bool SetStop(bool stop)
        {
            Problem = CanStop ? Problem : "no room";
            Note(IsQuiet ? "" : $"stop {stop}");
            return CanStop;
        }

        public bool SetBonus(bool bonus)
        {
            Note(IsQuiet ? "" : $"bonus {bonus}");
            return true;
        }

        public void Send(in Beacon beacon)
        {
            LastClaim = beacon.IsClaim ? beacon.Sent : LastClaim;
            Note(IsQuiet ? "" : $"send {beacon.Role}");
        }

        public void WakeAt(TimeSpan at) => Wake = at;

        public bool Hears() => false;

        public void Insist(StopMeans means, string? sentence) => Means.Add(means);

        public void Tell(in VoterVerdict verdict, VoterGroup group) => Note(IsQuiet ? "" : $"tell {verdict.Reason}");

        public void Show(GuardView view)
        {
            Shown++;
            View = view;
            Note(IsQuiet ? "" : Done.LastOrDefault(step => step.StartsWith("tell", StringComparison.Ordinal))?.Replace("tell", "show", StringComparison.Ordinal) ?? "show");
        }

        public void Left() => Note("left");

        private void Note(string step)
        {
            if (step.Length > 0)
            {
                Done.Add(step);
            }
        }
    }
}
