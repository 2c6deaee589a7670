using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Keepone.Core.Model;

/// <summary>A router's identifier: a UUID, given in the specification or derived from the router's name.</summary>
/// <param name="Value">The UUID.</param>
[JsonConverter(typeof(RouterIdJsonConverter))]
public readonly record struct RouterId(Guid Value)
{
    // The namespace of Keepone's name-based identifiers (RFC 9562, 5.5). Changing it renames every router: never do.
    private static readonly Guid NameSpace = new("6b656570-6f6e-4501-8e65-6b656570f00e");

    /// <summary>Derives the identifier of a router from its name: a UUID of version 5 (RFC 9562, 5.5).</summary>
    /// <param name="name">The router's name.</param>
    /// <returns>The same identifier for the same name, on every node.</returns>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 9562 prescribes SHA-1 for version 5; it names, it does not protect.")]
    public static RouterId FromName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var input = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        NameSpace.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, input.AsSpan(16));
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new RouterId(new Guid(hash[..16], bigEndian: true));
    }

    /// <summary>Reads a UUID in its usual form of 36 characters.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="id">The identifier, when the text is one.</param>
    /// <returns>Whether the text is a UUID.</returns>
    public static bool TryParse(string? text, out RouterId id)
    {
        var parsed = Guid.TryParseExact(text, "D", out var value);
        id = new RouterId(value);
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>Writes a <see cref="RouterId"/> as its text form.</summary>
public sealed class RouterIdJsonConverter : JsonConverter<RouterId>
{
    /// <inheritdoc/>
    public override RouterId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RouterId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("expected a UUID");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RouterId value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }
}
