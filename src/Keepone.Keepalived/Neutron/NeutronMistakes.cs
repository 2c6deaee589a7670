using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Keepone.Keepalived.Neutron;

/// <summary>What was wrong in a text of JSON, and where: the path is made only when something is.</summary>
/// <param name="file">The file's name.</param>
/// <param name="json">The text, in which the names of the keys are.</param>
internal sealed class NeutronMistakes(string file, byte[] json)
{
    /// <summary>The index of an object that is no item of a list.</summary>
    public const int NotInAList = -1;

    // A router, its ports, their addresses.
    private const int Depth = 4;

    private readonly List<NeutronError> _all = [];

    // Where the key of each object around begins, and which item of the key's list it is.
    private readonly (int Key, int Index)[] _around = new (int, int)[Depth];

    private int _depth;
    private int _key;

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>All of them.</summary>
    public ImmutableArray<NeutronError> All => [.. _all];

    /// <summary>Another key of the same object is read.</summary>
    /// <param name="key">Where it begins: at its quotation mark.</param>
    public void At(int key) => _key = key;

    /// <summary>The value of the key, or an item of it, is an object that is read now.</summary>
    public void Enter(int index) => _around[_depth++] = (_key, index);

    /// <summary>The object has ended.</summary>
    public void Leave() => _key = _around[--_depth].Key;

    /// <summary>Notes a mistake about the key that is read.</summary>
    public void Add(string found, string expected, string remedy) => Note(Path(Name(_key)), found, expected, remedy);

    /// <summary>Notes a mistake about a key of the object that is read.</summary>
    public void Add(ReadOnlySpan<byte> key, string found, string expected, string remedy) =>
        Note(Path(Encoding.UTF8.GetString(key)), found, expected, remedy);

    /// <summary>Notes a mistake about an item of the list that is read.</summary>
    public void AddItem(int index, string found, string expected) => Note(Path(Item(Name(_key), index)), found, expected, "");

    /// <summary>Notes a mistake about the whole.</summary>
    public void AddWhole(string found, string expected) => Note("", found, expected, "");

    /// <summary>Notes a mistake that makes all others doubtful.</summary>
    public void OnlyThis(string path, string found, string expected)
    {
        _all.Clear();
        Note(path, found, expected, "");
    }

    /// <summary>Forgets some, by their count.</summary>
    public void Forget(int since, int until) => _all.RemoveRange(since, until - since);

    private static string Item(string name, int index) => index == NotInAList ? name : string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]");

    private string Path(string last) =>
        string.Join('.', [.. _around.Take(_depth).Select(part => Item(Name(part.Key), part.Index)), last]);

    // As it is written, escapes and all.
    private string Name(int at)
    {
        var written = json.AsSpan(at + 1);
        return Encoding.UTF8.GetString(written[..written.IndexOf((byte)'"')]);
    }

    private void Note(string path, string found, string expected, string remedy) => _all.Add(new NeutronError(file, path, found, expected, remedy));
}
