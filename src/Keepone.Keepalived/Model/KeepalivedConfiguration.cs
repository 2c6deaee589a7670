using System.Collections.Immutable;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model;

/// <summary>What a configuration says of VRRP.</summary>
/// <param name="File">The first file, as it was named.</param>
/// <param name="Globals">What holds for all.</param>
/// <param name="Instances">Its VRRP instances, in order.</param>
/// <param name="SyncGroups">Instances that go together.</param>
/// <param name="Scripts">Check scripts.</param>
/// <param name="TrackFiles">Files whose number counts.</param>
/// <param name="TrackProcesses">Processes that count.</param>
/// <param name="Bfds">BFD sessions.</param>
/// <param name="Keywords">Every keyword that is used, with the blocks around it: for what a version has and has not.</param>
/// <param name="Errors">What could not be read: as text, and values that keepalived refuses.</param>
public sealed record KeepalivedConfiguration(
    string File,
    GlobalDefinitions Globals,
    ImmutableArray<VrrpInstance> Instances,
    ImmutableArray<SyncGroup> SyncGroups,
    ImmutableArray<VrrpScript> Scripts,
    ImmutableArray<TrackFile> TrackFiles,
    ImmutableArray<TrackProcess> TrackProcesses,
    ImmutableArray<BfdInstance> Bfds,
    ImmutableArray<KeywordUse> Keywords,
    ImmutableArray<SyntaxError> Errors)
{
    /// <summary><c>interface_up_down_delays</c>: how long a change of an interface must last to count.</summary>
    public ImmutableArray<InterfaceDelay> InterfaceDelays { get; init; } = [];

    /// <summary>Everything else at the top that is not of <see cref="Globals"/>: LVS, static addresses, and what keepalived does not know.</summary>
    public ImmutableArray<Entry> Others { get; init; } = [];
}

/// <summary>A line of <c>interface_up_down_delays</c>.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="Down">How long it must be down to count as down.</param>
/// <param name="Up">How long it must be up to count as up.</param>
/// <param name="Place">Where it stands.</param>
public sealed record InterfaceDelay(string Interface, TimeSpan Down, TimeSpan Up, Place Place);

/// <summary>A keyword in use: those that keepalived looks up, thus not what is in an unknown block; of the lines of a block of values, their options.</summary>
/// <param name="Path">The keywords of the blocks around it and its own, outermost first, separated by '/': <c>vrrp_instance/advert_int</c>;
/// of an option, it comes last: <c>vrrp_instance/virtual_ipaddress/no_track</c>.</param>
/// <param name="Entry">The entry; of an option, the one that has it.</param>
public sealed record KeywordUse(string Path, Entry Entry);

/// <summary>The <c>global_defs</c> that matter for VRRP; null where not given.</summary>
public sealed record GlobalDefinitions
{
    /// <summary>Where the first <c>global_defs</c> block is.</summary>
    public Place? Place { get; init; }

    /// <summary><c>router_id</c>.</summary>
    public Given<string>? RouterId { get; init; }

    /// <summary><c>vrrp_version</c>; 2 when not given.</summary>
    public Given<int>? VrrpVersion { get; init; }

    /// <summary><c>vrrp_strict</c>.</summary>
    public Given<bool>? Strict { get; init; }

    /// <summary><c>enable_script_security</c>.</summary>
    public Given<bool>? ScriptSecurity { get; init; }

    /// <summary><c>script_user</c>: the user, and the group when given.</summary>
    public Given<ScriptUser>? ScriptUser { get; init; }

    /// <summary><c>dynamic_interfaces</c>.</summary>
    public Given<bool>? DynamicInterfaces { get; init; }

    /// <summary><c>vrrp_skip_check_adv_addr</c>.</summary>
    public Given<bool>? SkipCheckAdvertAddresses { get; init; }

    /// <summary><c>vrrp_higher_prio_send_advert</c>.</summary>
    public Given<bool>? HigherPrioritySendsAdvert { get; init; }

    /// <summary><c>vrrp_garp_*</c>, gratuitous ARP for instances that do not say otherwise.</summary>
    public GratuitousArp Garp { get; init; } = new();

    /// <summary><c>vrrp_lower_prio_no_advert</c>: a master that hears a lower priority does not answer at once.</summary>
    public Given<bool>? LowerPriorityNoAdvert { get; init; }

    /// <summary><c>vrrp_check_unicast_src</c>: adverts of others than the peers do not count.</summary>
    public Given<bool>? CheckUnicastSource { get; init; }

    /// <summary><c>vrrp_down_timer_adverts</c>; 3 when not given.</summary>
    public Given<int>? DownTimerAdverts { get; init; }

    /// <summary><c>vrrp_min_garp</c>: one gratuitous ARP, no repetition, where nothing else is given before it.</summary>
    public Given<bool>? MinimalGarp { get; init; }

    /// <summary><c>vrrp_notify_priority_changes</c>.</summary>
    public Given<bool>? NotifyPriorityChanges { get; init; }

    /// <summary><c>default_interface</c>.</summary>
    public Given<string>? DefaultInterface { get; init; }

    /// <summary><c>vrrp_startup_delay</c>.</summary>
    public Given<TimeSpan>? StartupDelay { get; init; }

    /// <summary><c>net_namespace</c>.</summary>
    public Given<string>? NetNamespace { get; init; }

    /// <summary><c>instance</c>.</summary>
    public Given<string>? Instance { get; init; }

    /// <summary>Everything else in <c>global_defs</c>, and the keywords of it that stand beside it at the top.</summary>
    public ImmutableArray<Entry> Others { get; init; } = [];
}

/// <summary>Who runs a script.</summary>
/// <param name="User">The user.</param>
/// <param name="Group">The group; null: the user's own.</param>
public sealed record ScriptUser(string User, string? Group);

/// <summary>When gratuitous ARP is sent; null where not given.</summary>
public sealed record GratuitousArp
{
    /// <summary><c>garp_master_delay</c>: the second set after becoming master.</summary>
    public Given<TimeSpan>? MasterDelay { get; init; }

    /// <summary><c>garp_master_repeat</c>: how many at a time.</summary>
    public Given<int>? MasterRepeat { get; init; }

    /// <summary><c>garp_master_refresh</c>: again and again while master; 0: never.</summary>
    public Given<TimeSpan>? MasterRefresh { get; init; }

    /// <summary><c>garp_master_refresh_repeat</c>.</summary>
    public Given<int>? MasterRefreshRepeat { get; init; }

    /// <summary><c>garp_lower_prio_delay</c>: after an advert of a lower priority was heard.</summary>
    public Given<TimeSpan>? LowerPriorityDelay { get; init; }

    /// <summary><c>garp_lower_prio_repeat</c>.</summary>
    public Given<int>? LowerPriorityRepeat { get; init; }
}
