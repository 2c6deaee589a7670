using System.Globalization;

namespace Keepone.Core.Diagnosis;

/// <summary>How the sentences of the diagnosis write names, times and spans.</summary>
internal static class Words
{
    internal static string List(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count <= 1 ? string.Concat(all) : $"{string.Join(", ", all.Take(all.Count - 1))} and {all[^1]}";
    }

    /// <summary>A sentence inside another one.</summary>
    internal static string Inner(string sentence) => sentence.TrimEnd('.');

    internal static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    internal static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 0 } => "0 s",
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 10 } when span.Ticks % TimeSpan.TicksPerSecond != 0 =>
            string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} h"),
    };

    /// <summary>Whole seconds: what a running silence is counted in.</summary>
    internal static string Seconds(TimeSpan span) => Span(TimeSpan.FromSeconds(Math.Floor(Math.Max(1, span.TotalSeconds))));
}
