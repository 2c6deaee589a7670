using System.Collections.Immutable;
using Keepone.Core.Model;

namespace Keepone.Keepalived.Generator;

/// <summary>A kernel setting that a replica's namespace needs beside its keepalived configuration.</summary>
/// <param name="Path">The file under /proc/sys, as seen from inside the namespace.</param>
/// <param name="Value">What to write.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record KernelSetting(string Path, string Value, string Reason)
{
    /// <summary>The settings of a router's replicas.</summary>
    /// <param name="router">The router.</param>
    /// <returns>
    /// promote_secondaries for each interface with several IPv4 addresses that follow the mastership. Without it, on
    /// keepalived 2.2.7, a reload that takes away the first address of a subnet takes away every other one of it and the routes
    /// through it, while the state stays MASTER.
    /// </returns>
    public static ImmutableArray<KernelSetting> For(RouterSpecification router)
    {
        ArgumentNullException.ThrowIfNull(router);
        return
        [
            .. ReplicaAddresses.Sides(router)
                .GroupBy(side => side.Interface, side => side.Addresses)
                .Where(side => side.SelectMany(addresses => addresses).Count(address => !address.IsIPv6) > 1)
                .Select(side => new KernelSetting(
                    $"/proc/sys/net/ipv4/conf/{side.Key}/promote_secondaries",
                    "1",
                    $"Taking one address from {side.Key} must not take the other ones of its subnet.")),
        ];
    }
}
