using System.Collections.Immutable;

namespace Keepone.Keepalived.Changes;

/// <summary>Which instance of a configuration is which of another: by name, and where names differ by what carries the state over.</summary>
internal sealed class InstancePairs
{
    private readonly ImmutableArray<(InstanceFacts? Before, InstanceFacts? After)> _pairs;

    private InstancePairs(ImmutableArray<(InstanceFacts? Before, InstanceFacts? After)> pairs) => _pairs = pairs;

    /// <summary>Whether every backup whose addresses differ takes its master's adverts, whatever addresses they name.</summary>
    internal bool BackupsTrustTheirMaster =>
        _pairs.All(pair => pair is not ({ } before, { } after) || before.Addresses.SequenceEqual(after.Addresses) || before.TrustsItsMaster);

    /// <summary>What happens to instances as a whole.</summary>
    internal IEnumerable<ConfigurationChange> Changes => _pairs.SelectMany(pair => (pair switch
    {
        ({ } before, null) => [new ConfigurationChange(ChangeClass.StateResetting, "", before.Header, null, "a master resigns and nobody answers for its addresses")],
        (null, { } after) => [new ConfigurationChange(ChangeClass.Hot, "", null, after.Header, "it starts as a backup")],
        ({ } before, { } after) when before.Header != after.Header =>
            [new ConfigurationChange(ChangeClass.Hot, "", before.Header, after.Header, "what carries the state over is the same, the state stays")],
        _ => Enumerable.Empty<ConfigurationChange>(),
    }).Concat(Moved(pair.After)));

    internal static InstancePairs Of(ImmutableArray<InstanceFacts> before, ImmutableArray<InstanceFacts> after)
    {
        var left = before.ToList();
        var pairs = ImmutableArray.CreateBuilder<(InstanceFacts? Before, InstanceFacts? After)>();
        var others = new List<InstanceFacts>();
        foreach (var instance in after)
        {
            if (left.Find(old => old.Header == instance.Header) is { } same)
            {
                left.Remove(same);
                pairs.Add((same, instance));
            }
            else
            {
                others.Add(instance);
            }
        }

        foreach (var instance in others)
        {
            var same = left.Find(old => old.Identity == instance.Identity);
            if (same is not null)
            {
                left.Remove(same);
            }

            pairs.Add((same, instance));
        }

        pairs.AddRange(left.Select(gone => ((InstanceFacts?)gone, (InstanceFacts?)null)));
        return new InstancePairs(pairs.ToImmutable());
    }

    /// <summary>A block of the configuration before, as it is called in the one after.</summary>
    internal string NewName(string block)
    {
        var header = block.Split('/')[0];
        return _pairs.FirstOrDefault(pair => pair.Before?.Header == header).After is { } after ? after.Header + block[header.Length..] : block;
    }

    /// <summary>Whether an instance is in both.</summary>
    internal bool Has(string header) => _pairs.Any(pair => pair is ({ }, { } after) && after.Header == header);

    /// <summary>Whether an instance speaks VRRPv2 in one of them.</summary>
    internal bool IsVersion2(string header) =>
        _pairs.Any(pair => pair is ({ } before, { } after) && after.Header == header && (before.IsVersion2 || after.IsVersion2));

    // Two reloads (reference/keepalived.md B.9): in one, the instance that has it removes it after the other one has set it.
    private IEnumerable<ConfigurationChange> Moved(InstanceFacts? to)
    {
        foreach (var (before, after) in _pairs)
        {
            if (to is null || before is null || after is null || after == to)
            {
                continue;
            }

            foreach (var address in before.Addresses.Except(after.Addresses).Intersect(to.Addresses))
            {
                yield return new ConfigurationChange(
                    ChangeClass.TwoPhase, to.Header, null, address,
                    $"it moves here from {after.Header}: take it out there, reload, and only then put it in here, or the one removes what the other has set");
            }
        }
    }
}
