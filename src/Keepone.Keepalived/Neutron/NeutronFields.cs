using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Keepone.Core.Model;

namespace Keepone.Keepalived.Neutron;

/// <summary>
/// An object of Neutron's JSON, read key by key. What is wrong is noted and reading goes on, so that all mistakes are told at once; keys that
/// nobody asks for are Neutron's business.
/// </summary>
internal sealed class NeutronFields(JsonElement value, string path, NeutronFields.Mistakes mistakes)
{
    private const string Nothing = "nothing";
    private const int LongestFound = 60;

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
                built = build(new NeutronFields(document.RootElement, "", mistakes));
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

    /// <summary>The full path of a key.</summary>
    public string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>Notes a mistake about a key.</summary>
    public void Add(string key, string found, string expected, string remedy = "") => mistakes.Add(PathOf(key), found, expected, remedy);

    /// <summary>Notes every key that is not among the known ones.</summary>
    public void KnowOnly(IReadOnlyCollection<string> keys)
    {
        foreach (var property in value.EnumerateObject().Where(property => !keys.Contains(property.Name, StringComparer.Ordinal)))
        {
            Add(property.Name, "a key that is not known", $"one of {string.Join(", ", keys)}");
        }
    }

    /// <summary>An object; null, and a mistake, when there is none.</summary>
    public NeutronFields? Object(string key, string expected)
    {
        var found = Find(key);
        if (IsEmpty(found) || found!.Value.ValueKind != JsonValueKind.Object)
        {
            Add(key, IsEmpty(found) ? Nothing : Text(found!.Value), expected);
            return null;
        }

        return new NeutronFields(found.Value, PathOf(key), mistakes);
    }

    /// <summary>An object; null when the key is missing, null or an empty object, which all mean the same to Neutron.</summary>
    public NeutronFields? ObjectOrNone(string key, string expected) => IsEmpty(Find(key)) ? null : Object(key, expected);

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
            var name = string.Create(CultureInfo.InvariantCulture, $"{key}[{i++}]");
            if (item.ValueKind == JsonValueKind.Object)
            {
                yield return new NeutronFields(item, PathOf(name), mistakes);
            }
            else
            {
                Add(name, Text(item), "an object");
            }
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

    /// <summary>An address.</summary>
    public IPAddress Address(string key) => NeutronAddress.TryParse(AddressText(key), out var address) ? address : IPAddress.None;

    /// <summary>An address as it is written.</summary>
    public string AddressText(string key) => Text(key, "an IP address", text => NeutronAddress.TryParse(text, out _));

    /// <summary>A network with its prefix length.</summary>
    public IpPrefix Network(string key) =>
        NeutronAddress.TryParsePrefix(Text(key, "a network such as 10.0.0.0/24", text => NeutronAddress.TryParsePrefix(text, out _)), out var prefix)
            ? prefix : default;

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

    private JsonElement? Find(string key) => value.TryGetProperty(key, out var found) ? found : null;

    private static bool IsEmpty(JsonElement? found) =>
        found is null or { ValueKind: JsonValueKind.Null } || (found.Value.ValueKind == JsonValueKind.Object && !found.Value.EnumerateObject().Any());

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
