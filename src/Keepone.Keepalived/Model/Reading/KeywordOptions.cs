using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model.Reading;

/// <summary>Finds words that are no keywords of their own but that versions differ in, too.</summary>
internal static class KeywordOptions
{
    private static readonly string[] OfAddresses =
    [
        "dev", "scope", "broadcast", "brd", "label", "peer", "home", "-nodad", "mngtmpaddr", "noprefixroute", "autojoin", "no_track", "preferred_lft", "use_vmac",
    ];

    private static readonly string[] OfTracks = ["weight", "reverse", "noreverse"];
    private static readonly string[] OfWeights = ["reverse"];

    /// <summary>The options of an entry, or of the lines in its block.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="entry">It.</param>
    internal static IEnumerable<KeywordUse> Of(string path, Entry entry) => path switch
    {
        "vrrp_instance/virtual_ipaddress" or "vrrp_instance/virtual_ipaddress_excluded" => OfLines(path, entry, OfAddresses),
        "vrrp_instance/unicast_peer" => OfLines(path, entry, ["min_ttl", "max_ttl"]),
        "global_defs/dynamic_interfaces" => OfWords(path, entry, ["allow_if_changes"]),
        "vrrp_script/weight" or "track_file/weight" or "vrrp_track_file/weight" or "vrrp_track_process/weight" or "bfd_instance/weight" => OfWords(path, entry, OfWeights),
        _ when path.StartsWith("vrrp_instance/track_", StringComparison.Ordinal) || path.StartsWith("vrrp_sync_group/track_", StringComparison.Ordinal) =>
            OfLines(path, entry, OfTracks),
        _ => [],
    };

    private static IEnumerable<KeywordUse> OfLines(string path, Entry block, string[] options) => block.Body.SelectMany(line => OfWords(path, line, options));

    private static IEnumerable<KeywordUse> OfWords(string path, Entry entry, string[] options) =>
        entry.Values.Where(options.Contains).Distinct().Select(option => new KeywordUse($"{path}/{option}", entry));
}
