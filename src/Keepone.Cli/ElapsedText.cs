namespace Keepone.Cli;

/// <summary>How long something took or lasts, as people say it: the two largest units, <c>2 h 5 min</c>.</summary>
internal static class ElapsedText
{
    /// <summary>The text.</summary>
    /// <param name="elapsed">The time; a negative one, of two clocks that differ, is none.</param>
    public static string Of(TimeSpan elapsed) => elapsed switch
    {
        { TotalSeconds: < 0 } => "0 s",
        { TotalSeconds: < 1 } => $"{elapsed.Milliseconds} ms",
        { TotalMinutes: < 1 } => $"{elapsed.Seconds} s",
        { TotalHours: < 1 } => $"{elapsed.Minutes} min {elapsed.Seconds} s",
        { TotalDays: < 1 } => $"{elapsed.Hours} h {elapsed.Minutes} min",
        _ => $"{elapsed.Days} d {elapsed.Hours} h",
    };
}
