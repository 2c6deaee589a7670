namespace Keepone.Keepalived.Model.Versions;

/// <summary>The keywords of groups of instances and of interfaces, by the version that has them first.</summary>
internal static class GroupKeywords
{
    internal static IEnumerable<KeywordVersion> All =>
    [
        .. KeywordVersion.Since("2.0.0", "garp_group", "garp_interval gna_interval interface interfaces"),
        .. KeywordVersion.Since("2.0.3", "track_group", "group"),
        .. KeywordVersion.Since("2.0.0", "vrrp_sync_group",
            """
            group track_interface track_script track_file track_bfd notify_backup notify_master notify_fault notify_stop notify
            smtp_alert global_tracking sync_group_tracking_weight
            """),
        .. KeywordVersion.Since("2.0.11", "vrrp_sync_group", "track_process"),
        .. KeywordVersion.Since("2.2.0", "vrrp_sync_group", "notify_priority_changes"),
        .. KeywordVersion.Since("2.0.0", "vrrp_sync_group/track_bfd", "weight"),
        .. KeywordVersion.Since("2.0.18", "vrrp_sync_group/track_bfd", "reverse noreverse"),
        .. KeywordVersion.Since("2.0.0", "vrrp_sync_group/track_file", "weight"),
        .. KeywordVersion.Since("2.0.18", "vrrp_sync_group/track_file", "reverse noreverse"),
        .. KeywordVersion.Since("2.0.0", "vrrp_sync_group/track_interface", "weight"),
        .. KeywordVersion.Since("2.0.18", "vrrp_sync_group/track_interface", "reverse noreverse"),
        .. KeywordVersion.Since("2.0.11", "vrrp_sync_group/track_process", "weight"),
        .. KeywordVersion.Since("2.0.18", "vrrp_sync_group/track_process", "reverse noreverse"),
        .. KeywordVersion.Since("2.0.0", "vrrp_sync_group/track_script", "weight"),
        .. KeywordVersion.Since("2.0.18", "vrrp_sync_group/track_script", "reverse noreverse"),
    ];
}
