using System.Collections.Immutable;
using System.Net.Sockets;

namespace Keepone.Keepalived.Lint;

/// <summary>
/// The configurations of a group's nodes. Instances belong together that have one name, or else one virtual router id and family.
/// </summary>
internal sealed class LintedGroup
{
    internal LintedGroup(ImmutableArray<LintedFile> files)
    {
        Files = files;
        var shared = files.SelectMany(file => file.Instances).GroupBy(instance => instance.Name, StringComparer.Ordinal)
            .ToDictionary(named => named.Key, named => named.Count(), StringComparer.Ordinal);

        // A name that only one node knows may be the same router under another name.
        var byName = new Dictionary<string, List<InstanceView>>(StringComparer.Ordinal);
        var byId = new Dictionary<(int, AddressFamily), List<InstanceView>>();
        var all = new List<List<InstanceView>>();
        foreach (var instance in files.SelectMany(file => file.Instances))
        {
            List<InstanceView>? members;
            if (shared[instance.Name] > 1)
            {
                if (!byName.TryGetValue(instance.Name, out members))
                {
                    all.Add(byName[instance.Name] = members = []);
                }
            }
            else if (instance.Given.VirtualRouterId is { Value: var id })
            {
                if (!byId.TryGetValue((id, instance.Family), out members))
                {
                    all.Add(byId[(id, instance.Family)] = members = []);
                }
            }
            else
            {
                all.Add(members = []);
            }

            members.Add(instance);
        }

        Routers = [.. all.Select(members => new LintedRouter([.. members]))];
    }

    internal ImmutableArray<LintedFile> Files { get; }

    /// <summary>Its routers, those of one node too.</summary>
    internal ImmutableArray<LintedRouter> Routers { get; }

    /// <summary>Its routers that several nodes have.</summary>
    internal IEnumerable<LintedRouter> Shared => Routers.Where(router => router.Members.Length > 1);
}

/// <summary>The instances of one virtual router.</summary>
/// <param name="Members">One for each node that has it.</param>
internal sealed record LintedRouter(ImmutableArray<InstanceView> Members)
{
    /// <summary>The one that is master while nothing fails: the highest priority, the first of equal ones.</summary>
    internal InstanceView First => Members.MaxBy(member => member.HealthyPriority)!;

    /// <summary>Those whose value is not that of the first member, with the two values.</summary>
    internal IEnumerable<(InstanceView Other, InstanceView Reference)> Differing<T>(Func<InstanceView, T> value) =>
        Members.Skip(1).Where(member => !EqualityComparer<T>.Default.Equals(value(member), value(Members[0]))).Select(member => (member, Members[0]));
}
