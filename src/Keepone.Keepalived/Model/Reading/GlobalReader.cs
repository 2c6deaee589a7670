using System.Collections.Immutable;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model.Reading;

/// <summary>Reads <c>global_defs</c> (global_parser.c).</summary>
internal sealed class GlobalReader(ValueReader values, OtherReader others)
{
    private static readonly string[] Beside =
        ["linkbeat_use_polling", "net_namespace", "net_namespace_ipvs", "namespace_with_ipsets", "use_pid_dir", "instance", "child_wait_time"];

    // Any text is a configuration: what is unknown may be all of it, and must not be copied with each line.
    private readonly ImmutableArray<Entry>.Builder _others = ImmutableArray.CreateBuilder<Entry>();

    /// <summary>What was read, with all the rest.</summary>
    internal GlobalDefinitions With(GlobalDefinitions globals) => globals with { Others = _others.ToImmutable() };

    /// <summary>Whether a keyword at the top is of the same kind.</summary>
    internal static bool IsBeside(string keyword) => Beside.Contains(keyword);

    internal GlobalDefinitions ReadBlock(GlobalDefinitions globals, Entry block) =>
        block.Body.Aggregate(globals with { Place = globals.Place ?? block.Place }, Add);

    /// <summary>Reads a keyword that stands beside the block.</summary>
    internal GlobalDefinitions ReadBeside(GlobalDefinitions globals, Entry entry)
    {
        switch (entry.Keyword)
        {
            case "net_namespace" when globals.NetNamespace is null:
                return globals with { NetNamespace = values.Text(entry, "the name of a namespace") };
            case "instance" when globals.Instance is null:
                return globals with { Instance = values.Text(entry, "a name") };
            case "net_namespace" or "instance":
                values.Complain(entry.Place, $"{entry.Keyword} is given already: keepalived ignores the second one");
                return globals;
            default:
                _others.Add(others.Checked("", entry));
                return globals;
        }
    }

    private GlobalDefinitions AddOther(GlobalDefinitions globals, Entry entry)
    {
        _others.Add(others.Checked("global_defs", entry));
        return globals;
    }

    private GlobalDefinitions Add(GlobalDefinitions globals, Entry entry) => entry.Keyword switch
    {
        "router_id" => globals with { RouterId = values.Text(entry, "a name") ?? globals.RouterId },
        "vrrp_version" => globals with { VrrpVersion = values.Whole(entry, 2, 3) ?? globals.VrrpVersion },
        // Before 2.3, these two are true whatever follows them: the table of versions says so.
        "vrrp_strict" => globals with { Strict = values.Switch(entry) ?? globals.Strict },
        "vrrp_skip_check_adv_addr" => globals with { SkipCheckAdvertAddresses = values.Switch(entry) ?? globals.SkipCheckAdvertAddresses },
        "vrrp_check_unicast_src" => globals with { CheckUnicastSource = ValueReader.Flag(entry) },
        "enable_script_security" => globals with { ScriptSecurity = ValueReader.Flag(entry) },
        "script_user" => globals with { ScriptUser = values.User(entry, ValueReader.Ignored) ?? globals.ScriptUser },
        "dynamic_interfaces" => globals with { DynamicInterfaces = Dynamic(entry) },
        "default_interface" => globals with { DefaultInterface = values.Interface(entry, ValueReader.Ignored) ?? globals.DefaultInterface },
        "vrrp_higher_prio_send_advert" => globals with { HigherPrioritySendsAdvert = values.Switch(entry) ?? globals.HigherPrioritySendsAdvert },
        "vrrp_lower_prio_no_advert" => globals with { LowerPriorityNoAdvert = values.Switch(entry) ?? globals.LowerPriorityNoAdvert },
        "vrrp_notify_priority_changes" => globals with { NotifyPriorityChanges = values.Switch(entry) ?? globals.NotifyPriorityChanges },
        "vrrp_down_timer_adverts" => globals with { DownTimerAdverts = values.Whole(entry, 1, 100) ?? globals.DownTimerAdverts },
        "vrrp_min_garp" => globals with { MinimalGarp = values.Switch(entry) ?? globals.MinimalGarp },
        "vrrp_startup_delay" => globals with { StartupDelay = values.Decimal(entry, 1_000, uint.MaxValue) ?? globals.StartupDelay },
        _ when entry.Keyword.StartsWith("vrrp_", StringComparison.Ordinal) && GarpReader.Knows(entry.Keyword["vrrp_".Length..]) =>
            globals with { Garp = GarpReader.Add(values, globals.Garp, entry, entry.Keyword["vrrp_".Length..]) },
        _ => AddOther(globals, entry),
    };

    private Given<bool> Dynamic(Entry entry)
    {
        if (entry.Value(1) is not (null or "allow_if_changes"))
        {
            values.Refuse(entry, 1, "allow_if_changes or nothing");
        }

        return ValueReader.Flag(entry);
    }
}
