using System.Collections.Immutable;
using Keepone.Keepalived.Model;

namespace Keepone.Keepalived.Import;

/// <summary>What a node's configuration says of a router.</summary>
/// <param name="Source">The node.</param>
/// <param name="Model">Its configuration.</param>
/// <param name="Main">The instance whose VRRP group the router is.</param>
/// <param name="Companions">Instances that go with it: the other members of its sync group.</param>
/// <param name="Group">The sync group; or null.</param>
internal sealed record NodePart(ImportSource Source, KeepalivedConfiguration Model, VrrpInstance Main, ImmutableArray<VrrpInstance> Companions, SyncGroup? Group)
{
    /// <summary>What the instance comes to in keepalived.</summary>
    internal EffectiveInstance Effective { get; } = EffectiveInstance.Of(Model, Main);

    /// <summary>The parts of a configuration: an instance, or all that are in a sync group.</summary>
    internal static IEnumerable<NodePart> Of(ImportSource source, KeepalivedConfiguration model)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var instance in model.Instances.Where(instance => !seen.Contains(instance.Name)))
        {
            var group = model.SyncGroups.FirstOrDefault(group => group.Members.Any(member => member.Value == instance.Name));
            ImmutableArray<VrrpInstance> together = group is null ? [instance]
                : [.. group.Members.Select(member => model.Instances.FirstOrDefault(found => found.Name == member.Value)).OfType<VrrpInstance>().Where(found => !seen.Contains(found.Name)).Distinct()];
            seen.UnionWith(together.Select(member => member.Name));
            yield return new NodePart(source, model, together[0], together[1..], group);
        }
    }
}
