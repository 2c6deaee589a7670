using System.Globalization;

namespace Keepone.Keepalived.Neutron;

/// <summary>
/// Neutron's own check: it pings every gateway, on the replica that holds the addresses only. So when no gateway answers anywhere, the
/// mastership goes round without end (reference/neutron.md, C1).
/// </summary>
internal static class NeutronHealthCheck
{
    public static string Name(NeutronRouter router) => string.Create(CultureInfo.InvariantCulture, $"ha_health_check_{router.Vrid}");

    public static string ScriptPath(NeutronRouter router, NeutronAgentConfiguration agent) =>
        string.Create(CultureInfo.InvariantCulture, $"{agent.ConfigurationPath}/{router.Id}/ha_check_script_{router.Vrid}.sh");

    /// <summary>The script, which the agent writes with mode 0520.</summary>
    /// <param name="vips">The addresses in the order in which the agent came to know them: it looks for the first, which grep takes for an expression.</param>
    /// <param name="gateways">The routes to and through the gateways.</param>
    public static string Script(List<NeutronVip> vips, List<NeutronVirtualRoute> gateways)
    {
        var text = new NeutronText().Line("#!/bin/bash -eu")
            .Line(vips is [var first, ..] ? $"ip a | grep {first.Address.AsSpan(0, first.Address.IndexOf('/', StringComparison.Ordinal))} || exit 0" : "");
        foreach (var route in gateways)
        {
            if (route.NextHop is { } gateway)
            {
                text.Line(gateway.Contains(':', StringComparison.Ordinal) ? "ping6" : "ping", " -c 1 -w 1 ", gateway, " 1>/dev/null || exit 1");
            }
        }

        return text.Finish();
    }
}
