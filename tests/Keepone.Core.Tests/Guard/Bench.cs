using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Tests.Guard;

/// <summary>One voter of three on the bench: everything it hears is handed to it.</summary>
internal sealed class Bench
{
    public static readonly GuardTimers Timers = new()
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

    private VoterState _state;

    public Bench(int self, VrrpState vrrp = VrrpState.Backup, bool stopped = false, VoterMemory? kept = null, int replicas = 3,
        GuardRules? rules = null, TimeSpan? now = null)
    {
        Group = new VoterGroup(self, ["net-1", "net-2", "net-3"], replicas, PriorityPlan.For(3).Bonus, Timers)
        {
            Rules = rules ?? GuardRules.All,
        };
        Now = now ?? Ms(60_000);
        Vrrp = vrrp;
        Last = Voter.Start(out _state, Group, Now, boot: 1, kept, stopped, View, Priority);
    }

    public VoterGroup Group { get; }

    public VoterState State => _state;

    public TimeSpan Now { get; private set; }

    public VrrpState Vrrp { get; private set; }

    public VoterVerdict Last { get; private set; }

    public string Sentence => Last.Sentence(Group);

    private ReplicaView View => new(Vrrp, Vrrp == VrrpState.Master);

    private int Priority => Group.IsReplica ? PriorityPlan.For(3).Bases[Group.Self] : 0;

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    public VoterVerdict After(double milliseconds)
    {
        var end = Now + Ms(milliseconds);
        while (Last.WakeAt < end)
        {
            Now = Last.WakeAt > Now ? Last.WakeAt : Now + TimeSpan.FromTicks(1);
            Last = Voter.Look(ref _state, Group, Now);
        }

        Now = end;
        return Last = Voter.Look(ref _state, Group, Now);
    }

    public VoterVerdict Hear(
        int from, GuardRole role, int holder = VoterState.Nobody, TimeSpan echo = default, int priority = 100, bool leaving = false,
        TimeSpan? sent = null, ulong boot = 1, ushort hears = 0b111) =>
        Last = Voter.HearBeacon(ref _state, Group, Now, from,
            new Beacon(boot, sent ?? Now, role, (byte)priority, (sbyte)holder, echo, hears, leaving));

    public VoterVerdict Advert(int from, int priority) => Last = Voter.HearAdvert(ref _state, Group, Now, from, priority);

    public VoterVerdict Becomes(VrrpState vrrp)
    {
        Vrrp = vrrp;
        return Last = Voter.Observe(ref _state, Group, Now, View);
    }

    public VoterVerdict Doubt() => Last = Voter.Doubt(ref _state, Group, Now);

    public VoterVerdict Leave() => Last = Voter.Leave(ref _state, Group, Now);

    public VoterVerdict Sick(int penalty) => Last = Voter.SetPriority(ref _state, Group, Now, Priority - penalty);

    /// <summary>A backup whose timer is known, near its end, standing with its own vote.</summary>
    public static Bench Candidate(int self = 0, GuardRules? rules = null)
    {
        var bench = new Bench(self, VrrpState.Fault, stopped: true, Free, rules: rules);
        bench.Hear(1 - Math.Min(self, 1), GuardRole.Neutral);
        bench.Becomes(VrrpState.Backup);
        bench.After(3000);
        Assert.Equal(GuardRole.Candidate, bench.State.Role);
        return bench;
    }

    /// <summary>A master with one answer in hand.</summary>
    public static Bench Master(GuardRules? rules = null)
    {
        var bench = Candidate(rules: rules);
        bench.Answer(1);
        bench.After(400);
        bench.Answer(1);
        bench.Becomes(VrrpState.Master);
        Assert.Equal(GuardRole.Master, bench.State.Role);
        return bench;
    }

    /// <summary>Nothing is promised, and nothing was forgotten.</summary>
    public static VoterMemory Free => new(VoterState.Nobody, default, default);

    public VoterVerdict Answer(int from, TimeSpan? echo = null, bool leaving = false) =>
        Hear(from, GuardRole.Neutral, Group.Self, echo ?? LastSent, leaving: leaving);

    public TimeSpan LastSent => State.LastSent;
}
