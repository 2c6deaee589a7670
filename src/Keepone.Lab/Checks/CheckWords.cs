using System.Collections.Immutable;

namespace Keepone.Lab.Checks;

/// <summary>A word that the lab's check script obeys.</summary>
/// <param name="Word">The word.</param>
/// <param name="Phrase">What the check does from now on, as a phrase; <c>{0}</c> is the node.</param>
/// <param name="IsFault">Whether the check fails by it: its failover is timed from there on.</param>
public sealed record CheckWord(string Word, string Phrase, bool IsFault);

/// <summary>Every word that a scenario can give to the check script of its nodes, in one explicit list (<c>Checks/obey.sh</c>).</summary>
public static class CheckWords
{
    /// <summary>The word that every node begins with.</summary>
    public const string Pass = "pass";

    /// <summary>The word that needs a file system which does not answer.</summary>
    public const string Unkillable = "unkillable";

    /// <summary>The words.</summary>
    public static readonly ImmutableArray<CheckWord> All =
    [
        new(Pass, "the check on {0} passes", IsFault: false),
        new("warn", "the check on {0} passes with a warning (exit 1)", IsFault: false),
        new("fail", "the check on {0} fails (exit 2)", IsFault: true),
        new("error", "the check on {0} cannot tell (exit 3)", IsFault: false),
        new("broken", "the check script on {0} is broken (exit 127)", IsFault: false),
        new("hang", "the check on {0} hangs, and ignores SIGTERM", IsFault: true),
        new("flap", "the check on {0} changes its mind every second", IsFault: false),
        new(Unkillable, "the check on {0} waits for a file system that does not answer: not even SIGKILL ends it", IsFault: true),
    ];

    /// <summary>What may follow <c>check:</c>, in words.</summary>
    public static string Form => $"'{string.Join('|', All.Select(word => word.Word))} NODE|all'";

    /// <summary>A word.</summary>
    /// <param name="word">As it is written.</param>
    /// <returns>The word; null: there is none.</returns>
    public static CheckWord? Find(string word) => All.FirstOrDefault(known => known.Word == word);
}
