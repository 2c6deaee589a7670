using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Keepone.Core.Model;

namespace Keepone.Keepalived.Neutron;

/// <summary>
/// An object of Neutron's JSON, read key by key. What is wrong is noted and reading goes on, so that all mistakes are told at once; keys that
/// nobody asks for are Neutron's business.
/// </summary>
internal sealed class NeutronFields
{
    /// <summary>Reads a value of a text.</summary>
    internal delegate bool Parser<T>(string text, [MaybeNullWhen(false)] out T value);

    private const string Nothing = "nothing";
    private const int LongestFound = 60;
    private const int NotInAList = -1;

    private readonly JsonElement _value;
    private readonly NeutronFields? _parent;
    private readonly string _key;
    private readonly int _index;
    private readonly Mistakes _mistakes;

    private NeutronFields(JsonElement value, NeutronFields? parent, string key, int index, Mistakes mistakes) =>
        (_value, _parent, _key, _index, _mistakes) = (value, parent, key, index, mistakes);

    /// <summary>Reads a document with one object.</summary>
    /// <param name="json">The text.</param>
    /// <param name="file">Its name, for the errors.</param>
    /// <param name="build">Makes the result of the object; what it makes counts only when nothing was wrong.</param>
    public static (T? Value, ImmutableArray<NeutronError> Errors) Read<T>(string json, string file, Func<NeutronFields, T> build)
        where T : class
    {
        var mistakes = new Mistakes(file);
        T? built = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                built = build(new NeutronFields(document.RootElement, null, "", NotInAList, mistakes));
            }
            else
            {
                mistakes.Add("", Text(document.RootElement), "one object");
            }
        }
        catch (JsonException error)
        {
            mistakes.Add(string.Create(CultureInfo.InvariantCulture, $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}"),
                "text that is no JSON", "JSON");
        }
        catch (InvalidOperationException)
        {
            // An escape of half a character, which the reader finds only when it is asked for the text.
            mistakes.Add("", "an escape that is no character", "text");
        }

        return mistakes.All.Count == 0 ? (built, []) : (null, [.. mistakes.All]);
    }

    /// <summary>Notes a mistake about a key.</summary>
    public void Add(string key, string found, string expected, string remedy = "") => _mistakes.Add(PathOf(key), found, expected, remedy);

    /// <summary>Notes every key that is not among the known ones.</summary>
    public void KnowOnly(IReadOnlyCollection<string> keys)
    {
        foreach (var property in _value.EnumerateObject().Where(property => !keys.Contains(property.Name, StringComparer.Ordinal)))
        {
            Add(property.Name, "a key that is not known", $"one of {string.Join(", ", keys)}");
        }
    }

    /// <summary>An object; null, and a mistake, when there is none.</summary>
    public NeutronFields? Object(string key, string expected)
    {
        var found = Find(key);
        if (found is { ValueKind: JsonValueKind.Object } && !IsEmpty(found.Value))
        {
            return new NeutronFields(found.Value, this, key, NotInAList, _mistakes);
        }

        Add(key, found is null || IsEmpty(found.Value) ? Nothing : Text(found.Value), expected);
        return null;
    }

    /// <summary>An object; null when the key is missing, null or an empty object, which all mean the same to Neutron.</summary>
    public NeutronFields? ObjectOrNone(string key, string expected)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case { } found when IsEmpty(found):
                return null;
            case { ValueKind: JsonValueKind.Object } found:
                return new NeutronFields(found, this, key, NotInAList, _mistakes);
            case { } found:
                Add(key, Text(found), expected);
                return null;
        }
    }

    /// <summary>A list of objects; empty when the key is missing.</summary>
    /// <param name="key">The key.</param>
    /// <param name="isRequired">Whether Neutron fails without the key.</param>
    public IEnumerable<NeutronFields> Objects(string key, bool isRequired = false)
    {
        if (Find(key) is not { } found)
        {
            if (isRequired)
            {
                Add(key, Nothing, "a list");
            }

            yield break;
        }

        if (found.ValueKind != JsonValueKind.Array)
        {
            Add(key, Text(found), "a list");
            yield break;
        }

        var i = 0;
        foreach (var item in found.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                yield return new NeutronFields(item, this, key, i, _mistakes);
            }
            else
            {
                Add(ItemOf(key, i), Text(item), "an object");
            }

            i++;
        }
    }

    /// <summary>A text; empty, and a mistake, when there is none that will do.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">What is expected.</param>
    /// <param name="accepts">Whether a text will do.</param>
    /// <param name="foundInstead">What to say was found of a value that must not be told.</param>
    public string Text(string key, string expected, Func<string, bool> accepts, string? foundInstead = null)
    {
        var found = Find(key);
        if (found is { ValueKind: JsonValueKind.String } && found.Value.GetString() is { } text && accepts(text))
        {
            return text;
        }

        Add(key, found is null ? Nothing : foundInstead ?? Text(found.Value), expected);
        return "";
    }

    /// <summary>A text; null when the key is missing, null or empty, which all mean the same to Neutron.</summary>
    public string? TextOrNone(string key, string expected, Func<string, bool> accepts, string? foundInstead = null) =>
        Find(key) is not { } found || found.ValueKind == JsonValueKind.Null || (found.ValueKind == JsonValueKind.String && found.GetString() is "")
            ? null : Text(key, expected, accepts, foundInstead);

    /// <summary>What a text stands for; the default, and a mistake, when there is no text that will do.</summary>
    public T? Parsed<T>(string key, string expected, Parser<T> parser) => Parsed(key, expected, parser, out _);

    /// <summary>What a text stands for, and the text.</summary>
    public T? Parsed<T>(string key, string expected, Parser<T> parser, out string text)
    {
        var found = Find(key);
        if (found is { ValueKind: JsonValueKind.String } && found.Value.GetString() is { } written && parser(written, out var parsed))
        {
            text = written;
            return parsed;
        }

        text = "";
        Add(key, found is null ? Nothing : Text(found.Value), expected);
        return default;
    }

    /// <summary>An address.</summary>
    public IPAddress Address(string key) => Address(key, out _);

    /// <summary>An address, and how it is written.</summary>
    public IPAddress Address(string key, out string text) => Parsed<IPAddress>(key, "an IP address", NeutronAddress.TryParse, out text) ?? IPAddress.None;

    /// <summary>A network with its prefix length.</summary>
    public IpPrefix Network(string key) => Network(key, out _);

    /// <summary>A network with its prefix length, and how it is written.</summary>
    public IpPrefix Network(string key, out string text) =>
        Parsed<IpPrefix>(key, "a network such as 10.0.0.0/24", NeutronAddress.TryParsePrefix, out text);

    /// <summary>A whole number.</summary>
    /// <param name="key">The key.</param>
    /// <param name="minimum">The least.</param>
    /// <param name="maximum">The greatest.</param>
    /// <param name="otherwise">What is meant when the key is missing; null: it is needed.</param>
    public int Number(string key, int minimum, int maximum, int? otherwise)
    {
        var found = Find(key);
        if (found is null && otherwise is { } missing)
        {
            return missing;
        }

        if (found is { ValueKind: JsonValueKind.Number } && found.Value.TryGetInt32(out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        Add(key, found is null ? Nothing : Text(found.Value), maximum == int.MaxValue
            ? minimum == int.MinValue ? "a whole number" : string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum}")
            : string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum} to {maximum}"));
        return otherwise ?? minimum;
    }

    /// <summary>true or false.</summary>
    /// <param name="key">The key.</param>
    /// <param name="otherwise">What is meant when the key is missing.</param>
    public bool Flag(string key, bool otherwise)
    {
        switch (Find(key))
        {
            case null:
                return otherwise;
            case { ValueKind: JsonValueKind.True or JsonValueKind.False } found:
                return found.GetBoolean();
            case { } found:
                Add(key, Text(found), "true or false");
                return otherwise;
        }
    }

    /// <summary>Whether a key has a value that is not null or an empty text; that the key is missing is a mistake.</summary>
    public bool Has(string key, string expected)
    {
        if (Find(key) is not { } found)
        {
            Add(key, Nothing, expected);
            return false;
        }

        return found.ValueKind != JsonValueKind.Null && !(found.ValueKind == JsonValueKind.String && found.GetString() is "");
    }

    private string PathOf(string key) => _parent is null ? key : $"{Path}.{key}";

    private string Path => _parent!.PathOf(_index == NotInAList ? _key : ItemOf(_key, _index));

    private static string ItemOf(string key, int index) => string.Create(CultureInfo.InvariantCulture, $"{key}[{index}]");

    private JsonElement? Find(string key) => _value.TryGetProperty(key, out var found) ? found : null;

    private static bool IsEmpty(JsonElement found) =>
        found.ValueKind == JsonValueKind.Null || (found.ValueKind == JsonValueKind.Object && found.GetPropertyCount() == 0);

    private static string Text(JsonElement found) => found.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => found.GetRawText() is { Length: > LongestFound } raw ? raw[..LongestFound] + "…" : found.GetRawText(),
    };

    /// <summary>What was wrong so far.</summary>
    internal sealed class Mistakes(string file)
    {
        public List<NeutronError> All { get; } = [];

        public void Add(string path, string found, string expected, string remedy = "") => All.Add(new NeutronError(file, path, found, expected, remedy));
    }
}
