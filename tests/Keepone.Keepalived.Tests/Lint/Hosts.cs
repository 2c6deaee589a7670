using System.Collections.Immutable;
using Keepone.Keepalived.Lint;

namespace Keepone.Keepalived.Tests.Lint;

/// <summary>Hosts that are not as they should be.</summary>
internal static class Hosts
{
    public static HostFacts Without(string user) => HostExamples.With(user, null);

    public static HostFacts With(string user, uint id) => HostExamples.With(user, new HostUser(id, id));

    /// <summary>Paths of which one has a component that is missing.</summary>
    public static ImmutableDictionary<string, PathFacts> Missing(string directory, string name, string rest = "") =>
        ImmutableDictionary<string, PathFacts>.Empty.Add($"{directory}/{name}{rest}", HostExamples.MissingAfter(directory, name));

    public static PathFacts Closed(PathFacts facts, string path) => Moded(facts, path, 0b111_000_000);

    public static PathFacts Moded(PathFacts facts, string path, uint mode) => Changed(facts, path, part => part with { Mode = mode });

    public static PathFacts Owned(PathFacts facts, string path, uint owner) => Changed(facts, path, part => part with { Owner = owner });

    private static PathFacts Changed(PathFacts facts, string path, Func<PathComponent, PathComponent> change)
    {
        ImmutableArray<PathComponent> all = [.. facts.Real.Select(part => part.Path == path ? change(part) : part)];
        return facts with { Traversed = all, Real = all };
    }
}
