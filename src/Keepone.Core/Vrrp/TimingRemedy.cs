using System.Collections.Immutable;
using Keepone.Core.Model;

namespace Keepone.Core.Vrrp;

/// <summary>
/// A key of the specification, and the value nearest to the present one with which every inequality holds whose breach is an error, and
/// no other one is broken by it.
/// </summary>
/// <param name="Key">The key, such as <c>guard.interval</c>.</param>
/// <param name="Value">The value, as it stands in a specification.</param>
public sealed record TimingRemedy(string Key, string Value)
{
    private static readonly TimeSpan AdvertStep = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestAdvert = TimeSpan.FromMilliseconds(40_950);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(5);

    /// <summary>The remedies of a router.</summary>
    /// <param name="router">The router.</param>
    /// <param name="measured">What was measured of a node; null: what the router's preset takes for granted.</param>
    /// <returns>One for each key that is enough by itself; none when nothing is broken.</returns>
    public static ImmutableArray<TimingRemedy> For(RouterSpecification router, TimingAssumptions? measured)
    {
        ArgumentNullException.ThrowIfNull(router);
        if (Holds(router))
        {
            return [];
        }

        var warned = Broken(router);
        var found = ImmutableArray.CreateBuilder<TimingRemedy>();
        // Longer adverts and shorter or fewer beacons never break what held: the nearest value that does is found by halving.
        if (Nearest((LongestAdvert - router.AdvertInterval).Ticks / AdvertStep.Ticks, steps => WithAdvert(steps)) is { } adverts)
        {
            found.Add(new TimingRemedy("advertInterval", Duration.Format(WithAdvert(adverts).AdvertInterval)));
        }

        var millisecond = TimeSpan.FromMilliseconds(1);
        if (Nearest((router.Guard.Interval - ShortestInterval).Ticks / millisecond.Ticks, WithInterval) is { } interval)
        {
            found.Add(new TimingRemedy("guard.interval", Duration.Format(WithInterval(interval).Guard.Interval)));
        }

        if (Nearest(router.Guard.Fall - 1, WithFall) is { } fall)
        {
            found.Add(new TimingRemedy("guard.fall", $"{WithFall(fall).Guard.Fall}"));
        }

        return found.ToImmutable();

        RouterSpecification WithAdvert(long steps) => router with { AdvertInterval = router.AdvertInterval + (steps * AdvertStep) };

        RouterSpecification WithInterval(long steps) => router with
        {
            Guard = router.Guard with { Interval = TimeSpan.FromMilliseconds(Math.Floor(router.Guard.Interval.TotalMilliseconds)) - (steps * millisecond) },
        };

        RouterSpecification WithFall(long steps) => router with { Guard = router.Guard with { Fall = router.Guard.Fall - (int)steps } };

        bool Holds(RouterSpecification changed) =>
            TimingInequalities.Of(new TimingCase(changed, measured)).All(one => one.Holds || one.Severity != Severity.Error);

        long? Nearest(long most, Func<long, RouterSpecification> with)
        {
            if (most < 1 || !Holds(with(most)))
            {
                return null;
            }

            var (broken, holds) = (0L, most);
            while (holds - broken > 1)
            {
                var middle = broken + ((holds - broken) / 2);
                (broken, holds) = Holds(with(middle)) ? (broken, middle) : (middle, holds);
            }

            return Broken(with(holds)).IsSubsetOf(warned) ? holds : null;
        }

        HashSet<string> Broken(RouterSpecification changed) => [.. TimingInequalities.Of(new TimingCase(changed, measured))
            .Where(one => !one.Holds).Select(one => one.Name)];
    }
}
