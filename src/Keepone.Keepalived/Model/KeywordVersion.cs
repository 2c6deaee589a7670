using System.Collections.Immutable;

namespace Keepone.Keepalived.Model;

/// <summary>A keyword in the course of keepalived's versions.</summary>
/// <param name="Path">The keywords of the blocks around it and its own, separated by '/'; of a line in a block of values, its option last.</param>
/// <param name="FirstVersion">The first version that has it; 2.0.0: all that are looked at.</param>
public sealed record KeywordVersion(string Path, KeepalivedVersion FirstVersion)
{
    /// <summary>Since when it is deprecated: it works, and is logged; null: it is not.</summary>
    public KeepalivedVersion? DeprecatedSince { get; init; }

    /// <summary>What to write instead of it, where it is deprecated.</summary>
    public string? Instead { get; init; }

    /// <summary>Where its meaning changed, the earliest first.</summary>
    public ImmutableArray<MeaningChange> Changes { get; init; } = [];

    /// <summary>Keywords of one block that came with one version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="block">The path of the block; empty at the top.</param>
    /// <param name="keywords">The keywords, separated by blanks or line ends.</param>
    internal static IEnumerable<KeywordVersion> Since(string version, string block, string keywords) =>
        keywords.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(keyword => new KeywordVersion(block.Length == 0 ? keyword : $"{block}/{keyword}", Number(version)));

    internal static KeepalivedVersion Number(string version) =>
        KeepalivedVersion.TryParse(version, out var number) ? number : throw new ArgumentException($"no version: {version}", nameof(version));
}

/// <summary>Where a keyword got another meaning.</summary>
/// <param name="Since">The first version with the new one.</param>
/// <param name="Before">What it means before, in a few words.</param>
/// <param name="After">What it means since.</param>
public sealed record MeaningChange(KeepalivedVersion Since, string Before, string After);

/// <summary>What a version makes of a keyword.</summary>
public enum KeywordStanding
{
    /// <summary>No version that is looked at has it: it is misspelt, or newer than 2.4.3.</summary>
    Unknown,

    /// <summary>A later version has it.</summary>
    TooNew,

    /// <summary>It has it, under a name that it calls deprecated.</summary>
    Deprecated,

    /// <summary>It has it.</summary>
    Known,
}

/// <summary>What a version makes of a keyword, and what is to be known of it.</summary>
/// <param name="Standing">Whether it has it.</param>
/// <param name="Keyword">The keyword; null where no version has it.</param>
/// <param name="Meanings">What it means there, in a few words, where that differs between versions.</param>
public sealed record KeywordFinding(KeywordStanding Standing, KeywordVersion? Keyword, ImmutableArray<string> Meanings);
