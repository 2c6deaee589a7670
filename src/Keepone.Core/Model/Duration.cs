using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Keepone.Core.Model;

/// <summary>The text form of a time span: a number with a unit, such as <c>500ms</c>, <c>1s</c>, <c>1.5s</c>, <c>2m</c> or <c>1h</c>.</summary>
public static class Duration
{
    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>Reads a duration. A bare number is none: whoever writes 30 may mean seconds or milliseconds.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="duration">The time span, when the text is one.</param>
    /// <returns>Whether the text is a number of at most a year with one of the units ms, s, m, h.</returns>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var digits = text.AsSpan().TrimEnd("mhs");
        foreach (var (unit, milliseconds) in Units)
        {
            if (text.AsSpan(digits.Length).SequenceEqual(unit)
                && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * milliseconds <= TimeSpan.FromDays(366).TotalMilliseconds)
            {
                duration = TimeSpan.FromMilliseconds(number * milliseconds);
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes a duration with the largest unit that keeps it whole: <c>1500ms</c>, <c>2s</c>, <c>3m</c>.</summary>
    /// <param name="duration">The time span; a part below a millisecond is kept as a decimal fraction.</param>
    /// <returns>The text, which <see cref="TryParse"/> reads back.</returns>
    public static string Format(TimeSpan duration)
    {
        var milliseconds = duration.TotalMilliseconds;
        for (var i = Units.Length - 1; i > 0; i--)
        {
            if (milliseconds != 0 && milliseconds % Units[i].Milliseconds == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{milliseconds / Units[i].Milliseconds}{Units[i].Unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
    }
}

/// <summary>Writes a <see cref="TimeSpan"/> with its unit, as specifications do.</summary>
public sealed class DurationJsonConverter : JsonConverter<TimeSpan>
{
    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // A margin may be negative; what an operator writes in a file may not.
        var text = reader.GetString();
        var negative = text is ['-', ..];
        return Duration.TryParse(negative ? text![1..] : text, out var duration)
            ? negative ? -duration : duration : throw new JsonException("expected a duration such as 500ms or 1s");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(Duration.Format(value));
    }
}
