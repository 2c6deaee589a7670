using System.Collections.Immutable;
using System.Security.Cryptography;
using Keepone.Core.Specification;

namespace Keepone.Core.Guard;

/// <summary>
/// The keys of a router: voters sign with the current one and accept both, so that keys are changed without an interruption. What is
/// in it is never part of a message.
/// </summary>
public sealed class GuardKeys
{
    /// <summary>The size of a key.</summary>
    public const int KeyBytes = 32;

    /// <summary>The most bytes of a key file: two keys, and room for comments.</summary>
    public const int MostFileBytes = 4096;

    private const string Expected = "64 hexadecimal digits";

    private readonly byte[] _current;
    private readonly byte[]? _next;

    /// <summary>These keys.</summary>
    /// <param name="current">The key to sign with: <see cref="KeyBytes"/> bytes.</param>
    /// <param name="next">The key that is accepted too; empty: none.</param>
    public GuardKeys(ReadOnlySpan<byte> current, ReadOnlySpan<byte> next = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(current.Length, KeyBytes, nameof(current));
        if (!next.IsEmpty)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(next.Length, KeyBytes, nameof(next));
            _next = next.ToArray();
        }

        _current = current.ToArray();
    }

    /// <summary>The key to sign with.</summary>
    public ReadOnlySpan<byte> Current => _current;

    /// <summary>The key that is accepted too; empty when there is none.</summary>
    public ReadOnlySpan<byte> Next => _next;

    /// <summary>Whether there is a next key.</summary>
    public bool HasNext => _next is not null;

    /// <summary>A name for the current key by which people compare files: four bytes of a hash, from which nobody gets the key.</summary>
    public string CurrentId => Id(_current);

    /// <summary>A name for the next key; empty when there is none.</summary>
    public string NextId => _next is null ? "" : Id(_next);

    /// <summary>Reads a key file: lines <c>current: KEY</c> and, while keys are changed, <c>next: KEY</c>.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">The file's name, for the errors.</param>
    /// <returns>The keys, or null and all mistakes. No mistake repeats what may be a part of a key.</returns>
    public static (GuardKeys? Keys, ImmutableArray<SpecificationError> Errors) Read(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(file);
        var errors = ImmutableArray.CreateBuilder<SpecificationError>();
        byte[]? current = null, next = null;
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? "" : line[..colon].TrimEnd();
            if (name is not ("current" or "next"))
            {
                errors.Add(new(file, i + 1, "", "another line", "'current: KEY' or 'next: KEY'"));
                continue;
            }

            ref var key = ref name == "current" ? ref current : ref next;
            if (key is not null)
            {
                errors.Add(new(file, i + 1, name, "it a second time", "each key once"));
                continue;
            }

            var digits = line.AsSpan(colon + 1).Trim();
            key = new byte[KeyBytes];
            if (digits.Length != 2 * KeyBytes || Convert.FromHexString(digits, key, out _, out _) != System.Buffers.OperationStatus.Done)
            {
                errors.Add(new(file, i + 1, name, $"{digits.Length} characters that are no key", Expected, "make keys with 'keepone guard key'"));
            }
        }

        if (current is null)
        {
            errors.Add(new(file, lines.Length, "current", "nothing", Expected, "make a key with 'keepone guard key new'"));
        }
        else if (next is not null && CryptographicOperations.FixedTimeEquals(current, next) && errors.Count == 0)
        {
            errors.Add(new(file, lines.Length, "next", "the current key again", "another key"));
        }

        return errors.Count == 0 ? (new GuardKeys(current, next), []) : (null, errors.ToImmutable());
    }

    /// <summary>Whether the keys are the same.</summary>
    /// <param name="other">Other keys.</param>
    /// <returns>Whether they are.</returns>
    public bool SameAs(GuardKeys? other) =>
        other is not null && HasNext == other.HasNext
        && CryptographicOperations.FixedTimeEquals(Current, other.Current) && CryptographicOperations.FixedTimeEquals(Next, other.Next);

    /// <summary>The text of a key file.</summary>
    /// <returns>The text: it is a secret.</returns>
    public string ToFileText() => $"current: {Hex(Current)}\n{(HasNext ? $"next: {Hex(Next)}\n" : "")}";

    /// <inheritdoc/>
    public override string ToString() => HasNext ? "a current and a next key" : "a current key";

    private static string Id(byte[] key) => Convert.ToHexStringLower(HMACSHA256.HashData(key, "keepone key id"u8).AsSpan(0, 4));

    private static string Hex(ReadOnlySpan<byte> key) => Convert.ToHexStringLower(key);
}
