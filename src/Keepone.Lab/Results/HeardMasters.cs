namespace Keepone.Lab.Results;

/// <summary>
/// Who is heard as master, from the adverts that left its HA interface: with a kernel lease a replica may hold the VIP and nobody hears
/// of it (docs/adr/0006). Pure.
/// </summary>
public static class HeardMasters
{
    /// <summary>The stretches of time in which replicas were heard, as beginnings and ends.</summary>
    /// <param name="adverts">The adverts sent, ordered by time.</param>
    /// <param name="interval">The advert interval.</param>
    /// <returns>
    /// The changes, ordered: a replica is heard from an advert to its next one, if that comes within <see cref="Mastership.HoldInAdverts"/>
    /// intervals. A resignation ends it.
    /// </returns>
    public static IReadOnlyList<HolderChange> Changes(IEnumerable<SentAdvert> adverts, TimeSpan interval)
    {
        ArgumentNullException.ThrowIfNull(adverts);
        var hold = Mastership.Hold(interval);
        var spans = new List<(TimeSpan Start, TimeSpan End, string Node)>();
        foreach (var sent in adverts.GroupBy(advert => advert.Node, StringComparer.Ordinal))
        {
            (TimeSpan Start, TimeSpan End)? span = null;
            foreach (var advert in sent)
            {
                if (span is { } ended && advert.Time - ended.End > hold)
                {
                    spans.Add((ended.Start, ended.End, sent.Key));
                    span = null;
                }

                if (advert.Priority > 0)
                {
                    span = (span?.Start ?? advert.Time, advert.Time);
                }
                else if (span is { } resigned)
                {
                    spans.Add((resigned.Start, advert.Time, sent.Key));
                    span = null;
                }
            }

            if (span is { } last)
            {
                spans.Add((last.Start, last.End, sent.Key));
            }
        }

        // A single advert is a moment; a moment is no time with two.
        return
        [
            .. spans.Where(span => span.End > span.Start)
                .SelectMany(span => (HolderChange[])[new(span.Start, span.Node, Holds: true), new(span.End, span.Node, Holds: false)])
                .OrderBy(change => change.Time).ThenBy(change => change.Holds),
        ];
    }

    /// <summary>All time with two or more that were heard.</summary>
    /// <param name="adverts">The adverts sent, ordered by time.</param>
    /// <param name="interval">The advert interval.</param>
    /// <param name="end">The end of the measurement.</param>
    /// <returns>The time.</returns>
    public static TimeSpan Dual(IEnumerable<SentAdvert> adverts, TimeSpan interval, TimeSpan end) =>
        Mastership.Measure(Changes(adverts, interval), end, Mastership.Hold(interval)).Dual;
}
