using System.Collections.Immutable;
using Keepone.Core.Model;
using Keepone.Lab.Audits;
using Keepone.Lab.Interventions;
using Keepone.Lab.Meters;
using Keepone.Lab.Processes;
using Keepone.Lab.Results;
using Keepone.Lab.Running;
using Keepone.Lab.Scenarios;

namespace Keepone.Lab.Faults;

/// <summary>
/// Fault after fault in one lab: after each, every audit must hold within the bound of its kind, and nothing may have leaked. The first
/// failure ends it, because what comes after says nothing any more.
/// </summary>
internal sealed class FaultLoop(LabSession session, Progress progress)
{
    private static readonly TimeSpan FirstElection = TimeSpan.FromSeconds(30);

    private readonly InterventionHand _hand = new(session);

    /// <summary>Runs the loop in a lab of its own and writes its results to standard output.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="programs">Where the programs are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>A task that ends with the loop.</returns>
    public static async Task RunAsync(FaultOptions options, Programs programs, TimeProvider time, CancellationToken cancellation)
    {
        var clock = new MeterClock(time);
        var progress = new Progress(Console.Error, clock);
        await using var session = await LabSession.StartAsync(ScenarioCatalog.Get("steady"), programs, progress, clock, cancellation);
        var loop = new FaultLoop(session, progress);
        var summary = await loop.RunAsync(options, cancellation);
        if (options.Keep is { } keep)
        {
            Artifacts.Copy(session, keep);
        }

        await Console.Out.WriteLineAsync(summary.ToJsonLine());
    }

    private async Task<FaultSummary> RunAsync(FaultOptions options, CancellationToken cancellation)
    {
        progress.Say("waiting for the first election, and until every audit holds");
        var (held, breaches) = await LabAudits.AwaitAsync(session, openAtEnd: 0, FirstElection, cancellation);
        if (held is null)
        {
            throw new LabException($"No fault was done yet, and still: {string.Join(' ', breaches)}", 1);
        }

        var begin = UsageMeter.Read(session);
        var (first, last) = (begin, begin);
        var done = 0;
        var failures = ImmutableArray<string>.Empty;
        foreach (var fault in FaultPlan.Make(options.Seed, options.Count, session.Topology.Nodes.Length))
        {
            var result = await DoAsync(fault, cancellation);
            last = UsageMeter.Read(session);
            result = result with { Failures = [.. result.Failures, .. LeakRules.Compare(first, last)] };
            first = LeakRules.Follow(first, last);
            await Console.Out.WriteLineAsync(result.ToJsonLine());
            done++;
            failures = result.Failures;
            if (!failures.IsEmpty)
            {
                break;
            }
        }

        if (failures.IsEmpty)
        {
            failures = [.. await EndAsync()];
        }

        return new FaultSummary
        {
            Seed = options.Seed,
            Faults = done,
            Verdict = failures.IsEmpty ? Verdict.Pass : Verdict.Fail,
            Usage =
            [
                .. last.Programs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new UsageRow(
                    pair.Key, first.Programs[pair.Key].Descriptors, pair.Value.Descriptors,
                    first.Programs[pair.Key].PssKilobytes, pair.Value.PssKilobytes)),
            ],
            ProcessesFirst = begin.Processes,
            ProcessesLast = last.Processes,
            NamespacesFirst = begin.Namespaces,
            NamespacesLast = last.Namespaces,
            Failures = failures,
        };
    }

    private async Task<FaultResult> DoAsync(Fault fault, CancellationToken cancellation)
    {
        var kind = fault.Kind;
        var node = Target(fault);
        var failures = new List<string>();
        TimeSpan? held = null;
        try
        {
            progress.Say($"{fault.Number}: {InterventionList.Phrase(kind.Begin, node)}"
                + (kind.End is null ? "" : $", for {Duration.Format(fault.Hold)}"));
            await _hand.CarryOutAsync(kind.Begin, node, cancellation);
            if (kind.End is { } end)
            {
                await Task.Delay(fault.Hold, session.Clock.Time, cancellation);
                await _hand.CarryOutAsync(end, node, cancellation);
            }

            (held, var breaches) = await LabAudits.AwaitAsync(session, openAtEnd: 0, kind.Bound, cancellation);
            failures.AddRange(breaches.Select(breach => $"Still after {Duration.Format(kind.Bound)}: {breach}"));
        }
        catch (LabException exception)
        {
            failures.Add(exception.Message);
        }

        failures.AddRange(session.Programs.Casualties());
        failures.AddRange(session.Mastership.Findings);
        return new FaultResult
        {
            Number = fault.Number,
            Fault = kind.Name,
            Node = node ?? "controller",
            HoldMs = fault.Hold.TotalMilliseconds,
            RecoveryMs = held is { } after ? Math.Round(after.TotalMilliseconds) : null,
            BoundMs = kind.Bound.TotalMilliseconds,
            Failures = [.. failures],
        };
    }

    private string? Target(Fault fault)
    {
        var holders = session.Mastership.Holders;
        return fault.Kind.Target switch
        {
            FaultTarget.Controller => null,
            FaultTarget.Master => holders[0],
            FaultTarget.Backup => session.Topology.Nodes.First(node => !holders.Contains(node.Name, StringComparer.Ordinal)).Name,
            _ => session.Topology.Nodes[fault.Node].Name,
        };
    }

    private async Task<IEnumerable<string>> EndAsync()
    {
        progress.Say("asking agents and controller to end");
        var troubles = await session.Programs.StopAsync();
        return [.. troubles, .. LabAudits.Left(session)];
    }
}

/// <summary>What is asked of a fault loop.</summary>
/// <param name="Count">How many faults.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Keep">A directory that takes logs and configurations; null: they vanish with the lab.</param>
public sealed record FaultOptions(int Count, int Seed, string? Keep);
