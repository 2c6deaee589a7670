namespace Keepone.Keepalived.Model.Versions;

/// <summary>The keywords of what can be tracked, by the version that has them first.</summary>
internal static class TrackKeywords
{
    internal static IEnumerable<KeywordVersion> All =>
    [
        .. KeywordVersion.Since("2.0.0", "bfd_instance", "source_ip neighbor_ip neighbour_ip min_rx min_tx idle_tx multiplier passive ttl hoplimit max_hops weight vrrp checker"),
        .. KeywordVersion.Since("2.2.8", "bfd_instance", "multihop"),
        .. KeywordVersion.Since("2.0.18", "bfd_instance/weight", "reverse"),
        .. KeywordVersion.Since("2.1.0", "track_file", "file weight init_file"),
        .. KeywordVersion.Since("2.1.0", "track_file/weight", "reverse"),
        .. KeywordVersion.Since("2.0.0", "vrrp_script", "script interval timeout weight rise fall user init_fail"),
        .. KeywordVersion.Since("2.0.18", "vrrp_script/weight", "reverse"),
        .. KeywordVersion.Since("2.0.0", "vrrp_track_file", "file weight init_file"),
        .. KeywordVersion.Since("2.0.18", "vrrp_track_file/weight", "reverse"),
        .. KeywordVersion.Since("2.0.11", "vrrp_track_process", "process weight quorum delay full_command"),
        .. KeywordVersion.Since("2.0.16", "vrrp_track_process", "param_match quorum_max terminate_delay fork_delay"),
        .. KeywordVersion.Since("2.0.18", "vrrp_track_process/weight", "reverse"),
    ];
}
