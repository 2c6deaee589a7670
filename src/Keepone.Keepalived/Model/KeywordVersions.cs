using System.Collections.Frozen;
using System.Collections.Immutable;
using Keepone.Keepalived.Model.Versions;

namespace Keepone.Keepalived.Model;

/// <summary>
/// Which version of keepalived has which keyword of VRRP, global definitions, scripts, tracks and BFD: from the keywords that the parser of each
/// release from 2.0.0 to 2.4.3 installs. No keyword was removed in that time. A build may lack some all the same (BFD, SNMP, D-Bus, LVS).
/// </summary>
public static class KeywordVersions
{
    /// <summary>The first version that is looked at.</summary>
    public static readonly KeepalivedVersion First = new(2, 0, 0);

    /// <summary>The last version that is looked at.</summary>
    public static readonly KeepalivedVersion Last = new(2, 4, 3);

    // Of another process: whatever is in these blocks is kept as it is.
    private static readonly string[] Elsewhere = ["virtual_server", "virtual_server_group", "SSL"];

    private static readonly FrozenDictionary<string, KeywordVersion> ByPath = Build();

    /// <summary>All keywords, by path.</summary>
    public static ImmutableArray<KeywordVersion> All { get; } = [.. ByPath.Values.OrderBy(keyword => keyword.Path, StringComparer.Ordinal)];

    /// <summary>What a version makes of a keyword.</summary>
    /// <param name="path">The path of the keyword, as <see cref="KeywordUse.Path"/> has it.</param>
    /// <param name="version">The version.</param>
    /// <returns>Whether it has it, and what it means there.</returns>
    public static KeywordFinding Find(string path, KeepalivedVersion version)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(version);
        if (!ByPath.TryGetValue(path, out var keyword))
        {
            return new KeywordFinding(Elsewhere.Contains(path.Split('/')[0]) ? KeywordStanding.Known : KeywordStanding.Unknown, null, []);
        }

        var standing = version < keyword.FirstVersion ? KeywordStanding.TooNew
            : keyword.DeprecatedSince is { } since && version >= since ? KeywordStanding.Deprecated
            : KeywordStanding.Known;
        return new KeywordFinding(standing, keyword, standing == KeywordStanding.TooNew ? [] : Meanings(keyword, version));
    }

    // The last change at or before the version, and what the first one after it will change.
    private static ImmutableArray<string> Meanings(KeywordVersion keyword, KeepalivedVersion version)
    {
        var after = keyword.Changes.LastOrDefault(change => version >= change.Since);
        var next = keyword.Changes.FirstOrDefault(change => version < change.Since);
        return
        [
            .. after is null ? Array.Empty<string>() : [$"since {after.Since}, {after.After}"],
            .. next is null ? Array.Empty<string>() : [$"before {next.Since}, {next.Before}"],
        ];
    }

    private static FrozenDictionary<string, KeywordVersion> Build()
    {
        var keywords = GlobalKeywords.All.Concat(InstanceKeywords.All).Concat(GroupKeywords.All).Concat(TrackKeywords.All)
            .ToDictionary(keyword => keyword.Path, StringComparer.Ordinal);
        foreach (var (path, since, instead) in KeywordChanges.Deprecated)
        {
            keywords[path] = keywords[path] with { DeprecatedSince = KeywordVersion.Number(since), Instead = instead };
        }

        foreach (var (path, since, before, what) in KeywordChanges.Meanings)
        {
            keywords[path] = keywords[path] with { Changes = [.. keywords[path].Changes, new MeaningChange(KeywordVersion.Number(since), before, what)] };
        }

        return keywords.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
