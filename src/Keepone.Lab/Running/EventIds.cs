using System.Collections.Immutable;
using System.Text.Json;

namespace Keepone.Lab.Running;

/// <summary>The events that the programs of a lab logged, by their stable ids (docs/runbook.md).</summary>
internal static class EventIds
{
    /// <summary>Reads the logs of all programs.</summary>
    /// <param name="directory">Where they are: JSON lines, each log bounded where it is written.</param>
    /// <returns>The ids.</returns>
    public static ImmutableHashSet<int> Read(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*.log").SelectMany(File.ReadLines).Select(Id).OfType<int>()];

    /// <summary>The id of a line.</summary>
    /// <param name="line">The line.</param>
    /// <returns>The id; null: the line is no JSON log line.</returns>
    public static int? Id(string line)
    {
        if (!line.StartsWith('{'))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.TryGetProperty("EventId", out var id) && id.ValueKind == JsonValueKind.Number
                && id.TryGetInt32(out var number) ? number : null;
        }
        catch (JsonException)
        {
            // The last line of a program that was killed may be cut off.
            return null;
        }
    }
}
