using System.Collections.Immutable;
using System.Text;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model.Reading;

/// <summary>Reads a <c>vrrp_instance</c> (vrrp_parser.c).</summary>
internal sealed class InstanceReader(ValueReader values, LineReader lines, OtherReader others)
{
    // sizeof auth_data: longer ones are cut.
    private const int LongestSecret = 8;
    private const long MostPreemptDelay = 1_000_000_000;

    // As with global_defs: not copied with each unknown line.
    private readonly ImmutableArray<Entry>.Builder _others = ImmutableArray.CreateBuilder<Entry>();

    internal VrrpInstance Read(Entry block) =>
        block.Body.Aggregate(new VrrpInstance(block.Value(1)!, block), Add) with { Others = _others.DrainToImmutable() };

    private VrrpInstance AddOther(VrrpInstance instance, Entry entry)
    {
        _others.Add(others.Checked("vrrp_instance", entry));
        return instance;
    }

    private VrrpInstance Add(VrrpInstance instance, Entry entry) => entry.Keyword switch
    {
        "state" => instance with { State = State(instance, entry) },
        "interface" => instance with { Interface = values.Interface(entry) ?? instance.Interface },
        "virtual_router_id" => instance with { VirtualRouterId = values.Whole(entry, 1, 255, strict: true) ?? instance.VirtualRouterId },
        "priority" => instance with { Priority = Priority(entry) },
        "advert_int" => instance with { AdvertInterval = values.Decimal(entry, 10_000, 255_000_000) ?? instance.AdvertInterval },
        "version" => instance with { Version = Version(instance, entry) },
        "nopreempt" => instance with { NoPreempt = ValueReader.Flag(entry) },
        "preempt" => instance with { NoPreempt = new Given<bool>(false, entry.Place) },
        "preempt_delay" => instance with { PreemptDelay = PreemptDelay(entry) },
        "strict_mode" => instance with { Strict = values.Switch(entry) ?? instance.Strict },
        "native_ipv6" => instance with { NativeIpv6 = ValueReader.Flag(entry) },
        "accept" => instance with { Accept = ValueReader.Flag(entry) },
        "no_accept" => instance with { Accept = new Given<bool>(false, entry.Place) },
        "use_vmac" => instance with { UseVmac = Vmac(entry) },
        "dont_track_primary" => instance with { DontTrackPrimary = ValueReader.Flag(entry) },
        "skip_check_adv_addr" => instance with { SkipCheckAdvertAddresses = values.Switch(entry) ?? instance.SkipCheckAdvertAddresses },
        "higher_prio_send_advert" => instance with { HigherPrioritySendsAdvert = values.Switch(entry) ?? instance.HigherPrioritySendsAdvert },
        "lower_prio_no_advert" => instance with { LowerPriorityNoAdvert = values.Switch(entry) ?? instance.LowerPriorityNoAdvert },
        "down_timer_adverts" => instance with { DownTimerAdverts = values.Whole(entry, 1, 100) ?? instance.DownTimerAdverts },
        "timer_expired_backup" or "thread_timer_expired" => instance with { TimerExpiredBackup = TimerExpired(entry) ?? instance.TimerExpiredBackup },
        _ when entry.Keyword.StartsWith("garp_", StringComparison.Ordinal) && GarpReader.Knows(entry.Keyword) =>
            instance with { Garp = GarpReader.Add(values, instance.Garp, entry, entry.Keyword) },
        _ when entry.Keyword.StartsWith("notify", StringComparison.Ordinal) => AddNotify(instance, entry),
        _ => AddBlock(instance, entry),
    };

    private VrrpInstance AddBlock(VrrpInstance instance, Entry entry) => entry.Keyword switch
    {
        "mcast_src_ip" or "unicast_src_ip" => AddSource(instance, entry),
        "mcast_dst_ip" => instance with { MulticastDestination = Multicast(entry) ?? instance.MulticastDestination },
        "track_src_ip" => instance with { TrackSourceAddress = ValueReader.Flag(entry) },
        "unicast_fault_no_peer" => instance with { UnicastFaultNoPeer = ValueReader.Flag(entry) },
        "check_unicast_src" => instance with { CheckUnicastSource = ValueReader.Flag(entry) },
        "unicast_peer" => instance with
        {
            UnicastPeers = new Given<ImmutableArray<Given<string>>>([.. instance.UnicastPeers?.Value ?? [], .. lines.Peers(entry)], entry.Place),
        },
        "authentication" => entry.Body.Aggregate(instance, AddAuthentication),
        "virtual_ipaddress" => instance with { Addresses = [.. instance.Addresses, .. lines.Addresses(entry)] },
        "virtual_ipaddress_excluded" => instance with { ExcludedAddresses = [.. instance.ExcludedAddresses, .. lines.Addresses(entry)] },
        "virtual_routes" => instance with { Routes = [.. instance.Routes, .. entry.Body] },
        "virtual_rules" => instance with { Rules = [.. instance.Rules, .. entry.Body] },
        "track_interface" => instance with { TrackInterfaces = [.. instance.TrackInterfaces, .. lines.Tracks(entry, LineReader.MostWeight)] },
        "track_script" => instance with { TrackScripts = [.. instance.TrackScripts, .. lines.Tracks(entry, LineReader.MostWeight)] },
        "track_file" => instance with { TrackFiles = [.. instance.TrackFiles, .. lines.Tracks(entry, TrackReader.MostWeight)] },
        "track_process" => instance with { TrackProcesses = [.. instance.TrackProcesses, .. lines.Tracks(entry, TrackReader.MostWeight)] },
        "track_bfd" => instance with { TrackBfds = [.. instance.TrackBfds, .. lines.Tracks(entry, LineReader.MostWeight)] },
        _ => AddOther(instance, entry),
    };

