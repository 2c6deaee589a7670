using System.Collections.Immutable;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Core.Vrrp;

namespace Keepone.Agent.Sources;

/// <summary>A file of the directory as it was found.</summary>
/// <param name="Text">Its text; null when it could not be read.</param>
/// <param name="Trouble">Why it could not be read, in one sentence; null when it could.</param>
internal sealed record FoundFile(string? Text, string? Trouble);

/// <summary>The routers that are to run, and what is wrong with the files.</summary>
/// <param name="Routers">The routers.</param>
/// <param name="Problems">One sentence each.</param>
internal sealed record RouterSet(ImmutableArray<RouterSpecification> Routers, ImmutableArray<string> Problems);

/// <summary>
/// What the files of a directory of specifications add up to. A bad file keeps its last good version; a router that clashes with a
/// running one is refused; a file that is gone takes its routers with it. Pure: it is given texts.
/// </summary>
/// <param name="sameNode">Whether all routers are for one node (<see cref="SpecificationSet.Of"/>).</param>
internal sealed class RouterFiles(bool sameNode = true)
{
    private readonly SortedDictionary<string, GoodFile> _good = new(StringComparer.Ordinal);
    private ImmutableArray<string> _running = [];

    /// <summary>The last good text of each file, to be kept over a restart.</summary>
    public IReadOnlyDictionary<string, string> GoodTexts => _good.ToDictionary(pair => pair.Key, pair => pair.Value.Text, StringComparer.Ordinal);

    /// <summary>Remembers a file's last good version from before a restart.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="text">Its text then.</param>
    public void Remember(string file, string text)
    {
        var result = SpecificationReader.Read(text, file);
        if (result.Errors.IsEmpty)
        {
            _good[file] = new GoodFile(text, result.Loaded, Refusals(result.Loaded));
        }
    }

    /// <summary>Takes the whole directory as it is now.</summary>
    /// <param name="found">The files by name.</param>
    /// <returns>The routers that are to run now.</returns>
    public RouterSet Update(IReadOnlyDictionary<string, FoundFile> found)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var gone in _good.Keys.Where(file => !found.ContainsKey(file)).ToList())
        {
            _good.Remove(gone);
        }

        foreach (var (file, content) in found.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (content.Text is null)
            {
                problems.Add($"{file}: {content.Trouble}{Kept(file)}");
                continue;
            }

            if (_good.TryGetValue(file, out var known) && known.Text == content.Text)
            {
                // Kept from before a restart, by a version that did not look: what runs goes on, and is complained about.
                problems.AddRange(known.Refusals.Select(refusal => refusal.ToString()));
                continue;
            }

            var result = Judged(SpecificationReader.Read(content.Text, file));
            if (result.Errors.IsEmpty)
            {
                _good[file] = new GoodFile(content.Text, result.Loaded, []);
            }
            else
            {
                problems.Add($"{file}: {result.Errors.Length} mistake{(result.Errors.Length == 1 ? "" : "s")}{Kept(file)}");
                problems.AddRange(result.Errors.Select(error => error.ToString()));
            }
        }

        // Those that run already go first: a new file never stops a running router.
        var running = _running.Select((name, order) => (name, order)).ToDictionary(pair => pair.name, pair => pair.order, StringComparer.Ordinal);
        var candidates = _good.Values.SelectMany(file => file.Routers)
            .OrderBy(loaded => running.GetValueOrDefault(loaded.Router.Name, int.MaxValue));
        var set = SpecificationSet.Of(candidates, sameNode);
        problems.AddRange(set.Errors.Select(error => error.ToString()));
        _running = [.. set.Accepted.Select(loaded => loaded.Router.Name)];
        return new RouterSet([.. set.Accepted.Select(loaded => loaded.Router)], problems.ToImmutable());
    }

    private static SpecificationResult Judged(SpecificationResult read) =>
        Refusals(read.Loaded) is { IsEmpty: false } refusals ? new SpecificationResult([], refusals) : read;

    // A router whose arithmetic breaks its guard's promise is not run, unless its operator says so.
    private static ImmutableArray<SpecificationError> Refusals(ImmutableArray<LoadedRouter> routers) =>
        [.. routers.Select(TimingRefusal.Of).OfType<SpecificationError>()];

    private string Kept(string file) => _good.ContainsKey(file) ? "; the last good version stays in force" : "; nothing of it is in force";

    // What the arithmetic says is kept with the text that it is of: a thousand routers are looked at every ten seconds.
    private sealed record GoodFile(string Text, ImmutableArray<LoadedRouter> Routers, ImmutableArray<SpecificationError> Refusals);
}
