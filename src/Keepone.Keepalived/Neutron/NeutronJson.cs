using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Keepone.Keepalived.Neutron;

/// <summary>
/// Neutron's JSON, read in one pass: <see cref="Next"/> goes from key to key of the object that is being read, and every key is asked for its
/// value or skipped. What is wrong is noted and reading goes on, so that all mistakes are told at once.
/// </summary>
internal ref partial struct NeutronJson
{
    /// <summary>Makes something of the object that is being read, up to its end.</summary>
    internal delegate T Maker<out T>(ref NeutronJson json);

    private const string Nothing = "nothing";
    private const int LongestFound = 60;

    private readonly NeutronMistakes _mistakes;
    private Utf8JsonReader _json;

    private NeutronJson(ReadOnlySpan<byte> json, NeutronMistakes mistakes)
    {
        _json = new Utf8JsonReader(json);
        _mistakes = mistakes;
    }

    /// <summary>How many mistakes were noted; what was noted since can be forgotten.</summary>
    public readonly int Noted => _mistakes.Count;

    /// <summary>Reads a document with one object.</summary>
    /// <param name="json">The text.</param>
    /// <param name="file">Its name, for the errors.</param>
    /// <param name="make">Makes the result of the object; what it makes counts only when nothing was wrong.</param>
    public static (T? Value, ImmutableArray<NeutronError> Errors) Read<T>(string json, string file, Maker<T> make)
        where T : class
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        var length = 0;
        try
        {
            // Half a character becomes the sign for that, which is in no key and no address.
            length = Encoding.UTF8.GetBytes(json, bytes);
            var mistakes = new NeutronMistakes(file, bytes);
            var value = new NeutronJson(bytes.AsSpan(0, length), mistakes).Document(make);
            return mistakes.Count == 0 ? (value, []) : (null, mistakes.All);
        }
        finally
        {
            // An agent's configuration has a password in it.
            bytes.AsSpan(0, length).Clear();
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Goes to the next key of the object that is being read.</summary>
    /// <returns>Whether there is one; false at the object's end.</returns>
    public bool Next()
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            return false;
        }

        _mistakes.At((int)_json.TokenStartIndex);
        return true;
    }

    /// <summary>Whether this is the key.</summary>
    public readonly bool Is(ReadOnlySpan<byte> key) => _json.ValueTextEquals(key);

    /// <summary>The key.</summary>
    public readonly string Key() => _json.GetString()!;

    /// <summary>The value of the one key that counts of an object; all others are passed over.</summary>
    public T Only<T>(ReadOnlySpan<byte> key, string expected, Maker<T> read, T otherwise)
    {
        var (value, isThere) = (otherwise, false);
        while (Next())
        {
            if (Is(key))
            {
                (value, isThere) = (read(ref this), true);
            }
            else
            {
                Skip();
            }
        }

        return isThere ? value : Missing(key, expected, otherwise);
    }

    /// <summary>Passes the key's value over.</summary>
    public void Skip() => _json.Skip();

    /// <summary>Notes a mistake about the key whose value was just read.</summary>
    public readonly void Add(string found, string expected, string remedy = "") => _mistakes.Add(found, expected, remedy);

    /// <summary>Notes a mistake about a key of the object that is being read.</summary>
    public readonly void Add(ReadOnlySpan<byte> key, string found, string expected, string remedy = "") => _mistakes.Add(key, found, expected, remedy);

    /// <summary>Notes that a key is not there.</summary>
    /// <returns>What to go on with.</returns>
    public readonly T Missing<T>(ReadOnlySpan<byte> key, string expected, T otherwise)
    {
        Add(key, Nothing, expected);
        return otherwise;
    }

    /// <summary>Forgets the mistakes that were noted since then: what they are about does not count.</summary>
    public readonly void Forget(int since) => _mistakes.Forget(since, _mistakes.Count);

    /// <summary>Forgets the mistakes that were noted between.</summary>
    public readonly void Forget((int Since, int Until) noted) => _mistakes.Forget(noted.Since, noted.Until);

    /// <summary>An object; null when it is null or empty, which is the same to Neutron as no key.</summary>
    /// <param name="expected">What is expected.</param>
    /// <param name="make">Makes one of it.</param>
    /// <param name="refused">What to go on with, after a mistake, when it is something else.</param>
    public T? Object<T>(string expected, Maker<T> make, T? refused = null)
        where T : class
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.StartObject)
        {
            var ahead = _json;
            ahead.Read();
            if (ahead.TokenType == JsonTokenType.EndObject)
            {
                _json = ahead;
                return null;
            }

            return Inside(NeutronMistakes.NotInAList, make);
        }

        if (_json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Refuse(expected);
        return refused;
    }

    /// <summary>What the objects of a list stand for; those of which nothing is made do not count.</summary>
    public ImmutableArray<T> List<T>(Maker<T?> make)
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            Refuse("a list");
            return [];
        }

        var made = ImmutableArray.CreateBuilder<T>();
        for (var i = 0; _json.Read() && _json.TokenType != JsonTokenType.EndArray; i++)
        {
            if (_json.TokenType != JsonTokenType.StartObject)
            {
                _mistakes.AddItem(i, Found(), "an object");
                _json.Skip();
            }
            else if (Inside(i, make) is { } one)
            {
                made.Add(one);
            }
        }

        return made.DrainToImmutable();
    }

    private T? Document<T>(Maker<T> make)
        where T : class
    {
        try
        {
            _json.Read();
            if (_json.TokenType == JsonTokenType.StartObject)
            {
                var made = make(ref this);
                // Nothing may follow.
                _json.Read();
                return made;
            }

            _mistakes.AddWhole(Found(), "one object");
            _json.Skip();
            _json.Read();
        }
        catch (JsonException error)
        {
            _mistakes.OnlyThis(string.Create(CultureInfo.InvariantCulture, $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}"),
                "text that is no JSON", "JSON");
        }
        catch (InvalidOperationException)
        {
            // An escape of half a character, which the reader finds only when it is asked for the text.
            _mistakes.OnlyThis("", "an escape that is no character", "text");
        }

        return null;
    }

    private T Inside<T>(int index, Maker<T> make)
    {
        _mistakes.Enter(index);
        var made = make(ref this);
        _mistakes.Leave();
        return made;
    }

    private void Refuse(string expected, string? foundInstead = null)
    {
        Add(foundInstead ?? Found(), expected);
        _json.Skip();
    }

    // The value that is being read, as it is written.
    private readonly string Found()
    {
        var found = _json.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            JsonTokenType.String => $"\"{Encoding.UTF8.GetString(_json.ValueSpan)}\"",
            _ => Encoding.UTF8.GetString(_json.ValueSpan),
        };
        return found.Length > LongestFound ? found[..LongestFound] + "…" : found;
    }
}
