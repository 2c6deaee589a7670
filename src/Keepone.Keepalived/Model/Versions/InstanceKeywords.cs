namespace Keepone.Keepalived.Model.Versions;

/// <summary>The keywords of <c>vrrp_instance</c> and of the lines in its blocks, by the version that has them first (init_vrrp_keywords() of each tag).</summary>
internal static class InstanceKeywords
{
    internal static IEnumerable<KeywordVersion> All =>
    [
        .. KeywordVersion.Since("2.0.0", "vrrp_instance",
            """
            use_vmac vmac_xmit_base unicast_peer old_unicast_checksum native_ipv6 state interface dont_track_primary
            track_interface track_script track_file track_bfd mcast_src_ip unicast_src_ip track_src_ip virtual_router_id version
            priority advert_int virtual_ipaddress virtual_ipaddress_excluded promote_secondaries linkbeat_use_polling
            virtual_routes virtual_rules accept no_accept skip_check_adv_addr strict_mode preempt nopreempt preempt_delay debug
            notify_backup notify_master notify_fault notify_stop notify smtp_alert lvs_sync_daemon_interface garp_master_delay
            garp_master_refresh garp_master_repeat garp_master_refresh_repeat garp_lower_prio_delay garp_lower_prio_repeat
            lower_prio_no_advert higher_prio_send_advert authentication
            """),
        .. KeywordVersion.Since("2.0.3", "vrrp_instance", "kernel_rx_buf_size"),
        .. KeywordVersion.Since("2.0.6", "vrrp_instance", "notify_master_rx_lower_pri"),
        .. KeywordVersion.Since("2.0.11", "vrrp_instance", "track_process"),
        .. KeywordVersion.Since("2.0.16", "vrrp_instance", "notify_priority_changes"),
        .. KeywordVersion.Since("2.0.17", "vrrp_instance", "use_ipvlan"),
        .. KeywordVersion.Since("2.1.0", "vrrp_instance", "check_unicast_src unicast_ttl notify_deleted"),
        .. KeywordVersion.Since("2.2.0", "vrrp_instance", "use_vmac_addr vmac_garp_intvl"),
        .. KeywordVersion.Since("2.2.3", "vrrp_instance", "down_timer_adverts garp_extra_if"),
        .. KeywordVersion.Since("2.2.5", "vrrp_instance", "unicast_fault_no_peer vrf mcast_dst_ip"),
        .. KeywordVersion.Since("2.2.8", "vrrp_instance", "no_virtual_ipaddress v3_checksum_as_v2 timer_expired_backup"),
        .. KeywordVersion.Since("2.3.2", "vrrp_instance", "thread_timer_expired"),
        .. KeywordVersion.Since("2.3.3", "vrrp_instance", "owner_ignore_adverts"),
        .. KeywordVersion.Since("2.4.0", "vrrp_instance", "auth_hmac"),
        .. KeywordVersion.Since("2.4.0", "vrrp_instance/auth_hmac", "key active_key time_window anti_replay mode"),
        .. KeywordVersion.Since("2.0.0", "vrrp_instance/authentication", "auth_type auth_pass"),
        .. KeywordVersion.Since("2.0.0", "vrrp_instance/track_bfd", "weight"),
        .. KeywordVersion.Since("2.0.18", "vrrp_instance/track_bfd", "reverse noreverse"),
        .. KeywordVersion.Since("2.0.0", "vrrp_instance/track_file", "weight"),
        .. KeywordVersion.Since("2.0.18", "vrrp_instance/track_file", "reverse noreverse"),
        .. KeywordVersion.Since("2.0.0", "vrrp_instance/track_interface", "weight"),
        .. KeywordVersion.Since("2.0.18", "vrrp_instance/track_interface", "reverse noreverse"),
        .. KeywordVersion.Since("2.0.11", "vrrp_instance/track_process", "weight"),
        .. KeywordVersion.Since("2.0.18", "vrrp_instance/track_process", "reverse noreverse"),
        .. KeywordVersion.Since("2.0.0", "vrrp_instance/track_script", "weight"),
        .. KeywordVersion.Since("2.0.18", "vrrp_instance/track_script", "reverse noreverse"),
        .. KeywordVersion.Since("2.1.0", "vrrp_instance/unicast_peer", "min_ttl max_ttl"),
        .. KeywordVersion.Since("2.0.0", "vrrp_instance/virtual_ipaddress", "dev scope broadcast brd label peer home -nodad mngtmpaddr noprefixroute autojoin"),
        .. KeywordVersion.Since("2.0.3", "vrrp_instance/virtual_ipaddress", "no_track"),
        .. KeywordVersion.Since("2.0.20", "vrrp_instance/virtual_ipaddress", "preferred_lft"),
        .. KeywordVersion.Since("2.2.0", "vrrp_instance/virtual_ipaddress", "use_vmac"),
        .. KeywordVersion.Since("2.0.0", "vrrp_instance/virtual_ipaddress_excluded", "dev scope broadcast brd label peer home -nodad mngtmpaddr noprefixroute autojoin"),
        .. KeywordVersion.Since("2.0.3", "vrrp_instance/virtual_ipaddress_excluded", "no_track"),
        .. KeywordVersion.Since("2.0.20", "vrrp_instance/virtual_ipaddress_excluded", "preferred_lft"),
        .. KeywordVersion.Since("2.2.0", "vrrp_instance/virtual_ipaddress_excluded", "use_vmac"),
    ];
}
