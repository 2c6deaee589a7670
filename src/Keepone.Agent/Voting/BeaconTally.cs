using Keepone.Core.Guard;

namespace Keepone.Agent.Voting;

/// <summary>Counts packets: written by one thread at a time, read by any.</summary>
internal sealed class BeaconTally
{
    private readonly long[] _rejected = new long[BeaconCounters.Reasons];
    private long _heard;
    private long _sent;
    private long _notSent;

    public void Heard() => Interlocked.Increment(ref _heard);

    public void Rejected(BeaconRejection reason) => Interlocked.Increment(ref _rejected[(int)reason]);

    public void Sent(int taken, int all)
    {
        Interlocked.Add(ref _sent, taken);
        if (taken < all)
        {
            Interlocked.Add(ref _notSent, all - taken);
        }
    }

    /// <summary>What was counted.</summary>
    /// <param name="common">What was counted for several together.</param>
    /// <returns>The sum.</returns>
    public BeaconCounters Read(BeaconTally common) => new(
        Interlocked.Read(ref _heard), Interlocked.Read(ref _sent), Interlocked.Read(ref _notSent),
        [.. _rejected.Select((_, i) => Interlocked.Read(ref _rejected[i]) + Interlocked.Read(ref common._rejected[i]))]);
}
