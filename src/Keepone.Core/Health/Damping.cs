namespace Keepone.Core.Health;

/// <summary>
/// Damping of a check that comes and goes, after RFC 2439: each relapse adds to a figure that decays with a half-life; above one limit a
/// replica that recovered stays sick until the figure fell below a lower one, so that it does not take the mastership back to lose it again.
/// </summary>
public static class Damping
{
    /// <summary>What a relapse adds (RFC 2439 4.2 scales its figures so): only ratios matter.</summary>
    public const double Relapse = 1000;

    /// <summary>
    /// The limit above which a recovered replica stays sick: a second relapse within <see cref="HalfLife"/> of the first, and never a single one.
    /// </summary>
    public const double Suppress = 1500;

    /// <summary>The limit below which it may be healthy again: half of the other, so that a held replica is not released into the next relapse.</summary>
    public const double Reuse = 750;

    /// <summary>
    /// The figure's ceiling: however often a check flaps, it is released <see cref="MaximumHold"/> after its last relapse.
    /// </summary>
    public const double Ceiling = Reuse * 8;

    /// <summary>
    /// The half-life: two minutes. A fault that an operator is mending comes back within seconds to a minute; one that returns after five
    /// minutes is another fault. Routers' default for BGP is 15 minutes, where a wrong route costs more than a spare replica here.
    /// </summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(2);

    /// <summary>The longest hold after the last relapse: three half-lives from the ceiling to the lower limit.</summary>
    public static readonly TimeSpan MaximumHold = 3 * HalfLife;

    /// <summary>The figure after some time.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="elapsed">How long ago it had that value, 0 or more.</param>
    /// <returns>The decayed figure.</returns>
    public static double Decay(double figure, TimeSpan elapsed) => elapsed <= TimeSpan.Zero ? figure : figure * double.Exp2(-(elapsed / HalfLife));

    /// <summary>The figure after a relapse.</summary>
    /// <param name="figure">The figure just before.</param>
    /// <returns>The figure, at most <see cref="Ceiling"/>.</returns>
    public static double Add(double figure) => Math.Min(Ceiling, figure + Relapse);

    /// <summary>How long until a figure has fallen to <see cref="Reuse"/>.</summary>
    /// <param name="figure">The figure.</param>
    /// <returns>The time; zero when it is there.</returns>
    public static TimeSpan UntilReuse(double figure) => figure <= Reuse ? TimeSpan.Zero : HalfLife * Math.Log2(figure / Reuse);
}
