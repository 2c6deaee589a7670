namespace Keepone.Agent.Configuration;

/// <summary>Where OpenStack Neutron's L3 agent keeps the routers that are watched.</summary>
public sealed record NeutronOptions
{
    /// <summary>The L3 agent's <c>ha_confs_path</c> where nobody changed it, and its <c>state_path</c> is the distribution's.</summary>
    public const string DefaultHaConfs = "/var/lib/neutron/ha_confs";

    /// <summary>The L3 agent's <c>ha_confs_path</c>: a directory for each router, with its <c>keepalived.conf</c>.</summary>
    public string HaConfs { get; init; } = DefaultHaConfs;
}
