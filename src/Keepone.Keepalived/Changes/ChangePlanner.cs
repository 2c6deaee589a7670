using System.Collections.Frozen;
using System.Collections.Immutable;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Changes;

/// <summary>Compares two configurations and says what a reload from one to the other does. Pure.</summary>
public static class ChangePlanner
{
    internal const string AdvertisedAddresses = "virtual_ipaddress";
    internal const string OtherAddresses = "virtual_ipaddress_excluded";

    private const string AdvertInterval = "advert_int";
    private const string Resets = "the instance is made again, a master resigns";
    private const string OtherVersion = "replicas drop adverts of the other version: two masters until all have it";
    private const string AtStart = "keepalived reads it at its start only";

    // vrrp_exist() of 2.2.7 (vrrp.c:2554): the state is carried over when these are equal, whatever else differs.
    private static readonly FrozenDictionary<string, (ChangeClass Class, string Effect)> OfInstance =
        new Dictionary<string, (ChangeClass, string)>(StringComparer.Ordinal)
        {
            ["interface"] = (ChangeClass.StateResetting, Resets),
            ["unicast_src_ip"] = (ChangeClass.StateResetting, Resets),
            ["use_vmac"] = (ChangeClass.StateResetting, Resets),
            ["use_vmac_addr"] = (ChangeClass.StateResetting, Resets),
            ["vmac_xmit_base"] = (ChangeClass.StateResetting, Resets),
            ["mcast_dst_ip"] = (ChangeClass.StateResetting, Resets),
            ["virtual_router_id"] = (ChangeClass.TwoPhase, "replicas with different VRIDs are different routers: two masters until all have it"),
            ["version"] = (ChangeClass.TwoPhase, OtherVersion),
            ["native_ipv6"] = (ChangeClass.TwoPhase, "adverts go by the other family: two masters until all have it"),
            ["priority"] = (ChangeClass.Hot, "the priority changes, the state stays"),

            // VRRPv3, tried with 2.2.7, 300 ms to 3 s and back, either side first, 4 s apart: a backup uses the interval of the adverts it hears.
            [AdvertInterval] = (ChangeClass.Hot, "backups learn it from the adverts"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (ChangeClass Class, string Effect)> OfLists =
        new Dictionary<string, (ChangeClass, string)>(StringComparer.Ordinal)
        {
            // keepalived #1603, #1515, #2175.
            [AdvertisedAddresses] = (ChangeClass.TwoPhase, "a replica drops adverts that name other addresses: the master goes first"),
            ["authentication"] = (ChangeClass.TwoPhase, "replicas drop adverts that they cannot verify: two masters until all have it"),
            ["unicast_peer"] = (ChangeClass.TwoPhase, "replicas that are no peers of each other do not hear each other"),
            [OtherAddresses] = (ChangeClass.Hot, "the master adds and removes addresses, the state stays"),
            ["virtual_routes"] = (ChangeClass.Hot, "the master adds and removes routes, the state stays"),
            ["track_file"] = (ChangeClass.Hot, "what is tracked changes, the state stays"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (ChangeClass Class, string Effect)> OfAll =
        new Dictionary<string, (ChangeClass, string)>(StringComparer.Ordinal)
        {
            ["vrrp_version"] = (ChangeClass.TwoPhase, OtherVersion),
            ["vrrp_mcast_group4"] = (ChangeClass.StateResetting, Resets),
            ["vrrp_mcast_group6"] = (ChangeClass.StateResetting, Resets),
            ["net_namespace"] = (ChangeClass.StateResetting, AtStart),
            ["instance"] = (ChangeClass.StateResetting, AtStart),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Compares two texts; what they include does not count.</summary>
    /// <param name="before">The configuration in force.</param>
    /// <param name="after">The wanted one.</param>
    /// <returns>Every difference with what it does.</returns>
    public static ChangePlan Compare(string before, string after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return before == after
            ? ChangePlan.None
            : Compare(Configuration.Read(before, "before").Entries, Configuration.Read(after, "after").Entries);
    }

    /// <summary>Compares two configurations.</summary>
    /// <param name="before">What the one in force says.</param>
    /// <param name="after">What the wanted one says.</param>
    /// <returns>Every difference with what it does.</returns>
    public static ChangePlan Compare(ImmutableArray<Entry> before, ImmutableArray<Entry> after)
    {
        var instances = InstancePairs.Of(InstanceFacts.Of(before), InstanceFacts.Of(after));
        var old = BlocksOf(before).ToDictionary(block => instances.NewName(block.Key), block => block.Value, StringComparer.Ordinal);
        var changes = ImmutableArray.CreateBuilder<ConfigurationChange>();
        changes.AddRange(instances.Changes);
        foreach (var (block, lines) in BlocksOf(after))
        {
            old.Remove(block, out var was);
            changes.AddRange(Differences(instances, block, was ?? [], lines));
        }

        changes.AddRange(old.SelectMany(gone => Differences(instances, gone.Key, gone.Value, [])));
        return new ChangePlan(changes.ToImmutable()) { BackupsTrustTheirMaster = instances.BackupsTrustTheirMaster };
    }

    private static Dictionary<string, List<string>> BlocksOf(ImmutableArray<Entry> entries) =>
        ConfigurationReader.SettingsOf(entries).GroupBy(setting => setting.Block, StringComparer.Ordinal)
            .ToDictionary(block => block.Key, block => block.Select(setting => setting.Text).ToList(), StringComparer.Ordinal);

    // The order of lines means nothing in any block that can differ here: keepalived compares lists as sets.
    private static IEnumerable<ConfigurationChange> Differences(InstancePairs instances, string block, List<string> before, List<string> after)
    {
        var gone = Without(before, after);
        var added = Without(after, before);
        foreach (var line in added)
        {
            var keyword = Keyword(line);
            var pair = IsList(block) ? -1 : gone.FindIndex(old => Keyword(old) == keyword);
            var (kind, effect) = Judge(instances, block, keyword);
            yield return new ConfigurationChange(kind, block, pair < 0 ? null : gone[pair], line, effect);
            if (pair >= 0)
            {
                gone.RemoveAt(pair);
            }
        }

        foreach (var line in gone)
        {
            var (kind, effect) = Judge(instances, block, Keyword(line));
            yield return new ConfigurationChange(kind, block, line, null, effect);
        }
    }

    private static (ChangeClass Class, string Effect) Judge(InstancePairs instances, string block, string keyword)
    {
        var path = block.Split('/');
        if (Keyword(path[0]) != InstanceFacts.Keyword)
        {
            return OfAll.GetValueOrDefault(keyword, (ChangeClass.Hot, "the state stays"));
        }

        // Of an instance that comes or goes as a whole no line does anything by itself.
        if (!instances.Has(path[0]))
        {
            return (ChangeClass.Hot, "it comes or goes with its instance");
        }

        // A different advert_int is dropped by VRRPv2 (vrrp.c:943 of 2.2.7).
        if (keyword == AdvertInterval && instances.IsVersion2(path[0]))
        {
            return (ChangeClass.TwoPhase, "replicas drop VRRPv2 adverts of another interval: two masters until all have it");
        }

        var known = path.Length > 1 ? OfLists.GetValueOrDefault(Keyword(path[^1])) : OfInstance.GetValueOrDefault(keyword);
        return known.Effect is null ? (ChangeClass.Hot, "the state stays") : known;
    }

    private static bool IsList(string block) => block.Contains('/', StringComparison.Ordinal);

    private static string Keyword(string line) => line.Split(' ', 2)[0];

    private static List<string> Without(List<string> lines, List<string> others)
    {
        var left = new List<string>(lines);
        foreach (var other in others)
        {
            left.Remove(other);
        }

        return left;
    }
}
