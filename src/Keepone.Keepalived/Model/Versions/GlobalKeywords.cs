namespace Keepone.Keepalived.Model.Versions;

/// <summary>The keywords at the top of a configuration and those of <c>global_defs</c>, by the version that has them first (init_global_keywords() of each tag).</summary>
internal static class GlobalKeywords
{
    internal static IEnumerable<KeywordVersion> All =>
    [
        .. KeywordVersion.Since("2.0.0", "",
            """
            linkbeat_use_polling net_namespace namespace_with_ipsets use_pid_dir instance child_wait_time global_defs
            static_ipaddress static_routes static_rules vrrp_sync_group garp_group vrrp_instance vrrp_script vrrp_track_file
            bfd_instance virtual_server virtual_server_group SSL
            """),
        .. KeywordVersion.Since("2.0.3", "", "track_group"),
        .. KeywordVersion.Since("2.0.11", "", "vrrp_track_process"),
        .. KeywordVersion.Since("2.0.13", "", "linkbeat_interfaces"),
        .. KeywordVersion.Since("2.1.0", "", "net_namespace_ipvs track_file"),
        .. KeywordVersion.Since("2.2.3", "", "interface_up_down_delays"),
        .. KeywordVersion.Since("2.0.0", "global_defs",
            """
            router_id notification_email_from smtp_server smtp_helo_name smtp_connect_timeout notification_email smtp_alert
            smtp_alert_vrrp smtp_alert_checker dynamic_interfaces no_email_faults default_interface lvs_timeouts lvs_flush
            lvs_sync_daemon vrrp_mcast_group4 vrrp_mcast_group6 vrrp_garp_master_delay vrrp_garp_master_repeat
            vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat
            vrrp_garp_interval vrrp_gna_interval vrrp_lower_prio_no_advert vrrp_higher_prio_send_advert vrrp_version vrrp_iptables
            vrrp_ipsets vrrp_check_unicast_src vrrp_skip_check_adv_addr vrrp_strict vrrp_priority vrrp_no_swap vrrp_rt_priority
            vrrp_rlimit_rtime notify_fifo notify_fifo_script vrrp_notify_fifo vrrp_notify_fifo_script lvs_notify_fifo
            lvs_notify_fifo_script checker_priority checker_no_swap checker_rt_priority checker_rlimit_rtime bfd_priority
            bfd_no_swap bfd_rt_priority bfd_rlimit_rtime snmp_socket enable_traps enable_snmp_vrrp enable_snmp_keepalived
            enable_snmp_rfc enable_snmp_rfcv2 enable_snmp_rfcv3 enable_snmp_checker enable_dbus dbus_service_name script_user
            enable_script_security vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force vrrp_netlink_monitor_rcv_bufs
            vrrp_netlink_monitor_rcv_bufs_force lvs_netlink_cmd_rcv_bufs lvs_netlink_cmd_rcv_bufs_force
            lvs_netlink_monitor_rcv_bufs lvs_netlink_monitor_rcv_bufs_force rs_init_notifies no_checker_emails
            """),
        .. KeywordVersion.Since("2.0.3", "global_defs", "vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier"),
        .. KeywordVersion.Since("2.0.9", "global_defs", "umask"),
        .. KeywordVersion.Since("2.0.11", "global_defs",
            """
            checker_log_all_failures nftables nftables_priority nftables_counters nftables_ifindex process_monitor_rcv_bufs
            process_monitor_rcv_bufs_force
            """),
        .. KeywordVersion.Since("2.0.12", "global_defs", "vrrp_min_garp"),
        .. KeywordVersion.Since("2.0.14", "global_defs", "vrrp_startup_delay"),
        .. KeywordVersion.Since("2.0.15", "global_defs", "lvs_flush_onstop random_seed"),
        .. KeywordVersion.Since("2.0.16", "global_defs",
            """
            process_names process_name vrrp_process_name lvs_process_name bfd_process_name vrrp_notify_priority_changes
            log_unknown_vrids
            """),
        .. KeywordVersion.Since("2.0.17", "global_defs", "vrrp_cpu_affinity checker_cpu_affinity bfd_cpu_affinity"),
        .. KeywordVersion.Since("2.1.0", "global_defs",
            """
            startup_script startup_script_timeout shutdown_script shutdown_script_timeout max_auto_priority
            min_auto_priority_delay vrrp_rlimit_rttime checker_rlimit_rttime bfd_rlimit_rttime reload_time_file reload_repeat
            """),
        .. KeywordVersion.Since("2.2.0", "global_defs",
            """
            checker_process_name disable_local_igmp lvs_flush_on_stop vrrp_vmac_garp_intvl vmac_prefix vmac_addr_prefix
            reload_check_config reload_file include_check tmp_config_directory
            """),
        .. KeywordVersion.Since("2.2.2", "global_defs", "nftables_ipvs nftables_ipvs_priority nftables_ipvs_start_fwmark"),
        .. KeywordVersion.Since("2.2.3", "global_defs", "vrrp_down_timer_adverts vrrp_garp_extra_if config_save_dir data_use_instance"),
        .. KeywordVersion.Since("2.2.5", "global_defs", "fifo_write_vrrp_states_on_reload"),
        .. KeywordVersion.Since("2.2.8", "global_defs", "v3_checksum_as_v2 json_version"),
        .. KeywordVersion.Since("2.3.0", "global_defs", "use_symlink_paths snmp_vs_stats_update_interval snmp_rs_stats_update_interval dbus_no_interface_name"),
        .. KeywordVersion.Since("2.3.2", "global_defs", "iproute_usr_dir iproute_etc_dir"),
        .. KeywordVersion.Since("2.3.3", "global_defs", "vrrp_owner_ignore_adverts state_dump_file stats_dump_file json_dump_file"),
        .. KeywordVersion.Since("2.4.0", "global_defs", "vrrp_delay_after_boot"),
        .. KeywordVersion.Since("2.0.8", "global_defs/dynamic_interfaces", "allow_if_changes"),
    ];
}
