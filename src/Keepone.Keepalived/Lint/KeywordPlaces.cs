using System.Collections.Frozen;
using System.Collections.Immutable;
using Keepone.Keepalived.Model;

namespace Keepone.Keepalived.Lint;

/// <summary>The keywords of keepalived by block, and the blocks by keyword.</summary>
internal static class KeywordPlaces
{
    private static readonly FrozenDictionary<string, ImmutableArray<string>> ByBlock = KeywordVersions.All
        .GroupBy(keyword => BlockOf(keyword.Path), keyword => NameOf(keyword.Path), StringComparer.Ordinal)
        .ToFrozenDictionary(block => block.Key, block => block.ToImmutableArray(), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ImmutableArray<string>> ByName = KeywordVersions.All
        .GroupBy(keyword => NameOf(keyword.Path), keyword => BlockOf(keyword.Path), StringComparer.Ordinal)
        .ToFrozenDictionary(name => name.Key, name => name.ToImmutableArray(), StringComparer.Ordinal);

    internal static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    internal static string BlockOf(string path) => path.LastIndexOf('/') is var end and >= 0 ? path[..end] : "";

    /// <summary>The keywords that a block may have.</summary>
    internal static ImmutableArray<string> In(string block) => ByBlock.GetValueOrDefault(block, []);

    /// <summary>The blocks that may have a keyword.</summary>
    internal static ImmutableArray<string> BlocksOf(string keyword) => ByName.GetValueOrDefault(keyword, []);
}
