using System.Collections.Immutable;
using Keepone.Core.Model;
using Keepone.Keepalived.Model;

namespace Keepone.Keepalived.Import;

/// <summary>Turns keepalived configurations into router specifications, and says of every line what became of it (docs/config.md).</summary>
public static class ConfigurationImport
{
    /// <summary>Turns the configurations of nodes into router specifications.</summary>
    /// <param name="sources">The nodes' configurations.</param>
    /// <param name="addresses">The nodes' own addresses on the HA network, where no file says them.</param>
    /// <returns>The routers, and what became of every line.</returns>
    public static ImportResult Import(ImmutableArray<ImportSource> sources, IReadOnlyDictionary<string, IpPrefix> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var ledger = new ImportLedger();
        var models = sources.Select(source => (Source: source, Model: ModelReader.Read(source.Configuration))).ToList();
        foreach (var (source, model) in models)
        {
            GlobalFacts.Say(ledger, source, model);
        }

        // As in timing: the same VRID may be used on several interfaces of a node, and the first one of each file belongs together.
        var parts = models.SelectMany(item => NodePart.Of(item.Source, item.Model)
            .GroupBy(part => (part.Main.VirtualRouterId?.Value, part.Effective.Family))
            .SelectMany(same => same.Select((part, index) => (Key: (same.Key, Index: index), Part: part))));
        var routers = ImmutableArray.CreateBuilder<ImportedRouter>();
        var troubles = ImmutableArray.CreateBuilder<string>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in parts.GroupBy(item => item.Key, item => item.Part))
        {
            var name = NameFor(group.First().Main.Name, names);
            var (router, trouble) = new RouterImport(ledger, addresses).Make([.. group], name);
            if (router is not null)
            {
                routers.Add(router);
            }
            else
            {
                troubles.Add(trouble!);
                foreach (var entry in group.SelectMany(part => part.Companions.Insert(0, part.Main)).Select(instance => instance.Entry))
                {
                    ledger.Say(entry, ImportOutcome.Lost, "there is no router for it");
                }
            }
        }

        return new ImportResult(routers.ToImmutable(), [.. sources.SelectMany(ledger.Notes)], troubles.ToImmutable());
    }

    private static string NameFor(string instance, HashSet<string> taken)
    {
        var name = ImportNames.Of(instance);
        for (var number = 2; !taken.Add(name); number++)
        {
            name = $"{ImportNames.Of(instance[..Math.Min(instance.Length, 50)])}-{number}";
        }

        return name;
    }
}
