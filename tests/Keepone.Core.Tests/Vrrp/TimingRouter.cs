using Keepone.Core.Model;
using Keepone.Core.Specification;

namespace Keepone.Core.Tests.Vrrp;

/// <summary>Routers whose timing is of interest, and nothing else.</summary>
internal static class TimingRouter
{
    internal static RouterSpecification Of(TimingPreset preset, string more = "", int replicas = 3) =>
        Read($"timing: {preset.ToString().ToLowerInvariant()}\n{more}", replicas);

    internal static RouterSpecification Read(string more, int replicas = 3)
    {
        var nodes = Enumerable.Range(1, replicas).ToList();
        var result = SpecificationReader.Read(
            $$"""
            router: edge-1
            vrid: 7
            replicas: [{{string.Join(", ", nodes.Select(i => $"net-{i}"))}}]
            ha: { network: ha-a, interface: ha0, vip: 169.254.0.7/24, addresses: { {{string.Join(", ", nodes.Select(i => $"net-{i}: 169.254.192.{i}/18"))}} } }
            """ + "\n" + more,
            "edge-1.yaml");
        Assert.Empty(result.Errors);
        return Assert.Single(result.Routers);
    }
}
