using System.Net.Sockets;

namespace Keepone.Keepalived.Neutron;

/// <summary>
/// Neutron's own check: it pings every gateway, on the replica that holds the addresses only. So when no gateway answers anywhere, the
/// mastership goes round without end (reference/neutron.md, C1).
/// </summary>
internal static class NeutronHealthCheck
{
    public static string Name(NeutronRouter router) => $"ha_health_check_{router.Vrid}";

    public static string ScriptPath(NeutronRouter router, NeutronAgentConfiguration agent) =>
        $"{agent.ConfigurationPath}/{router.Id}/ha_check_script_{router.Vrid}.sh";

    /// <summary>The script, which the agent writes with mode 0520; null where it writes none.</summary>
    public static string? Script(NeutronRouter router, NeutronAgentConfiguration agent)
    {
        var routes = NeutronRoutes.Gateways(router, agent);
        if (agent.HealthCheckInterval <= 0 || routes.Count == 0)
        {
            return null;
        }

        // The first address that the agent came to know; grep takes it for an expression.
        var first = NeutronAddresses.Of(router).Select(vip => vip.Address[..vip.Address.IndexOf('/', StringComparison.Ordinal)]).FirstOrDefault();
        var pings = routes.Where(route => route.NextHop is not null)
            .Select(route => $"{(IsIPv6(route.NextHop!) ? "ping6" : "ping")} -c 1 -w 1 {route.NextHop} 1>/dev/null || exit 1");
        return string.Join('\n', ["#!/bin/bash -eu", first is null ? "" : $"ip a | grep {first} || exit 0", .. pings]);
    }

    private static bool IsIPv6(string address) => System.Net.IPAddress.Parse(address).AddressFamily == AddressFamily.InterNetworkV6;
}
