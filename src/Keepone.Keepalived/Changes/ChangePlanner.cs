using System.Collections.Frozen;
using System.Collections.Immutable;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Changes;

/// <summary>Compares two configurations and says what a reload from one to the other does. Pure.</summary>
public static class ChangePlanner
{
    internal const string AdvertisedAddresses = "virtual_ipaddress";

    private const string Resets = "the instance is made again, a master resigns";

    // vrrp_exist() of 2.2.7 (vrrp.c:2554): the state is carried over when these are equal, whatever else differs.
    private static readonly FrozenDictionary<string, (ChangeClass Class, string Effect)> OfInstance =
        new Dictionary<string, (ChangeClass, string)>(StringComparer.Ordinal)
        {
            ["interface"] = (ChangeClass.StateResetting, Resets),
            ["unicast_src_ip"] = (ChangeClass.StateResetting, Resets),
            ["use_vmac"] = (ChangeClass.StateResetting, Resets),
            ["use_vmac_addr"] = (ChangeClass.StateResetting, Resets),
            ["vrrp_mcast_group4"] = (ChangeClass.StateResetting, Resets),
            ["mcast_dst_ip"] = (ChangeClass.StateResetting, Resets),
            ["virtual_router_id"] = (ChangeClass.TwoPhase, "replicas with different VRIDs are different routers: two masters until all have it"),
            ["version"] = (ChangeClass.TwoPhase, "replicas drop adverts of the other version: two masters until all have it"),
            ["native_ipv6"] = (ChangeClass.TwoPhase, "adverts go by the other family: two masters until all have it"),
            ["priority"] = (ChangeClass.Hot, "the priority changes, the state stays"),

            // Tried with 2.2.7, 300 ms to 3 s and back, either side first, 4 s apart: a backup uses the interval of the adverts it hears.
            ["advert_int"] = (ChangeClass.Hot, "backups learn it from the adverts"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (ChangeClass Class, string Effect)> OfLists =
        new Dictionary<string, (ChangeClass, string)>(StringComparer.Ordinal)
        {
            // keepalived #1603, #1515, #2175.
            [AdvertisedAddresses] = (ChangeClass.TwoPhase, "a replica drops adverts that name other addresses: the master goes first"),
            ["authentication"] = (ChangeClass.TwoPhase, "replicas drop adverts that they cannot verify: two masters until all have it"),
            ["unicast_peer"] = (ChangeClass.TwoPhase, "replicas that are no peers of each other do not hear each other"),
            ["virtual_ipaddress_excluded"] = (ChangeClass.Hot, "the master adds and removes addresses, the state stays"),
            ["virtual_routes"] = (ChangeClass.Hot, "the master adds and removes routes, the state stays"),
            ["track_file"] = (ChangeClass.Hot, "what is tracked changes, the state stays"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    // Read at the start only (B.9).
    private static readonly FrozenSet<string> StartOnly = FrozenSet.ToFrozenSet(["net_namespace", "instance"], StringComparer.Ordinal);

    /// <summary>Compares.</summary>
    /// <param name="before">The configuration in force.</param>
    /// <param name="after">The wanted one.</param>
    /// <returns>Every difference with what it does.</returns>
    public static ChangePlan Compare(string before, string after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before == after)
        {
            return ChangePlan.None;
        }

        var old = ConfigurationReader.Read(before).GroupBy(setting => setting.Block, StringComparer.Ordinal)
            .ToDictionary(block => block.Key, block => block.Select(setting => setting.Text).ToList(), StringComparer.Ordinal);
        var changes = ImmutableArray.CreateBuilder<ConfigurationChange>();
        foreach (var block in ConfigurationReader.Read(after).GroupBy(setting => setting.Block, StringComparer.Ordinal))
        {
            old.Remove(block.Key, out var lines);
            changes.AddRange(Differences(block.Key, lines ?? [], [.. block.Select(setting => setting.Text)]));
        }

        changes.AddRange(old.SelectMany(gone => Differences(gone.Key, gone.Value, [])));
        return new ChangePlan(changes.ToImmutable());
    }

    // The order of lines means nothing in any block that can differ here: keepalived compares lists as sets.
    private static IEnumerable<ConfigurationChange> Differences(string block, List<string> before, List<string> after)
    {
        var gone = Without(before, after);
        var added = Without(after, before);
        foreach (var line in added)
        {
            var keyword = Keyword(line);
            var pair = IsList(block) ? -1 : gone.FindIndex(old => Keyword(old) == keyword);
            var (kind, effect) = Judge(block, keyword);
            yield return new ConfigurationChange(kind, block, pair < 0 ? null : gone[pair], line, effect);
            if (pair >= 0)
            {
                gone.RemoveAt(pair);
            }
        }

        foreach (var line in gone)
        {
            var (kind, effect) = Judge(block, Keyword(line));
            yield return new ConfigurationChange(kind, block, line, null, effect);
        }
    }

    private static (ChangeClass Class, string Effect) Judge(string block, string keyword)
    {
        var path = block.Split('/');
        if (!path[0].StartsWith("vrrp_instance ", StringComparison.Ordinal))
        {
            return StartOnly.Contains(keyword)
                ? (ChangeClass.StateResetting, "keepalived reads it at its start only")
                : (ChangeClass.Hot, "the state stays");
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
