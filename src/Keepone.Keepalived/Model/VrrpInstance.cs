using System.Collections.Immutable;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model;

/// <summary>A <c>vrrp_instance</c>; null where nothing is given.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Entry">All of it.</param>
public sealed record VrrpInstance(string Name, Entry Entry)
{
    /// <summary>Where it begins.</summary>
    public Place Place => Entry.Place;

    /// <summary><c>state</c>: MASTER or BACKUP; anything else is an error, and BACKUP.</summary>
    public Given<string>? State { get; init; }

    /// <summary><c>interface</c>.</summary>
    public Given<string>? Interface { get; init; }

    /// <summary><c>virtual_router_id</c>.</summary>
    public Given<int>? VirtualRouterId { get; init; }

    /// <summary><c>priority</c>; 100 when not given, 255 when the state is MASTER (reference/keepalived.md B.7).</summary>
    public Given<int>? Priority { get; init; }

    /// <summary><c>advert_int</c>; 1 s when not given.</summary>
    public Given<TimeSpan>? AdvertInterval { get; init; }

    /// <summary><c>version</c>; the global one when not given.</summary>
    public Given<int>? Version { get; init; }

    /// <summary><c>nopreempt</c>; <c>preempt</c> is false.</summary>
    public Given<bool>? NoPreempt { get; init; }

    /// <summary><c>preempt_delay</c>.</summary>
    public Given<TimeSpan>? PreemptDelay { get; init; }

    /// <summary><c>strict_mode</c>.</summary>
    public Given<bool>? Strict { get; init; }

    /// <summary><c>native_ipv6</c>.</summary>
    public Given<bool>? NativeIpv6 { get; init; }

    /// <summary><c>accept</c> is true, <c>no_accept</c> is false.</summary>
    public Given<bool>? Accept { get; init; }

    /// <summary><c>use_vmac</c>: the interface's name, empty when none is given.</summary>
    public Given<string>? UseVmac { get; init; }

    /// <summary><c>dont_track_primary</c>.</summary>
    public Given<bool>? DontTrackPrimary { get; init; }

    /// <summary><c>skip_check_adv_addr</c>.</summary>
    public Given<bool>? SkipCheckAdvertAddresses { get; init; }

    /// <summary><c>higher_prio_send_advert</c>.</summary>
    public Given<bool>? HigherPrioritySendsAdvert { get; init; }

    /// <summary><c>lower_prio_no_advert</c>.</summary>
    public Given<bool>? LowerPriorityNoAdvert { get; init; }

    /// <summary><c>down_timer_adverts</c>; the global one when not given.</summary>
    public Given<int>? DownTimerAdverts { get; init; }

    /// <summary><c>timer_expired_backup</c>: a master whose timers were late steps down; the highest priority of others that counts.</summary>
    public Given<int>? TimerExpiredBackup { get; init; }

    /// <summary><c>garp_*</c>.</summary>
    public GratuitousArp Garp { get; init; } = new();

    /// <summary><c>unicast_src_ip</c>, or <c>mcast_src_ip</c> where that is given.</summary>
    public Given<string>? SourceAddress { get; init; }

    /// <summary>Whether <see cref="SourceAddress"/> is of <c>unicast_src_ip</c>.</summary>
    public bool SourceIsUnicast { get; init; }

    /// <summary><c>mcast_dst_ip</c>.</summary>
    public Given<string>? MulticastDestination { get; init; }

    /// <summary><c>track_src_ip</c>: without the source address it is in FAULT.</summary>
    public Given<bool>? TrackSourceAddress { get; init; }

    /// <summary><c>unicast_fault_no_peer</c>: without peers it is in FAULT instead of multicasting.</summary>
    public Given<bool>? UnicastFaultNoPeer { get; init; }

    /// <summary><c>check_unicast_src</c>.</summary>
    public Given<bool>? CheckUnicastSource { get; init; }

    /// <summary><c>unicast_peer</c>: addresses; null when there is no such block.</summary>
    public Given<ImmutableArray<Given<string>>>? UnicastPeers { get; init; }

