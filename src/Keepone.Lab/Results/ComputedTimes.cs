using System.Globalization;
using Keepone.Core.Model;
using Keepone.Lab.Scenarios;

namespace Keepone.Lab.Results;

/// <summary>Compares the times of a run with those that <c>config timing</c> computes for its router and cause. Pure.</summary>
internal static class ComputedTimes
{
    /// <summary>Compares.</summary>
    /// <param name="expect">What is expected.</param>
    /// <param name="mastership">The run's times without a master and with two.</param>
    /// <param name="measured">The rest of the measurement.</param>
    /// <returns>One sentence for each time that is longer than computed.</returns>
    public static IEnumerable<string> Compare(Expectations expect, Mastership mastership, Measurement measured)
    {
        if (expect.Timing is not { } computed)
        {
            yield break;
        }

        var granted = measured.Error + measured.Lateness;
        if (computed.NoMaster is { } none && mastership.None > none + granted)
        {
            yield return $"No master for {Milliseconds(mastership.None)}, but config timing computes at most {Duration.Format(none)} when "
                + $"{computed.Cause}; {Milliseconds(granted)} of error and lateness are granted.";
        }

        if (measured.CheckFault is { } fault && computed.TakeOver is { } soon)
        {
            var taken = measured.Changes.Where(change => change.Holds && change.Time > fault).Select(change => (TimeSpan?)change.Time).FirstOrDefault();
            if (!(taken - fault <= soon + granted))
            {
                yield return (taken is { } late
                        ? $"Another replica took over {Milliseconds(late - fault)} after the check was made to fail"
                        : "No replica took over after the check was made to fail")
                    + $", but config timing computes at most {Duration.Format(soon)} when {computed.Cause}; "
                    + $"{Milliseconds(granted)} of error and lateness are granted.";
            }
        }

        // Where it computes zero, nothing is granted: not a microsecond of two masters.
        if (computed.TwoMasters is { } two && mastership.Dual > (two == TimeSpan.Zero ? two : two + granted))
        {
            yield return $"Two masters for {Milliseconds(mastership.Dual)}, but config timing computes at most {Duration.Format(two)} when "
                + $"{computed.Cause}; {Milliseconds(granted)} of error and lateness are granted.";
        }
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms";
}
