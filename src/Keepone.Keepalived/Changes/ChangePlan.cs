using System.Collections.Immutable;

namespace Keepone.Keepalived.Changes;

/// <summary>What a difference of configuration does when keepalived reloads it (reference/keepalived.md B.9), the gravest last.</summary>
public enum ChangeClass
{
    /// <summary>The state stays; nobody else notices.</summary>
    Hot = 0,

    /// <summary>The instance is given up and made again: a master resigns, and is backup for a master-down interval.</summary>
    StateResetting,

    /// <summary>Replicas that differ in it drop each other's adverts: two masters, unless the order of the reloads prevents it.</summary>
    TwoPhase,
}

/// <summary>A difference.</summary>
/// <param name="Class">What it does.</param>
/// <param name="Block">The blocks that it is in.</param>
/// <param name="Before">The setting before; null: there was none.</param>
/// <param name="After">The setting after; null: there is none any more.</param>
/// <param name="Effect">What it does, in half a sentence.</param>
public sealed record ConfigurationChange(ChangeClass Class, string Block, string? Before, string? After, string Effect)
{
    /// <summary>The difference and what it does, in one sentence.</summary>
    public string Sentence => (Before, After) switch
    {
        (null, _) => $"'{After}' is new{Place}: {Effect}",
        (_, null) => $"'{Before}' is gone{Place}: {Effect}",
        _ => $"'{Before}' becomes '{After}'{Place}: {Effect}",
    };

    private string Place => Block.Length == 0 ? "" : $" in {Block}";
}

/// <summary>What it takes to go from one configuration to another.</summary>
/// <param name="Changes">The differences; empty when both mean the same.</param>
public sealed record ChangePlan(ImmutableArray<ConfigurationChange> Changes)
{
    /// <summary>Nothing differs.</summary>
    public static readonly ChangePlan None = new([]);

    /// <summary>Whether nothing differs: comments and blanks do not count.</summary>
    public bool IsEmpty => Changes.IsEmpty;

    /// <summary>The gravest class of all differences.</summary>
    public ChangeClass Class { get; } = Changes.Select(change => change.Class).DefaultIfEmpty(ChangeClass.Hot).Max();

    /// <summary>Whether no backup compares the addresses that its master's adverts name (<c>skip_check_adv_addr</c> in the configuration in force).</summary>
    public bool BackupsTrustTheirMaster { get; init; }

    /// <summary>Whether the addresses that adverts name differ, and nothing else makes replicas drop each other's adverts.</summary>
    public bool ChangesAdvertisedAddressesOnly =>
        Class == ChangeClass.TwoPhase
        && Changes.Where(change => change.Class == ChangeClass.TwoPhase)
            .All(change => change.Block.EndsWith($"/{ChangePlanner.AdvertisedAddresses}", StringComparison.Ordinal));

    /// <summary>The gravest differences, in one sentence.</summary>
    public string Sentence => IsEmpty
        ? "nothing differs"
        : string.Join("; ", Changes.Where(change => change.Class == Class).Take(3).Select(change => change.Sentence))
            + (Changes.Length > 3 ? $"; {Changes.Length} differences in all" : "");
}
