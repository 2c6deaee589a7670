using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Import;

/// <summary>What becomes of the entries that belong to no router.</summary>
internal static class GlobalFacts
{
    private static readonly string[] Lvs = ["virtual_server", "virtual_server_group", "SSL"];

    internal static void Say(ImportLedger ledger, ImportSource source, KeepalivedConfiguration model)
    {
        foreach (var entry in source.Configuration.Entries)
        {
            switch (entry.Keyword)
            {
                case "global_defs":
                    foreach (var line in entry.Body)
                    {
                        var fact = Of(line);
                        ledger.Say(line, fact.Outcome, fact.Sentence);
                    }

                    break;
                case "net_namespace" when model.Globals.NetNamespace is { } given && given.Place == entry.Place:
                    ledger.Say(entry, ImportOutcome.Carried, "namespace");
                    break;
                case "instance" or "use_pid_dir":
                    ledger.Say(entry, ImportOutcome.Implied, "each replica has a keepalived of its own, with files of its own");
                    break;
                case var keyword when Lvs.Contains(keyword):
                    ledger.Say(entry, ImportOutcome.Lost, "Keepone does not balance load: leave it to a keepalived of its own");
                    break;
                case "vrrp_script" or "track_file" or "vrrp_track_file" or "vrrp_track_process" or "bfd_instance" when !IsTracked(model, entry):
                    ledger.Say(entry, ImportOutcome.Lost, "nothing that became a router tracks it");
                    break;
                default:
                    break;
            }
        }
    }

    private static bool IsTracked(KeepalivedConfiguration model, Entry entry) => model.Instances.Any(instance => entry.Keyword switch
    {
        "vrrp_script" => instance.TrackScripts,
        "vrrp_track_process" => instance.TrackProcesses,
        _ => [],
    } is { IsDefault: false } tracks && tracks.Any(track => track.Name == entry.Value(1)));

    private static Fact Of(Entry line) => line.Keyword switch
    {
        "router_id" => Fact.Implied(line, "the node's name"),
        "dynamic_interfaces" or "vrrp_skip_check_adv_addr" or "enable_script_security" => Fact.Implied(line, "Keepone always does so"),
        "vrrp_higher_prio_send_advert" when line.Value(1) is not ("false" or "off" or "no") => Fact.Implied(line, "Keepone always does so"),
        "vrrp_strict" when line.Value(1) is "false" or "off" or "no" => Fact.Implied(line, "Keepone never does so"),
        "vrrp_version" when line.Value(1) == "3" => Fact.Implied(line, "Keepone speaks version 3"),
        "vrrp_version" => Fact.Changed(line, InstanceFacts.Version2),
        "script_user" => Fact.Changed(line, "checks run as the user of Keepone's checks, which is never root"),
        _ when line.Keyword.StartsWith("vrrp_garp_", StringComparison.Ordinal) || line.Keyword == "vrrp_min_garp" => Fact.Changed(line, InstanceFacts.Garp),
        _ when line.Keyword.Contains("fifo", StringComparison.Ordinal) => Fact.Lost(line, "Keepone's agent has the FIFO for itself; it reports every change of state to the controller"),
        _ when line.Keyword.StartsWith("smtp", StringComparison.Ordinal) || line.Keyword.StartsWith("notification_email", StringComparison.Ordinal) =>
            Fact.Lost(line, "alerts are the controller's"),
        _ => Fact.Lost(line, "a specification has no key for it, and Keepone does not do so"),
    };
}
