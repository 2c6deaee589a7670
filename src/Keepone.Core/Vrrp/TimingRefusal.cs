using System.Collections.Immutable;
using Keepone.Core.Specification;
using static Keepone.Core.Vrrp.Inequality;

namespace Keepone.Core.Vrrp;

/// <summary>
/// Why a router is not run: an inequality is broken on which its guard rests. The operator may choose otherwise
/// (<c>guard.allowOverlap</c>), and is told what would make it hold.
/// </summary>
public static class TimingRefusal
{
    /// <summary>What is broken, in one sentence without a full stop; null when nothing is.</summary>
    /// <param name="report">The router's arithmetic.</param>
    /// <returns>Each broken inequality with what it lacks, and what to change.</returns>
    public static string? Sentence(TimingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Holds ? null : $"{Broken(report)}; {Remedy(report.Remedies)}";
    }

    /// <summary>The mistake that a router's timers are.</summary>
    /// <param name="loaded">The router and where it stands.</param>
    /// <returns>The mistake; null when it may be run.</returns>
    public static SpecificationError? Of(LoadedRouter loaded)
    {
        ArgumentNullException.ThrowIfNull(loaded);
        if (loaded.Router.Guard.AllowOverlap)
        {
            return null;
        }

        var report = TimingReport.For(loaded.Router);
        return report.Holds ? null : new SpecificationError(loaded.File, loaded.Line, "guard",
            $"timers with which it does not hold ({Broken(report)})", "timers with which it holds",
            $"{Remedy(report.Remedies)}; guard.allowOverlap: true runs router {loaded.Router.Name} all the same");
    }

    private static string Broken(TimingReport report) => string.Join(", ", report.Inequalities
        .Where(inequality => !inequality.Holds && inequality.Severity == Severity.Error)
        .Select(inequality => $"{inequality.Name} lacks {Lacking(inequality)}"));

    private static string Lacking(Inequality inequality) => inequality.Unit == "ms"
        ? Text(TimeSpan.FromMilliseconds(-inequality.Margin))
        : $"{-inequality.Margin:0} {inequality.Unit}";

    private static string Remedy(ImmutableArray<TimingRemedy> remedies) => remedies.IsEmpty
        ? "no single key makes it hold: use a preset of its own values, or a quieter node"
        : "set " + string.Join(", or ", remedies.Select(remedy => $"{remedy.Key} to {remedy.Value}"));
}
