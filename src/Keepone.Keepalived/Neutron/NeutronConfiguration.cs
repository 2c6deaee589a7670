using System.Globalization;

namespace Keepone.Keepalived.Neutron;

/// <summary>
/// The keepalived files of a HA router's replica as Neutron's L3 agent writes them (reference/neutron.md, B), the operator's check among
/// them where one is given.
/// </summary>
public static class NeutronConfiguration
{
    // The second round of gratuitous ARP, a minute after the first: the agent of the switch may not have wired the port yet (Neutron 303cbc6b5b).
    private const int SecondRoundAfterSeconds = 60;

    /// <summary>The configuration. The same input gives the same text; Neutron's has no line feed at its end.</summary>
    /// <param name="router">The router.</param>
    /// <param name="agent">The agent's configuration.</param>
    /// <param name="release">The release of Neutron.</param>
    /// <param name="check">The operator's check; null: Neutron's file as it is.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentException">
    /// The HA network leaves no address for the adverts, or the check cannot be written (<see cref="OperatorCheck.Errors"/>).
    /// </exception>
    public static string Render(
        NeutronRouter router, NeutronAgentConfiguration agent, NeutronRelease release, OperatorCheck? check = null)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(agent);
        var lines = new List<string>
        {
            "global_defs {",
            "    notification_email_from neutron@openstack.local",
            "    router_id neutron",
        };
        var hasHealthCheck = agent.HealthCheckInterval > 0;
        if (check is not null && !hasHealthCheck)
        {
            lines.Add($"    {OperatorCheck.ScriptSecurity}");
        }

        lines.Add("}");
        if (hasHealthCheck)
        {
            lines.AddRange("", $"vrrp_script {NeutronHealthCheck.Name(router)} {{", $"    script \"{NeutronHealthCheck.ScriptPath(router, agent)}\"",
                Number("    interval ", agent.HealthCheckInterval), "    fall 2", "    rise 2", "}", "");
        }

        if (check is not null)
        {
            lines.AddRange(hasHealthCheck ? [] : [""]);
            lines.AddRange(check.Block(router, agent));
            lines.Add("");
        }

        Instance(lines, router, agent, release, check);
        return string.Join('\n', lines);
    }

    /// <summary>Neutron's own check script, which stands beside the configuration.</summary>
    /// <param name="router">The router.</param>
    /// <param name="agent">The agent's configuration.</param>
    /// <returns>The script, without a line feed at its end; null where the agent writes none: the check is off, or there is no gateway.</returns>
    public static string? HealthCheckScript(NeutronRouter router, NeutronAgentConfiguration agent)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(agent);
        return NeutronHealthCheck.Script(router, agent);
    }

    private static void Instance(
        List<string> lines, NeutronRouter router, NeutronAgentConfiguration agent, NeutronRelease release, OperatorCheck? check)
    {
        var device = router.HaPort.Device;
        var gateways = NeutronRoutes.Gateways(router, agent);
        lines.AddRange(Number("vrrp_instance VR_", router.Vrid) + " {", "    state BACKUP", $"    interface {device}",
            Number("    virtual_router_id ", router.Vrid), Number("    priority ", router.Priority),
            Number("    garp_master_delay ", SecondRoundAfterSeconds), "    nopreempt");
        if (agent.AdvertInterval != 0)
        {
            lines.Add(Number("    advert_int ", agent.AdvertInterval));
        }

        if (!string.IsNullOrEmpty(agent.AuthenticationPassword))
        {
            Block("authentication", [$"auth_type {agent.AuthenticationType}", $"auth_pass {agent.AuthenticationPassword}"]);
        }

        Block("track_interface", [device]);
        Block("virtual_ipaddress", [$"{PrimaryVip.Of(router)}/{PrimaryVip.Length} dev {device}"]);
        Block("virtual_ipaddress_excluded", NeutronAddresses.Of(router).OrderBy(vip => vip.Address, StringComparer.Ordinal)
            .Select(vip => $"{vip.Address} dev {vip.Device}{(vip.IsLink ? " scope link" : "")}{(agent.NoTrack ? " no_track" : "")}"));
        Block("virtual_routes", gateways.Concat(NeutronRoutes.Static(router)).Concat(NeutronRoutes.ExtraSubnets(router))
            .Select(route => Line(route, agent, release)));
        Block("track_script", [.. agent.HealthCheckInterval > 0 && gateways.Count > 0 ? [NeutronHealthCheck.Name(router)] : Array.Empty<string>(),
            .. check is null ? Array.Empty<string>() : [OperatorCheck.Name(router)]]);
        lines.Add("}");

        void Block(string header, IEnumerable<string> body)
        {
            var before = lines.Count;
            lines.Add($"    {header} {{");
            lines.AddRange(body.Select(line => $"        {line}"));
            if (lines.Count == before + 1)
            {
                lines.RemoveAt(before);
                return;
            }

            lines.Add("    }");
        }
    }

    private static string Line(NeutronVirtualRoute route, NeutronAgentConfiguration agent, NeutronRelease release) =>
        route.Destination
        + (route.NextHop is null ? "" : $" via {route.NextHop}")
        + (route.Device is null ? "" : $" dev {route.Device}")
        + (route.NextHop is null ? " scope link" : "")
        + (agent.NoTrack ? " no_track" : "")
        + (release == NeutronRelease.Master ? " protocol static" : "");

    private static string Number(string before, int number) => string.Create(CultureInfo.InvariantCulture, $"{before}{number}");
}
