using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Keepone.Core.Health.History;

/// <summary>A record of the history of checks as a line of JSON.</summary>
public static class CheckHistoryLine
{
    // Messages hold apostrophes and angle brackets, which need no escape outside of HTML.
    private static readonly CheckHistoryJson Json = new(
        new JsonSerializerOptions(CheckHistoryJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes a record, and the line's end.</summary>
    /// <param name="record">The record.</param>
    /// <param name="to">Takes it, in UTF-8.</param>
    public static void Write(CheckRecord record, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(to);
        using (var writer = new Utf8JsonWriter(to, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            JsonSerializer.Serialize(writer, record, Json.CheckRecord);
        }

        to.Write("\n"u8);
    }

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="problem">What is wrong with it; null: nothing.</param>
    /// <returns>The record; null when the line is none.</returns>
    public static CheckRecord? Parse(string line, out string? problem)
    {
        try
        {
            var record = JsonSerializer.Deserialize(line, Json.CheckRecord);
            problem = record is null ? "expected a record, found null" : Mistake(record);
            return problem is null ? record : null;
        }
        catch (JsonException error)
        {
            // Its text names types of the program; the path and the place are what is of use.
            problem = $"expected a record of a check in JSON, found something else at {error.Path ?? "$"}, byte {(error.BytePositionInLine ?? 0) + 1}";
            return null;
        }
    }

    private static string? Mistake(CheckRecord record) => record switch
    {
        { Name: null or "" } or { Node: null or "" } or { Check: null or "" } or { Settings: null } =>
            "expected name, node, check and settings; at least one of them is missing",
        { Run: null, Change: null } or { Run: not null, Change: not null } => "expected either a run of outcomes or a change",
        { Settings.Mistake: { } mistake } => mistake,
        { Run: { Count: < 1 } run } => $"count: found {run.Count}, expected 1 or more",
        { Run: { } run } when run.Last < run.First => $"last: found {run.Last:O}, which is before the first, {run.First:O}",
        { Run.Message: null } or { Change.Sentence: null } => "expected a message or a sentence",
        _ => null,
    };
}
