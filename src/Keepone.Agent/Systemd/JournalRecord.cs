using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Systemd;

/// <summary>
/// A message in the journal's own form (systemd.io/JOURNAL_NATIVE_PROTOCOL): fields, so that <c>journalctl KEEPONE_ROUTER=edge-1</c>
/// finds everything about a router. Pure.
/// </summary>
internal static class JournalRecord
{
    /// <summary>The longest message, in characters: a sentence, or one with a stack.</summary>
    public const int LongestMessage = 8 * 1024;

    /// <summary>The longest value of another field, in characters.</summary>
    public const int LongestValue = 2 * 1024;

    /// <summary>The most fields of a message's own: with their limits, a record stays below what a datagram takes (208 kB).</summary>
    public const int MostFields = 16;

    /// <summary>Writes a record.</summary>
    /// <param name="level">The level.</param>
    /// <param name="id">The event.</param>
    /// <param name="message">The sentence.</param>
    /// <param name="values">What is named in it.</param>
    /// <param name="exception">What went wrong; null: nothing.</param>
    /// <param name="lost">How many records could not be sent before this one.</param>
    /// <returns>The datagram.</returns>
    public static byte[] Write(
        LogLevel level, EventId id, string message, IEnumerable<KeyValuePair<string, object?>> values, Exception? exception, long lost)
    {
        using var record = new MemoryStream();
        Field(record, "MESSAGE", lost > 0 ? $"{message} ({lost} messages before this one were lost.)" : message, LongestMessage);
        Field(record, "PRIORITY", Priority(level), 1);
        Field(record, "SYSLOG_IDENTIFIER", "keepone-agent", LongestValue);
        Field(record, "KEEPONE_EVENT_ID", id.Id.ToString(CultureInfo.InvariantCulture), LongestValue);
        if (id.Name is { } name)
        {
            Field(record, "KEEPONE_EVENT", name, LongestValue);
        }

        foreach (var (key, value) in values.Where(pair => pair.Key != "{OriginalFormat}").Take(MostFields))
        {
            Field(record, Name(key), Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", LongestValue);
        }

        if (exception is not null)
        {
            Field(record, "KEEPONE_EXCEPTION", exception.ToString(), LongestMessage);
        }

        return record.ToArray();
    }

    /// <summary>A parameter's name as a field's: letters, digits and underscores, at most 64.</summary>
    internal static string Name(string key)
    {
        var name = new StringBuilder("KEEPONE");
        foreach (var (letter, before) in key.Take(48).Zip(key.Prepend('\0')))
        {
            if (name.Length == "KEEPONE".Length || (char.IsAsciiLetterUpper(letter) && char.IsAsciiLetterLower(before)))
            {
                name.Append('_');
            }

            name.Append(char.IsAsciiLetterOrDigit(letter) ? char.ToUpperInvariant(letter) : '_');
        }

        return name.Length > 64 ? name.ToString(0, 64) : name.ToString();
    }

    // syslog(3): 2 critical, 3 error, 4 warning, 6 information, 7 debug.
    private static string Priority(LogLevel level) => level switch
    {
        LogLevel.Critical => "2",
        LogLevel.Error => "3",
        LogLevel.Warning => "4",
        LogLevel.Information => "6",
        _ => "7",
    };

    private static void Field(MemoryStream record, string name, string value, int longest)
    {
        var bytes = Encoding.UTF8.GetBytes(value.Length > longest ? value[..longest] : value);
        record.Write(Encoding.ASCII.GetBytes(name));
        if (bytes.AsSpan().Contains((byte)'\n'))
        {
            // With a length, because the value has lines.
            record.WriteByte((byte)'\n');
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)bytes.Length);
            record.Write(length);
        }
        else
        {
            record.WriteByte((byte)'=');
        }

        record.Write(bytes);
        record.WriteByte((byte)'\n');
    }
}
