using Keepone.Core.Guard;

namespace Keepone.Simulation;

/// <summary>Fates of messages and agents.</summary>
public static class Fates
{
    /// <summary>The least time that anything takes: a packet, a file.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMicroseconds(200);

    /// <summary>Everything takes its time, and no agent is late.</summary>
    /// <param name="timers">The guard's timers.</param>
    /// <returns>The fate.</returns>
    public static Fate Calm(GuardTimers timers)
    {
        ArgumentNullException.ThrowIfNull(timers);
        return new Fate(Lost: false, Least, TimeSpan.Zero, TimeSpan.Zero, timers.WriteLatency);
    }

    /// <summary>
    /// Delays, copies, lateness and write latencies from a seed, each within what the timers take for granted; delays of messages,
    /// on which safety does not rest, beyond it now and then.
    /// </summary>
    /// <param name="randomness">The seed's numbers.</param>
    /// <param name="timers">The guard's timers.</param>
    /// <param name="loss">The probability that a message is lost.</param>
    /// <param name="wild">The probability that a message takes up to ten times the usual delay, or arrives twice.</param>
    /// <returns>The source of fates.</returns>
    public static FateSource Random(Randomness randomness, GuardTimers timers, double loss, double wild)
    {
        ArgumentNullException.ThrowIfNull(timers);
        return (World world, in WorldEvent next) =>
        {
            var late = randomness.Between(TimeSpan.Zero, timers.SchedulingDelay);
            var write = randomness.Between(Least, timers.WriteLatency);
            if (!next.Departs)
            {
                return new Fate(Lost: false, Least, TimeSpan.Zero, late, write);
            }

            var isWild = wild > 0 && randomness.Chance(wild);
            var delay = randomness.Between(Least, timers.MessageDelay * (isWild ? 10 : 1));
            var copy = isWild && randomness.Chance(0.5) ? delay + randomness.Between(Least, timers.MessageDelay * 20) : TimeSpan.Zero;
            return new Fate(loss > 0 && randomness.Chance(loss), delay, copy, late, write);
        };
    }
}
