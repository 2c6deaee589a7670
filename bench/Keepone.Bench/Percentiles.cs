using System.Globalization;

namespace Keepone.Bench;

/// <summary>A distribution of durations.</summary>
internal sealed class Percentiles(IEnumerable<TimeSpan> samples)
{
    private readonly TimeSpan[] _sorted = [.. samples.Order()];

    internal TimeSpan At(double share) => _sorted.Length == 0 ? TimeSpan.Zero : _sorted[(int)Math.Ceiling(share * _sorted.Length) - 1];

    public override string ToString() => $"{Text(At(0.5))} / {Text(At(0.99))} / {Text(At(1))}";

    internal static string Text(TimeSpan span) => span.TotalMilliseconds.ToString(
        span.TotalMilliseconds < 10 ? "0.00" : "0", CultureInfo.InvariantCulture) + " ms";
}
