using System.Globalization;

namespace Keepone.Keepalived.Neutron;

/// <summary>The files that Neutron's L3 agent writes for a replica; none has a line feed at its end.</summary>
/// <param name="Configuration">keepalived.conf.</param>
/// <param name="HealthCheckScript">
/// The script of Neutron's own check; null where the agent writes none: the check is off, or the router has no gateway.
/// </param>
public sealed record NeutronFiles(string Configuration, string? HealthCheckScript);

/// <summary>
/// The keepalived files of a HA router's replica as Neutron's L3 agent writes them (reference/neutron.md, B), the operator's check among
/// them where one is given.
/// </summary>
public static class NeutronConfiguration
{
    // The second round of gratuitous ARP, a minute after the first: the agent of the switch may not have wired the port yet (Neutron 303cbc6b5b).
    private const int SecondRoundAfterSeconds = 60;

    private const string Inside = "        ";

    /// <summary>Renders the files. The same input gives the same texts.</summary>
    /// <param name="router">The router.</param>
    /// <param name="agent">The agent's configuration.</param>
    /// <param name="release">The release of Neutron.</param>
    /// <param name="check">The operator's check; null: Neutron's file as it is.</param>
    /// <returns>The files.</returns>
    /// <exception cref="ArgumentException">
    /// The HA network leaves no address for the adverts, or the check cannot be written (<see cref="OperatorCheck.Errors"/>).
    /// </exception>
    public static NeutronFiles Render(
        NeutronRouter router, NeutronAgentConfiguration agent, NeutronRelease release, OperatorCheck? check = null)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(agent);
        var vips = NeutronAddresses.Of(router);
        var gateways = NeutronRoutes.Gateways(router, agent);
        var hasHealthCheck = agent.HealthCheckInterval > 0;
        var script = hasHealthCheck && gateways.Count > 0 ? NeutronHealthCheck.Script(vips, gateways) : null;

        var text = new NeutronText();
        text.Line("global_defs {").Line("    notification_email_from neutron@openstack.local").Line("    router_id neutron");
        if (check is not null && !hasHealthCheck)
        {
            text.Line("    ", OperatorCheck.ScriptSecurity);
        }

        text.Line("}");
        if (hasHealthCheck)
        {
            // Also where the instance does not refer to it, and there is no script.
            text.Line("").Line("vrrp_script ", NeutronHealthCheck.Name(router), " {")
                .Line("    script \"", NeutronHealthCheck.ScriptPath(router, agent), "\"")
                .Line("    interval ", Number(agent.HealthCheckInterval)).Line("    fall 2").Line("    rise 2").Line("}").Line("");
        }

        if (check is not null)
        {
            Check(text, check, router, agent, isAfterBlank: hasHealthCheck);
        }

        var device = router.HaPort.Device;
        Head(text, router, agent, device);
        Block(text, "virtual_ipaddress", [$"{PrimaryVip.Of(router)}/{PrimaryVip.Length} dev {device}"]);
        vips.Sort((left, right) => string.CompareOrdinal(left.Address, right.Address));
        Addresses(text, vips, agent);
        Routes(text, [.. gateways, .. NeutronRoutes.Static(router), .. NeutronRoutes.ExtraSubnets(router)], agent, release);
        Block(text, "track_script",
            [.. script is null ? [] : (string[])[NeutronHealthCheck.Name(router)], .. check is null ? [] : (string[])[OperatorCheck.Name(router)]]);
        text.Line("}");
        return new NeutronFiles(text.Finish(), script);
    }

    private static void Check(NeutronText text, OperatorCheck check, NeutronRouter router, NeutronAgentConfiguration agent, bool isAfterBlank)
    {
        if (!isAfterBlank)
        {
            text.Line("");
        }

        foreach (var line in check.Block(router, agent))
        {
            text.Line(line);
        }

        text.Line("");
    }

    private static void Head(NeutronText text, NeutronRouter router, NeutronAgentConfiguration agent, string device)
    {
        var vrid = Number(router.Vrid);
        text.Line("vrrp_instance VR_", vrid, " {").Line("    state BACKUP").Line("    interface ", device)
            .Line("    virtual_router_id ", vrid).Line("    priority ", Number(router.Priority))
            .Line("    garp_master_delay ", Number(SecondRoundAfterSeconds)).Line("    nopreempt");
        if (agent.AdvertInterval != 0)
        {
            text.Line("    advert_int ", Number(agent.AdvertInterval));
        }

        if (agent.AuthenticationPassword is { Length: > 0 } password)
        {
            Block(text, "authentication", [$"auth_type {agent.AuthenticationType}", $"auth_pass {password}"]);
        }

        Block(text, "track_interface", [device]);
    }

    private static void Addresses(NeutronText text, List<NeutronVip> vips, NeutronAgentConfiguration agent)
    {
        if (vips.Count == 0)
        {
            return;
        }

        text.Line("    virtual_ipaddress_excluded {");
        foreach (var vip in vips)
        {
            text.Line(Inside, vip.Address, " dev ", vip.Device, vip.IsLink ? " scope link" : "", NoTrack(agent));
        }

        text.Line("    }");
    }

    private static void Routes(NeutronText text, List<NeutronVirtualRoute> routes, NeutronAgentConfiguration agent, NeutronRelease release)
    {
        if (routes.Count == 0)
        {
            return;
        }

        text.Line("    virtual_routes {");
        foreach (var route in routes)
        {
            text.Line(Inside, route.Destination,
                route.NextHop is null ? "" : " via ", route.NextHop ?? "",
                route.Device is null ? "" : " dev ", route.Device ?? "",
                route.NextHop is null ? " scope link" : "",
                NoTrack(agent),
                release == NeutronRelease.Master ? " protocol static" : "");
        }

        text.Line("    }");
    }

    private static void Block(NeutronText text, string header, ReadOnlySpan<string> lines)
    {
        if (lines.IsEmpty)
        {
            return;
        }

        text.Line("    ", header, " {");
        foreach (var line in lines)
        {
            text.Line(Inside, line);
        }

        text.Line("    }");
    }

    private static string NoTrack(NeutronAgentConfiguration agent) => agent.NoTrack ? " no_track" : "";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
