using Keepone.Core.Guard;

namespace Keepone.Core.Tests.Guard;

/// <summary>One replica on the bench that asks the others, in steady time; those named answer at once.</summary>
internal sealed class ReachabilityBench
{
    private ReachabilityState _state;

    public ReachabilityBench(bool stopped, bool isMaster, int replicas = 3, int fall = 3)
    {
        Group = new ReachabilityGroup(
            0, [.. Enumerable.Range(1, replicas).Select(i => $"net-{i}")], TimeSpan.FromMilliseconds(200), fall, TimeSpan.FromSeconds(1));
        Now = TimeSpan.FromMinutes(10);
        Asked(Reachability.Start(out _state, Group, Now, stopped, isMaster));
    }

    public ReachabilityGroup Group { get; }

    public ReachabilityState State => _state;

    public TimeSpan Now { get; private set; }

    public ReachabilityVerdict Last { get; private set; }

    public string? LastChange { get; private set; }

    /// <summary>How often it went from taking part to stopped.</summary>
    public int Stops { get; private set; }

    /// <summary>Time passes; at each question those named answer after a delay that stays below an interval.</summary>
    public void Run(TimeSpan time, int[] answering, TimeSpan delay = default)
    {
        var end = Now + time;
        while (Last.WakeAt <= end)
        {
            Now = Last.WakeAt;
            if (Asked(Reachability.Look(ref _state, Group, Now)))
            {
                foreach (var peer in answering)
                {
                    // A delayed answer: it arrives later and names the same question.
                    Now = Now + delay > end || Now + delay >= Last.WakeAt ? Now : Now + delay;
                    Echo(peer, _state.LastSequence);
                }
            }
        }

        Now = end;
        Asked(Reachability.Look(ref _state, Group, Now));
    }

    public void Pause(TimeSpan time)
    {
        Now += time;
        Asked(Reachability.Look(ref _state, Group, Now));
    }

    public void Echo(int from, ushort sequence) => Asked(Reachability.HearEcho(ref _state, Group, Now, from, sequence));

    public void Advert(int from, int priority) => Asked(Reachability.HearAdvert(ref _state, Group, Now, from, priority));

    private bool Asked(ReachabilityVerdict verdict)
    {
        Stops += verdict.Stop && !Last.Stop ? 1 : 0;
        Last = verdict;
        LastChange = verdict.Reason == ReachabilityReason.Unchanged ? LastChange : verdict.Sentence(Group);
        return verdict.Ask;
    }
}
