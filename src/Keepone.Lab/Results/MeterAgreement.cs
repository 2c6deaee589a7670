using System.Collections.Immutable;
using System.Globalization;

namespace Keepone.Lab.Results;

/// <summary>An advert that a replica sent, as captured on its HA interface.</summary>
/// <param name="Time">The read time, from the start of the run.</param>
/// <param name="Node">The replica's node.</param>
/// <param name="Priority">The priority in it; 0 is a resignation.</param>
public readonly record struct SentAdvert(TimeSpan Time, string Node, int Priority);

/// <summary>
/// Compares the two meters (DESIGN §10): who held the VIP by the kernel's address events, and who sent adverts. They are independent
/// ways of seeing a master, so a disagreement beyond what their resolution explains means that one of them is broken. Pure.
/// </summary>
public static class MeterAgreement
{
    /// <summary>
    /// What is granted beyond an advert interval: keepalived sends its first advert before it sets addresses and its last after
    /// removing them, and both take a scheduling slice on a busy machine.
    /// </summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(150);

    private const int MostSentences = 10;

    /// <summary>Compares.</summary>
    /// <param name="changes">The address meter's ordered changes.</param>
    /// <param name="adverts">The captured adverts, ordered by time.</param>
    /// <param name="begin">The begin of the measurement, from where lateness is known: nothing is said about the time before.</param>
    /// <param name="end">The end of the measurement.</param>
    /// <param name="advertInterval">The router's advert interval.</param>
    /// <param name="doubt">The meters' own error: read delay and lateness.</param>
    /// <param name="silent">The node that may hold the VIP and send no adverts: its keepalived was stopped or killed; null: none.</param>
    /// <returns>One sentence for each disagreement, at most ten; empty when they agree.</returns>
    public static ImmutableArray<string> Compare(
        IReadOnlyCollection<HolderChange> changes,
        IReadOnlyCollection<SentAdvert> adverts,
        TimeSpan begin,
        TimeSpan end,
        TimeSpan advertInterval,
        TimeSpan doubt,
        string? silent = null)
    {
        var tolerance = advertInterval + Margin + doubt;
        var tenures = Mastership.Tenures(changes, end);
        var sentences = new List<string>();
        foreach (var tenure in tenures.Where(tenure => tenure.Node != silent))
        {
            CheckTenure(tenure, adverts, begin, end, advertInterval, tolerance, sentences);
        }

        foreach (var advert in adverts.Where(advert => advert.Priority > 0 && advert.Time >= begin && advert.Time <= end))
        {
            var covered = tenures.Any(tenure =>
                tenure.Node == advert.Node && advert.Time >= tenure.Start - tolerance && advert.Time <= tenure.End + tolerance);
            if (!covered)
            {
                sentences.Add($"{advert.Node} sent an advert at {At(advert.Time)} while the address meter saw no VIP on it.");
            }
        }

        return [.. sentences.Take(MostSentences)];
    }

    // By its adverts a replica is master from each of them until the next one is due. Where it holds the VIP for longer than the
    // tolerance and is no master by its adverts, the meters disagree; an advert that is a little late is no disagreement.
    private static void CheckTenure(
        Tenure tenure,
        IReadOnlyCollection<SentAdvert> adverts,
        TimeSpan begin,
        TimeSpan end,
        TimeSpan advertInterval,
        TimeSpan tolerance,
        List<string> sentences)
    {
        var due = tenure.Start < begin ? begin : tenure.Start;
        foreach (var advert in adverts.Where(advert => advert.Node == tenure.Node && advert.Priority > 0 && advert.Time <= end))
        {
            if (advert.Time > tenure.End)
            {
                break;
            }

            Note(advert.Time);
            due = advert.Time + advertInterval > due ? advert.Time + advertInterval : due;
        }

        Note(tenure.End);

        void Note(TimeSpan until)
        {
            if (until - due > tolerance)
            {
                sentences.Add($"{tenure.Node} held the VIP from {At(due)} to {At(until)} and sent no advert that was due.");
            }
        }
    }

    private static string At(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture) + " s";
}
