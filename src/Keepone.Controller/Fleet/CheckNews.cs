using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Controller.Fleet;

/// <summary>What of a check's report is worth a line of the log: its verdicts are history, and speak through the diagnosis.</summary>
internal enum CheckNewsKind
{
    /// <summary>It is broken, and keeps its last verdict.</summary>
    Broke,

    /// <summary>It works again, or is gone.</summary>
    Mended,

    /// <summary>It passes, and damping keeps it sick.</summary>
    Held,
}

/// <summary>News of one check of one replica.</summary>
internal sealed record CheckNews(CheckNewsKind Kind, string Router, string Node, string Check, string Sentence)
{
    /// <summary>Compares what an agent reported of a replica before and now. Pure.</summary>
    /// <param name="before">The observation before; null: the replica is new.</param>
    /// <param name="after">The observation now; null: the replica is gone.</param>
    /// <returns>The news, in the order of the checks.</returns>
    internal static IEnumerable<CheckNews> Between(Observation? before, Observation? after)
    {
        var (old, current) = (before?.Health.Checks ?? [], after?.Health.Checks ?? []);
        var seen = after ?? before;
        foreach (var check in current)
        {
            var last = old.FirstOrDefault(other => other.Name == check.Name);
            if (check.Broken && last is not { Broken: true })
            {
                yield return new CheckNews(
                    CheckNewsKind.Broke, seen!.RouterName, seen.Node, check.Name,
                    $"Router {seen.RouterName}: check {check.Name} on {seen.Node} is broken and cannot tell: {check.Message.TrimEnd('.')}. "
                    + $"Its last verdict, {(check.Verdict == CheckVerdict.Sick ? "sick" : "healthy")}, stays. See docs/runbook.md#check-broken");
            }
            else if (!check.Broken && last is { Broken: true })
            {
                yield return new CheckNews(
                    CheckNewsKind.Mended, seen!.RouterName, seen.Node, check.Name,
                    $"Router {seen.RouterName}: check {check.Name} on {seen.Node} works again: {check.Message.TrimEnd('.')}.");
            }

            if (check.Held && last is not { Held: true })
            {
                yield return new CheckNews(
                    CheckNewsKind.Held, seen!.RouterName, seen.Node, check.Name,
                    $"Router {seen.RouterName}: check {check.Name} on {seen.Node} passes again, but failed too often of late: damping keeps it sick for now.");
            }
        }

        foreach (var gone in old.Where(check => check.Broken && current.All(other => other.Name != check.Name)))
        {
            yield return new CheckNews(
                CheckNewsKind.Mended, seen!.RouterName, seen.Node, gone.Name,
                $"Router {seen.RouterName}: check {gone.Name} on {seen.Node}, which was broken, is no longer reported.");
        }
    }
}