    /// <summary><c>authentication</c>: <c>auth_type</c>, as written; null when there is none.</summary>
    public Given<string>? AuthenticationType { get; init; }

    /// <summary>Its <c>auth_pass</c>, no more than the 8 bytes that keepalived takes of it: a secret, never printed.</summary>
    public Given<string>? AuthenticationSecret { get; init; }

    /// <summary><c>virtual_ipaddress</c>: what adverts name.</summary>
    public ImmutableArray<VirtualAddress> Addresses { get; init; } = [];

    /// <summary><c>virtual_ipaddress_excluded</c>.</summary>
    public ImmutableArray<VirtualAddress> ExcludedAddresses { get; init; } = [];

    /// <summary><c>virtual_routes</c>.</summary>
    public ImmutableArray<Entry> Routes { get; init; } = [];

    /// <summary><c>virtual_rules</c>.</summary>
    public ImmutableArray<Entry> Rules { get; init; } = [];

    /// <summary><c>track_interface</c>.</summary>
    public ImmutableArray<Track> TrackInterfaces { get; init; } = [];

    /// <summary><c>track_script</c>.</summary>
    public ImmutableArray<Track> TrackScripts { get; init; } = [];

    /// <summary><c>track_file</c>.</summary>
    public ImmutableArray<Track> TrackFiles { get; init; } = [];

    /// <summary><c>track_process</c>.</summary>
    public ImmutableArray<Track> TrackProcesses { get; init; } = [];

    /// <summary><c>track_bfd</c>.</summary>
    public ImmutableArray<Track> TrackBfds { get; init; } = [];

    /// <summary><c>notify*</c>: what is run when its state changes.</summary>
    public ImmutableArray<NotifyScript> NotifyScripts { get; init; } = [];

    /// <summary>Everything else in its block, in order.</summary>
    public ImmutableArray<Entry> Others { get; init; } = [];
}

/// <summary>A script that is run when a state changes.</summary>
/// <param name="Keyword">What it is given with: <c>notify_master</c>.</param>
/// <param name="Command">The command line: program and arguments.</param>
/// <param name="User">Who runs it; null: the <c>script_user</c>.</param>
/// <param name="Entry">All of it.</param>
public sealed record NotifyScript(string Keyword, ImmutableArray<string> Command, ScriptUser? User, Entry Entry);

/// <summary>An address that the master has.</summary>
/// <param name="Address">As written: an address, with a prefix length or without.</param>
/// <param name="Device">Its <c>dev</c>; null: the instance's interface.</param>
/// <param name="Entry">All of it.</param>
public sealed record VirtualAddress(string Address, string? Device, Entry Entry)
{
    /// <summary>Where it stands.</summary>
    public Place Place => Entry.Place;
}

/// <summary>What an instance or a group tracks.</summary>
/// <param name="Name">The name of a script, file, process, interface or session.</param>
/// <param name="Weight">Its weight here; null: that of what is tracked, and none for an interface.</param>
/// <param name="IsReversed">Whether success and failure are swapped here; null: as what is tracked says.</param>
/// <param name="Place">Where it stands.</param>
public sealed record Track(string Name, int? Weight, bool? IsReversed, Place Place);

/// <summary>A <c>vrrp_sync_group</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Members">The names of its instances.</param>
/// <param name="Entry">All of it.</param>
public sealed record SyncGroup(string Name, ImmutableArray<Given<string>> Members, Entry Entry)
{
    /// <summary><c>sync_group_tracking_weight</c>, or <c>global_tracking</c>, its deprecated name: weights of members count.</summary>
    public Given<bool>? TrackingWeight { get; init; }

    /// <summary>What the group itself tracks, of every kind.</summary>
    public ImmutableArray<Track> Tracks { get; init; } = [];

    /// <summary><c>notify*</c>: what is run when its state changes.</summary>
    public ImmutableArray<NotifyScript> NotifyScripts { get; init; } = [];

    /// <summary>Everything else in its block, in order.</summary>
    public ImmutableArray<Entry> Others { get; init; } = [];
}
