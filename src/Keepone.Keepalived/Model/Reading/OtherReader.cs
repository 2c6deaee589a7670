using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model.Reading;

/// <summary>Looks at the values of keywords that the model keeps as they are: what keepalived refuses of them is an error, too.</summary>
internal sealed class OtherReader(ValueReader values)
{
    private const long Microseconds = 1_000_000;

    /// <summary>Looks at an entry.</summary>
    /// <param name="block">The block that it is in; empty at the top.</param>
    /// <param name="entry">It.</param>
    /// <returns>The entry.</returns>
    internal Entry Checked(string block, Entry entry)
    {
        switch (block, entry.Keyword)
        {
            case ("vrrp_instance", "smtp_alert" or "notify_priority_changes" or "owner_ignore_adverts" or "v3_checksum_as_v2")
                or ("vrrp_sync_group", "smtp_alert" or "notify_priority_changes")
                or ("global_defs", "smtp_alert" or "smtp_alert_vrrp" or "smtp_alert_checker" or "checker_log_all_failures" or "data_use_instance" or "rs_init_notifies"
                    or "no_checker_emails" or "use_symlink_paths" or "v3_checksum_as_v2" or "vrrp_owner_ignore_adverts" or "vrrp_netlink_cmd_rcv_bufs_force"
                    or "vrrp_netlink_monitor_rcv_bufs_force" or "lvs_netlink_cmd_rcv_bufs_force" or "lvs_netlink_monitor_rcv_bufs_force" or "process_monitor_rcv_bufs_force"):
                values.Switch(entry);
                break;
            case ("vrrp_instance", "debug"):
                values.Whole(entry, 0, 4);
                break;
            case ("vrrp_instance", "unicast_ttl"):
                values.Whole(entry, 0, byte.MaxValue, strict: true);
                break;
            case ("vrrp_instance", "kernel_rx_buf_size"):
                values.Whole(entry, 0, uint.MaxValue, strict: true, missing: ValueReader.Ignored);
                break;
            case ("global_defs", "smtp_connect_timeout"):
                values.Whole(entry, 0, ValueReader.MostSeconds);
                break;
            case ("global_defs", "startup_script_timeout" or "shutdown_script_timeout"):
                values.Whole(entry, 1, 1000, missing: ValueReader.Ignored);
                break;
            case ("global_defs", "max_auto_priority") when entry.Value(1) is not null:
                values.Whole(entry, -1, 99);
                break;
            case ("global_defs", "min_auto_priority_delay"):
                values.Whole(entry, 1, 10_000_000, missing: ValueReader.Ignored);
                break;
            case ("global_defs", "vrrp_priority" or "checker_priority" or "bfd_priority"):
                values.Whole(entry, -20, 19, missing: ValueReader.Ignored);
                break;
            case ("global_defs", "vrrp_rlimit_rttime" or "checker_rlimit_rttime" or "bfd_rlimit_rttime" or "vrrp_rlimit_rtime" or "checker_rlimit_rtime" or "bfd_rlimit_rtime"):
                values.Whole(entry, 1, uint.MaxValue);
                break;
            case ("global_defs", "random_seed") or ("", "child_wait_time"):
                values.Whole(entry, 0, uint.MaxValue, strict: true);
                break;
            case ("global_defs", "vrrp_garp_interval" or "vrrp_gna_interval"):
                values.Decimal(entry, 1, uint.MaxValue);
                break;
            case ("global_defs", "vrrp_delay_after_boot"):
                values.Decimal(entry, Microseconds / 1000, uint.MaxValue);
                break;
            case ("global_defs", "vrrp_rx_bufs_multiplier"):
                values.Whole(entry, 1, uint.MaxValue, strict: true, missing: ValueReader.Ignored);
                break;
            case ("global_defs", "json_version"):
                values.Whole(entry, 1, 2, missing: ValueReader.Ignored);
                break;
            default:
                break;
        }

        return entry;
    }
}
