using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Keepone.Core.Specification;

/// <summary>A mapping that was read against its schema: the values that were good, and the line of every key.</summary>
public sealed class SchemaObject
{
    private readonly Dictionary<string, (object Value, int Line)> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    internal SchemaObject(string path, int line)
    {
        Path = path;
        Line = line;
    }

    /// <summary>The path of the keys that lead here; empty for a document.</summary>
    public string Path { get; }

    /// <summary>The line on which the mapping begins, from 1.</summary>
    public int Line { get; }

    /// <summary>The keys with good values, in the order of the file.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>The path of one of its keys.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The full path, such as <c>ha.vip</c>.</returns>
    public string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    /// <summary>The line of a key, or of the mapping when it has no such key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The line, from 1.</returns>
    public int LineOf(string key) => _lines.GetValueOrDefault(key, Line);

    /// <summary>Whether the file has the key, with a good value or a bad one.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True when it stands in the file.</returns>
    public bool Mentions(string key) => _lines.ContainsKey(key);

    /// <summary>The value of a key, when it is there and good.</summary>
    /// <typeparam name="T">The type that the key's schema reads.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there is a good value.</returns>
    public bool TryGet<T>(string key, [MaybeNullWhen(false)] out T value)
    {
        if (_values.TryGetValue(key, out var found))
        {
            value = (T)found.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>The value of a key that is known to be there.</summary>
    /// <typeparam name="T">The type that the key's schema reads.</typeparam>
    /// <param name="key">The key.</param>
    /// <returns>The value.</returns>
    public T Get<T>(string key) => (T)_values[key].Value;

    /// <summary>The value of a key, or a default.</summary>
    /// <typeparam name="T">The type that the key's schema reads.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="otherwise">The default.</param>
    /// <returns>The value.</returns>
    public T Get<T>(string key, T otherwise) => TryGet<T>(key, out var value) ? value : otherwise;

    /// <summary>The good items of a list; empty when there is none.</summary>
    /// <typeparam name="T">The type that the list's schema reads.</typeparam>
    /// <param name="key">The key.</param>
    /// <returns>The items with their lines.</returns>
    public ImmutableArray<(T Value, int Line)> List<T>(string key) =>
        TryGet<ImmutableArray<(object Value, int Line)>>(key, out var items) ? [.. items.Select(item => ((T)item.Value, item.Line))] : [];

    /// <summary>The good items of a list, without their lines.</summary>
    /// <typeparam name="T">The type that the list's schema reads.</typeparam>
    /// <param name="key">The key.</param>
    /// <returns>The items.</returns>
    public ImmutableArray<T> Items<T>(string key) => [.. List<T>(key).Select(item => item.Value)];

    internal void Mention(string key, int line) => _lines[key] = line;

    internal void Set(string key, object value, int line) => _values[key] = (value, line);
}
