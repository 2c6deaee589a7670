namespace Keepone.Keepalived.Model.Versions;

/// <summary>Keywords that got another name, and keywords that got another meaning.</summary>
internal static class KeywordChanges
{
    /// <summary>The old path, since when it is deprecated, and what to write instead. All of them still work in 2.4.3.</summary>
    internal static readonly (string Path, string Since, string Instead)[] Deprecated =
    [
        ("vrrp_track_file", "2.1.0", "track_file"),
        ("global_defs/vrrp_rlimit_rtime", "2.1.0", "vrrp_rlimit_rttime"),
        ("global_defs/checker_rlimit_rtime", "2.1.0", "checker_rlimit_rttime"),
        ("global_defs/bfd_rlimit_rtime", "2.1.0", "bfd_rlimit_rttime"),
        ("global_defs/lvs_process_name", "2.2.0", "checker_process_name"),
        ("global_defs/lvs_flush_onstop", "2.2.0", "lvs_flush_on_stop"),
        ("global_defs/vrrp_vmac_garp_intvl", "2.2.3", "vrrp_garp_extra_if"),
        ("global_defs/enable_snmp_keepalived", "2.0.0", "enable_snmp_vrrp"),
        ("vrrp_sync_group/global_tracking", "2.0.0", "sync_group_tracking_weight"),
        ("vrrp_instance/vmac_garp_intvl", "2.2.3", "garp_extra_if"),
        ("vrrp_instance/linkbeat_use_polling", "2.0.13", "linkbeat_interfaces"),
        ("vrrp_instance/lvs_sync_daemon_interface", "2.0.0", "lvs_sync_daemon"),
        ("vrrp_instance/thread_timer_expired", "2.3.2", "timer_expired_backup"),
    ];

    /// <summary>The path, the first version that does so, and what it does.</summary>
    internal static readonly (string Path, string Since, string Before, string What)[] Meanings =
    [
        ("vrrp_script/script", "2.0.6", "quotes within the command line have no meaning", "the command line is cut as a shell would, quotes and escapes included"),
        ("vrrp_script/script", "2.3.2", "escapes before the outer quotes count, too", "escapes count within the outer quotes only"),
        ("vrrp_script/interval", "2.3.2", "whole seconds alone: a fraction is cut off with a warning, and is an error to keepalived -t", "three decimal places count"),
        ("vrrp_script/timeout", "2.3.2", "whole seconds alone: a fraction is cut off with a warning, and is an error to keepalived -t", "three decimal places count"),
        ("vrrp_instance/skip_check_adv_addr", "2.2.5", "'false', 'off' and 'no' switch it off", "'false', 'off' and 'no' switch it on as well: leave it out to have it off"),
        ("vrrp_instance/unicast_src_ip", "2.2.5", "without unicast_peer it is silently multicast", "without unicast_peer it is multicast, and logged as deprecated"),
        ("vrrp_instance/unicast_peer", "2.2.5", "an empty block is silently multicast", "an empty block is multicast, and logged as deprecated; unicast_fault_no_peer makes it a fault"),
        ("vrrp_sync_group/group", "2.2.8", "a group without members stays", "a group without members is removed"),
        ("global_defs/vrrp_strict", "2.3.0", "it is on whatever follows it", "'false', 'off' and 'no' switch it off"),
        ("global_defs/vrrp_skip_check_adv_addr", "2.3.0", "it is on whatever follows it", "'false', 'off' and 'no' switch it off"),
        ("global_defs/vrrp_iptables", "2.2.2", "a build without iptables has no such keyword", "a build with nftables alone takes nftables instead, and says so"),
        ("global_defs/fifo_write_vrrp_states_on_reload", "2.4.0", "MASTER and BACKUP may be mixed up", "the states are right"),
    ];
}