    // 224.0.0.0/4, or link-local multicast of IPv6.
    private Given<string>? Multicast(Entry entry)
    {
        var address = values.Address(entry, 1);
        if (address is null || ValueReader.ParseAddress(address.Value) is not { } parsed)
        {
            return null;
        }

        var bytes = parsed.GetAddressBytes();
        if (bytes.Length == 4 ? bytes[0] >> 4 == 0xE : bytes[0] == 0xFF && (bytes[1] & 0xF) == 2)
        {
            return address;
        }

        values.Refuse(entry, 1, "a multicast address, of IPv6 a link-local one");
        return null;
    }

    private Given<string>? State(VrrpInstance instance, Entry entry)
    {
        switch (entry.Value(1))
        {
            case "MASTER":
                return new Given<string>("MASTER", entry.Place);
            case "BACKUP" when instance.State?.Value == "MASTER":
                values.Refuse(entry, 1, "one state alone", "keepalived stays with MASTER");
                return instance.State;
            case "BACKUP":
                return new Given<string>("BACKUP", entry.Place);
            default:
                values.Refuse(entry, 1, "MASTER or BACKUP", "keepalived takes BACKUP");
                return new Given<string>("BACKUP", entry.Place);
        }
    }

    // A refused one is not as if none were given: it is 100 whatever the state.
    private Given<int> Priority(Entry entry) =>
        values.Whole(entry, 1, VrrpDefaults.OwnerPriority, $"keepalived takes {VrrpDefaults.Priority}", strict: true)
        ?? new Given<int>(VrrpDefaults.Priority, entry.Place);

    private Given<TimeSpan> PreemptDelay(Entry entry) =>
        values.Decimal(entry, 0, MostPreemptDelay, "keepalived takes 0") ?? new Given<TimeSpan>(TimeSpan.Zero, entry.Place);

    private Given<int>? Version(VrrpInstance instance, Entry entry)
    {
        var version = values.Whole(entry, 2, 3);
        var before = instance.Version?.Value ?? (instance.NativeIpv6 is null ? null : 3);
        if (version is not null && before is not null && before != version.Value)
        {
            values.Refuse(entry, 1, $"{before}, as given or implied before");
            return instance.Version;
        }

        return version ?? instance.Version;
    }

    private static Given<string> Vmac(Entry entry) =>
        new(entry.Values.Take(2).FirstOrDefault(value => !value.Contains(':', StringComparison.Ordinal)) ?? "", entry.Place);

    private Given<int>? TimerExpired(Entry entry) =>
        entry.Value(1) is null
            ? new Given<int>(VrrpDefaults.OwnerPriority - 1, entry.Place)
            : values.Whole(entry, 1, VrrpDefaults.OwnerPriority - 1, strict: true);

    private VrrpInstance AddSource(VrrpInstance instance, Entry entry) =>
        values.Address(entry, 1) is not { } address
            ? instance
            : instance with { SourceAddress = new Given<string>(address.Value, entry.Place), SourceIsUnicast = entry.Keyword == "unicast_src_ip" };

    private VrrpInstance AddAuthentication(VrrpInstance instance, Entry entry)
    {
        switch (entry.Keyword)
        {
            case "auth_type" when entry.Value(1) is "PASS" or "AH":
                return instance with { AuthenticationType = new Given<string>(entry.Value(1)!, entry.Place) };
            case "auth_type":
                values.Refuse(entry, 1, "PASS or AH");
                return instance;
            case "auth_pass" when entry.Value(1) is { } secret:
                var bytes = Encoding.UTF8.GetBytes(secret);
                if (bytes.Length > LongestSecret)
                {
                    values.Complain(entry.Place, $"auth_pass: found {bytes.Length} characters, expected at most {LongestSecret}: keepalived cuts off the rest");
                    secret = Encoding.UTF8.GetString(bytes, 0, LongestSecret);
                }

                return instance with { AuthenticationSecret = new Given<string>(secret, entry.Place) };
            case "auth_pass":
                values.Refuse(entry, 1, "a secret");
                return instance;
            default:
                return instance with { Others = [.. instance.Others, entry] };
        }
    }

    private VrrpInstance AddNotify(VrrpInstance instance, Entry entry) =>
        NotifyReader.Read(values, entry, instance.NotifyScripts) switch
        {
            (true, { } script) => instance with { NotifyScripts = [.. instance.NotifyScripts, script] },
            (true, null) => instance,
            _ => AddOther(instance, entry),
        };
}
