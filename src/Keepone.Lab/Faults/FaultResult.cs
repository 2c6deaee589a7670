using System.Collections.Immutable;
using System.Text.Json;
using Keepone.Lab.Results;

namespace Keepone.Lab.Faults;

/// <summary>What became of a fault: one JSON line (docs/lab.md). Times are in milliseconds.</summary>
public sealed record FaultResult
{
    /// <summary>The number of the fault, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Its kind.</summary>
    public required string Fault { get; init; }

    /// <summary>The node that it was done to; <c>controller</c> for the controller's.</summary>
    public required string Node { get; init; }

    /// <summary>How long it was left so.</summary>
    public required double HoldMs { get; init; }

    /// <summary>From its end until every audit held; null: they did not within the bound.</summary>
    public double? RecoveryMs { get; init; }

    /// <summary>The bound.</summary>
    public required double BoundMs { get; init; }

    /// <summary>What was wrong, one sentence each; empty when all is well.</summary>
    public ImmutableArray<string> Failures { get; init; } = [];

    /// <summary>The result as one line of JSON.</summary>
    /// <returns>The line, without a line end.</returns>
    public string ToJsonLine() => JsonSerializer.Serialize(this, LabJson.Default.FaultResult);
}

/// <summary>What a fault loop came to: its last JSON line.</summary>
public sealed record FaultSummary
{
    /// <summary>The seed: the same gives the same faults.</summary>
    public required int Seed { get; init; }

    /// <summary>How many faults were done.</summary>
    public required int Faults { get; init; }

    /// <summary>What it came to: pass or fail.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What the lab used at first and at last.</summary>
    public ImmutableArray<UsageRow> Usage { get; init; } = [];

    /// <summary>The processes of the lab, and the network namespaces that one is in or has open, at first and at last.</summary>
    public int ProcessesFirst { get; init; }

    /// <inheritdoc cref="ProcessesFirst"/>
    public int ProcessesLast { get; init; }

    /// <inheritdoc cref="ProcessesFirst"/>
    public int NamespacesFirst { get; init; }

    /// <inheritdoc cref="ProcessesFirst"/>
    public int NamespacesLast { get; init; }

    /// <summary>Why the verdict is not pass, one sentence each.</summary>
    public ImmutableArray<string> Failures { get; init; } = [];

    /// <summary>The summary as one line of JSON.</summary>
    /// <returns>The line, without a line end.</returns>
    public string ToJsonLine() => JsonSerializer.Serialize(this, LabJson.Default.FaultSummary);
}

/// <summary>What a program used at first (when it was last started, or at the beginning) and at last.</summary>
/// <param name="Name">The program: a node's agent by the node's name, or the controller.</param>
/// <param name="DescriptorsFirst">Its descriptors at first.</param>
/// <param name="DescriptorsLast">At last.</param>
/// <param name="PssFirstKb">Its memory at first, in kB.</param>
/// <param name="PssLastKb">At last.</param>
public sealed record UsageRow(string Name, int DescriptorsFirst, int DescriptorsLast, long PssFirstKb, long PssLastKb);
