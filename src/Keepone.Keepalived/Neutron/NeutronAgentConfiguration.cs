namespace Keepone.Keepalived.Neutron;

/// <summary>What of an L3 agent's configuration its keepalived files depend on; the defaults are Neutron's.</summary>
public sealed record NeutronAgentConfiguration
{
    /// <summary>Seconds between adverts (<c>ha_vrrp_advert_int</c>); 0 leaves the line out, which 21.0.0 allows.</summary>
    public int AdvertInterval { get; init; } = 2;

    /// <summary>PASS or AH (<c>ha_vrrp_auth_type</c>), used with a password only.</summary>
    public string AuthenticationType { get; init; } = "PASS";

    /// <summary>The password of all routers of the cloud (<c>ha_vrrp_auth_password</c>); null or empty: none.</summary>
    public string? AuthenticationPassword { get; init; }

    /// <summary>Seconds between runs of Neutron's own check (<c>ha_vrrp_health_check_interval</c>); not above 0: it is off.</summary>
    public int HealthCheckInterval { get; init; }

    /// <summary>Whether the node has IPv6.</summary>
    public bool UsesIPv6 { get; init; } = true;

    /// <summary>The next hop of the IPv6 default route where no subnet has a gateway (<c>ipv6_gateway</c>); null: none.</summary>
    public string? IPv6Gateway { get; init; }

    /// <summary>Whether <c>no_track</c> is written: keepalived 2.0.3 or later, and <c>keepalived_use_no_track</c>.</summary>
    public bool NoTrack { get; init; } = true;

    /// <summary>The directory of the routers' files (<c>ha_confs_path</c>).</summary>
    public string ConfigurationPath { get; init; } = "/var/lib/neutron/ha_confs";
}
