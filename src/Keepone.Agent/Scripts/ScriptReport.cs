using System.Collections.Immutable;
using Keepone.Core.Health;
using Keepone.Linux;

namespace Keepone.Agent.Scripts;

/// <summary>Everything that is known of one run of a script: what <c>keepone check run --explain</c> shows.</summary>
/// <param name="Result">What it came to.</param>
internal sealed record ScriptReport(CheckResult Result)
{
    /// <summary>The user that it ran as; null: it was not started.</summary>
    public UserAccount? User { get; init; }

    /// <summary>The script's arguments.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Its whole environment.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The whole command line with its sandbox; empty: it was not started.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>How the child ended; null: it was not started, or its starting failed.</summary>
    public ChildResult? Child { get; init; }

    /// <summary>What still looks at its file or user and hangs; null: nothing.</summary>
    public Task? Hanging { get; init; }
}
