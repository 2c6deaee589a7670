using System.Collections.Immutable;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Import;

/// <summary>Keeps what becomes of every entry, so that none is forgotten: one of which nothing was said is lost, and said to be.</summary>
internal sealed class ImportLedger
{
    private const string Nowhere = "a specification has no key for it, and Keepone does not do so";
    private static readonly string[] Secret = ["auth_pass", "key"];

    // By what they are, not by what they say: the same line may stand in two files.
    private readonly Dictionary<Entry, (ImportOutcome Outcome, string Sentence)> _said = new(ReferenceEqualityComparer.Instance);

    /// <summary>Says what becomes of an entry, with all that is in it. What was said first stays, unless this is worse.</summary>
    internal void Say(Entry entry, ImportOutcome outcome, string sentence)
    {
        if (!_said.TryGetValue(entry, out var said) || outcome > said.Outcome)
        {
            _said[entry] = (outcome, sentence);
        }
    }

    /// <summary>What became of all entries of a configuration.</summary>
    internal IEnumerable<ImportNote> Notes(ImportSource source) => Notes(source, source.Configuration.Entries);

    private IEnumerable<ImportNote> Notes(ImportSource source, ImmutableArray<Entry> entries)
    {
        foreach (var entry in entries)
        {
            if (_said.TryGetValue(entry, out var said))
            {
                yield return Note(source, entry, said.Outcome, said.Sentence);
            }
            else if (entry.Body.IsEmpty)
            {
                yield return Note(source, entry, ImportOutcome.Lost, Nowhere);
            }
            else
            {
                foreach (var note in Notes(source, entry.Body))
                {
                    yield return note;
                }
            }
        }
    }

    private static ImportNote Note(ImportSource source, Entry entry, ImportOutcome outcome, string sentence) =>
        new(source.Node, entry.Place.File, entry.Place.Line, Secret.Contains(entry.Keyword) ? entry.Keyword : string.Join(' ', entry.Words.Select(word => word.Text)), outcome, sentence);
}
