using System.Collections.Immutable;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Changes;

/// <summary>What of an instance decides what becomes of its state, whatever it is called.</summary>
/// <param name="Header">The header of its block.</param>
/// <param name="Identity">What is compared by vrrp_exist() (reference/keepalived.md B.9), as text.</param>
/// <param name="IsVersion2">Whether it speaks VRRPv2.</param>
/// <param name="TrustsItsMaster">Whether a backup does not compare the addresses that its master's adverts name.</param>
/// <param name="Addresses">The addresses that its adverts name, and those that they do not.</param>
internal sealed record InstanceFacts(string Header, string Identity, bool IsVersion2, bool TrustsItsMaster, ImmutableArray<string> Addresses)
{
    internal const string Keyword = "vrrp_instance";

    private static readonly ImmutableArray<string> Deciding =
        ["virtual_router_id", "interface", "native_ipv6", "unicast_src_ip", "use_vmac", "use_vmac_addr", "vmac_xmit_base", "mcast_dst_ip"];

    internal static ImmutableArray<InstanceFacts> Of(ImmutableArray<Entry> entries)
    {
        var globals = entries.Where(entry => entry.Keyword == "global_defs").SelectMany(entry => entry.Body).ToList();
        var version = globals.LastOrDefault(entry => entry.Keyword == "vrrp_version")?.Value(1) ?? "2";
        var trusts = globals.Exists(entry => entry.Keyword == "vrrp_skip_check_adv_addr" && IsOn(entry));
        return
        [
            .. entries.Where(entry => entry is { Keyword: Keyword, HasBody: true }).Select(entry => new InstanceFacts(
                string.Join(' ', entry.Words.Select(word => word.Text)),
                string.Join('|', Deciding.Select(keyword => string.Join(' ', Last(entry, keyword)?.Words.Select(word => word.Text) ?? []))),
                (Last(entry, "version")?.Value(1) ?? version) == "2",
                Last(entry, "skip_check_adv_addr") is { } own ? IsOn(own) : trusts,
                [
                    .. entry.Body.Where(block => block.Keyword is ChangePlanner.AdvertisedAddresses or ChangePlanner.OtherAddresses)
                        .SelectMany(block => block.Body).Select(address => address.Keyword),
                ])),
        ];
    }

    private static Entry? Last(Entry instance, string keyword) => instance.Body.LastOrDefault(entry => entry.Keyword == keyword);

    private static bool IsOn(Entry entry) => entry.Value(1) is null or "true" or "on" or "yes";
}
