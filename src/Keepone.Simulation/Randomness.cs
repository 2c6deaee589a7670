using System.Runtime.InteropServices;

namespace Keepone.Simulation;

/// <summary>
/// Numbers from a seed, the same on every machine and in every version (SplitMix64): a seed that failed once fails again.
/// </summary>
/// <param name="seed">The seed.</param>
[StructLayout(LayoutKind.Auto)]
public struct Randomness(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next number.</summary>
    /// <returns>64 bits.</returns>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>A number below a bound.</summary>
    /// <param name="bound">The bound, positive.</param>
    /// <returns>0 to <paramref name="bound"/> - 1.</returns>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>Whether something of that probability happens.</summary>
    /// <param name="probability">0 to 1.</param>
    /// <returns>Whether it does.</returns>
    public bool Chance(double probability) => (Next() >> 11) / (double)(1UL << 53) < probability;

    /// <summary>A time between two times.</summary>
    /// <param name="least">The least.</param>
    /// <param name="most">The most, not less.</param>
    /// <returns>The time, in whole microseconds.</returns>
    public TimeSpan Between(TimeSpan least, TimeSpan most)
    {
        var microseconds = (ulong)((most - least).Ticks / TimeSpan.TicksPerMicrosecond);
        return least + TimeSpan.FromMicroseconds((long)(Next() % (microseconds + 1)));
    }

    internal static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
