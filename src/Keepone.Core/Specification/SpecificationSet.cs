using System.Collections.Immutable;
using Keepone.Core.Model;

namespace Keepone.Core.Specification;

/// <summary>A router with the file that it came from.</summary>
/// <param name="Router">The router.</param>
/// <param name="File">The file's name.</param>
/// <param name="Line">The line of its VRID.</param>
public sealed record LoadedRouter(RouterSpecification Router, string File, int Line);

/// <summary>The routers that may run together.</summary>
/// <param name="Accepted">The routers without a clash.</param>
/// <param name="Errors">What clashes, each naming the router that was there first.</param>
public sealed record SpecificationSet(ImmutableArray<LoadedRouter> Accepted, ImmutableArray<SpecificationError> Errors)
{
    /// <summary>
    /// Accepts routers in order and refuses those that clash with an earlier one: name, id, VRID on a HA network (RFC 5798 5.2.3;
    /// keepalived #2444: unrelated clusters fight), or HA interface in a namespace.
    /// </summary>
    /// <param name="candidates">The routers; those that run already first, so that a new file never stops a running router.</param>
    /// <param name="sameNode">
    /// Whether all of them are for one node, where namespaces and interfaces are unique; false for who looks at routers of many nodes.
    /// </param>
    /// <returns>The accepted routers in the same order, and the clashes.</returns>
    public static SpecificationSet Of(IEnumerable<LoadedRouter> candidates, bool sameNode = true)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var taken = new Dictionary<string, LoadedRouter>(StringComparer.Ordinal);
        var accepted = ImmutableArray.CreateBuilder<LoadedRouter>();
        var errors = ImmutableArray.CreateBuilder<SpecificationError>();
        foreach (var candidate in candidates)
        {
            var router = candidate.Router;
            var claims = Claims(router, sameNode).ToList();
            var clashes = claims.Where(claim => taken.ContainsKey(claim.Identity)).ToList();
            foreach (var claim in clashes)
            {
                var first = taken[claim.Identity];
                errors.Add(new SpecificationError(candidate.File, candidate.Line, claim.Key, $"{claim.What} of router {first.Router.Name} ({first.File}:{first.Line})",
                    "one that no other router has", $"router {router.Name} is refused until this is changed"));
            }

            if (clashes.Count == 0)
            {
                claims.ForEach(claim => taken.Add(claim.Identity, candidate));
                accepted.Add(candidate);
            }
        }

        return new SpecificationSet(accepted.ToImmutable(), errors.ToImmutable());
    }

    private static IEnumerable<(string Identity, string Key, string What)> Claims(RouterSpecification router, bool sameNode)
    {
        var family = router.Ha.Vip.IsIPv6 ? "IPv6" : "IPv4";
        yield return ($"name {router.Name}", "router", "the name");
        yield return ($"id {router.Id}", "id", "the id");
        yield return ($"vrid {router.Ha.Network} {family} {router.Vrid}", "vrid", $"VRID {router.Vrid} on HA network {router.Ha.Network}");
        if (sameNode)
        {
            yield return ($"interface {router.Namespace} {router.Ha.Interface} {family} {router.Vrid}", "ha.interface",
                $"VRID {router.Vrid} on interface {router.Ha.Interface} in namespace {router.Namespace ?? "none"}");
        }
    }
}
