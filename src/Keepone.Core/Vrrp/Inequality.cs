using System.Globalization;
using System.Text.Json.Serialization;

namespace Keepone.Core.Vrrp;

/// <summary>What it means when an inequality does not hold.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>Something works less well than it could.</summary>
    Warning = 0,

    /// <summary>A promise of Keepone's is broken.</summary>
    Error,
}

/// <summary>
/// One of the inequalities on which the protocol rests (DESIGN §2): the left side must be smaller than the right one.
/// </summary>
/// <param name="Name">Its name, stable: letters and '-'.</param>
/// <param name="Left">The left side.</param>
/// <param name="Right">The right side.</param>
/// <param name="Unit">The unit of both sides: <c>ms</c>, or <c>points</c> of priority.</param>
/// <param name="Severity">What it means when it does not hold.</param>
/// <param name="Sentence">Both sides in words, and what follows.</param>
public sealed record Inequality(string Name, double Left, double Right, string Unit, Severity Severity, string Sentence)
{
    /// <summary>The right side less the left one: what is left to spare.</summary>
    public double Margin => Right - Left;

    /// <summary>Whether it holds.</summary>
    public bool Holds => Left < Right;

    internal static Inequality OfTimes(string name, TimeSpan left, TimeSpan right, Severity severity,
        Func<bool, string> sentence) =>
        new(name, left.TotalMilliseconds, right.TotalMilliseconds, "ms", severity, sentence(left < right));

    internal static Inequality OfPoints(string name, int left, int right, Severity severity, Func<bool, string> sentence) =>
        new(name, left, right, "points", severity, sentence(left < right));

    /// <summary>A time as people read it: <c>39 ms</c>, <c>3.531 s</c>.</summary>
    /// <param name="time">The time.</param>
    /// <returns>The text.</returns>
    public static string Text(TimeSpan time) =>
        time.Duration() < TimeSpan.FromSeconds(1)
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");
}
