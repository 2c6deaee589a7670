using System.Collections.Immutable;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Guard;

/// <summary>What the guard of a replica is and does, in sentences for people. Pure.</summary>
public static class GuardSentences
{
    /// <summary>The one sentence that says whether it is in force, and how: for a line of a table.</summary>
    /// <param name="report">What is told of the guard.</param>
    /// <returns>The sentence, without a full stop.</returns>
    public static string Summary(GuardReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report switch
        {
            { View: null or { Standing: GuardStanding.Off } } => report.Sentence.TrimEnd('.'),
            { View: { Standing: GuardStanding.Hindered } view } =>
                $"the guard is not in force: {(view.Trouble ?? view.Reason).TrimEnd('.')}",
            { View: var view } => $"{(report.Mode == GuardMode.Reachability ? "the weaker guard" : "the guard")} {Doing(report.Mode, view)}",
        };
    }

    /// <summary>Everything: what it does, why, whom it hears, who is next, what was rejected.</summary>
    /// <param name="report">What is told of the guard.</param>
    /// <param name="figures">What moves with every beacon; null: it is not known, or not of now.</param>
    /// <param name="now">The time at which it was told, by the agent's wall clock.</param>
    /// <returns>The sentences, each with its full stop.</returns>
    public static ImmutableArray<string> Of(GuardReport report, GuardFigures? figures, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(report);
        var sentences = ImmutableArray.CreateBuilder<string>();
        sentences.Add($"{Capital(Summary(report))}{Left(report, figures)}.");
        if (report.View is not { Standing: not GuardStanding.Off } view)
        {
            return sentences.ToImmutable();
        }

        if (report.Mode == GuardMode.Reachability)
        {
            sentences.Add("It is weaker than promises: a cut between the master and some of the others only still makes two masters.");
        }

        if (view.Reason.Length > 0 && view.Standing == GuardStanding.InForce)
        {
            sentences.Add($"{Ago(now - view.Since)} ago: {view.Reason.TrimEnd('.')}.");
        }

        if (view is { Trouble: { } trouble, Standing: GuardStanding.InForce })
        {
            sentences.Add($"Trouble: {trouble.TrimEnd('.')}.");
        }

        sentences.AddRange(Hearing(view, figures));
        if (Next(view) is { } next)
        {
            sentences.Add(next);
        }

        if (view.Lateness != GuardLateness.Unmeasured)
        {
            sentences.Add($"Its agent was {view.Lateness.Sentence.TrimEnd('.')}; the margin is {Inequality.Text(view.Lateness.Margin)}.");
        }

        if (figures is { Rejected: { Count: > 0 } rejected })
        {
            sentences.Add($"{rejected.Values.Sum()} packets were rejected: {string.Join(", ", rejected.Select(pair => $"{pair.Key} {pair.Value}"))}.");
        }

        return sentences.ToImmutable();
    }

    /// <summary>
    /// Who takes over when the master goes, the first first: replicas that are heard, by the effective priorities that they said. Empty when
    /// priorities are not told.
    /// </summary>
    /// <param name="view">The view of one of the voters.</param>
    /// <returns>The voters.</returns>
    public static ImmutableArray<GuardVoterView> Succession(GuardView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return [.. view.Voters.Where(voter => voter is { IsWitness: false, IsHeard: true, Priority: > 0, Role: not GuardRole.Master })
            .OrderByDescending(voter => voter.Priority)];
    }

    /// <summary>Who takes over when the master goes, in a sentence.</summary>
    /// <param name="view">The view of one of the voters.</param>
    /// <returns>The sentence with its full stop; null when nobody is known.</returns>
    public static string? Next(GuardView view)
    {
        var next = Succession(view).Select(voter => $"{voter.Name} ({voter.Priority})").ToList();
        return next.Count switch
        {
            0 => null,
            1 => $"If the master goes, {next[0]} takes over.",
            _ => $"If the master goes, {next[0]} takes over, then {string.Join(", ", next.Skip(1))}.",
        };
    }

    private static string Doing(GuardMode mode, GuardView view)
    {
        var counts = mode == GuardMode.Reachability
            ? $"reaches {view.Votes} of {view.Voters.Length} replicas, itself included, {view.Needed} are needed"
            : $"{view.Votes} of {view.Voters.Length} votes, {view.Needed} are needed";
        var self = view.Voters.FirstOrDefault(voter => voter.IsSelf)?.Name;
        return (mode, view) switch
        {
            (_, { IsStopped: true }) => $"keeps it out of the election ({counts})",
            (GuardMode.Reachability, _) => $"lets it take part: it {counts}",
            (_, { Role: GuardRole.Master }) => $"holds it as master with {counts}",
            (_, { Role: GuardRole.Candidate }) => $"asks for promises: {counts}",
            (_, { Holder: { } holder }) when holder != self => $"is promised to {holder}",
            _ => "lets it take part, promised to nobody",
        };
    }

    private static string Left(GuardReport report, GuardFigures? figures) => (report.View?.Standing, figures) switch
    {
        (GuardStanding.InForce, { LeaseLeft: { } lease }) => $"; its lease lasts {Inequality.Text(lease)} more, renewed by each answer",
        (GuardStanding.InForce, { PromiseLeft: { } promise }) => $" for {Inequality.Text(promise)} more, renewed by each claim",
        _ => "",
    };

    private static IEnumerable<string> Hearing(GuardView view, GuardFigures? figures)
    {
        var others = view.Voters.Where(voter => !voter.IsSelf).ToList();
        var heard = others.Where(voter => voter.IsHeard).Select(voter => Named(voter, figures)).ToList();
        var silent = others.Where(voter => !voter.IsHeard).Select(voter => Named(voter, figures)).ToList();
        if (others.Count > 0)
        {
            yield return heard.Count == 0 ? $"It hears nobody; silent: {string.Join(", ", silent)}."
                : $"It hears {string.Join(", ", heard)}{(silent.Count > 0 ? $"; silent: {string.Join(", ", silent)}" : "")}.";
        }

        var deaf = others.Where(voter => voter is { IsHeard: true, HearsThis: false }).Select(voter => voter.Name).ToList();
        if (deaf.Count > 0)
        {
            yield return $"It is not heard by {string.Join(", ", deaf)}, though it hears them: packets get lost one way.";
        }
    }

    private static string Named(GuardVoterView voter, GuardFigures? figures)
    {
        string[] notes =
        [
            .. voter.IsWitness ? ["witness"] : Array.Empty<string>(),
            .. figures is null ? [] : new[] { figures.Heard.TryGetValue(voter.Name, out var ago) ? $"{Ago(ago)} ago" : "never" },
        ];
        return notes.Length == 0 ? voter.Name : $"{voter.Name} ({string.Join(", ", notes)})";
    }

    private static string Ago(TimeSpan time) => time switch
    {
        { Ticks: < 0 } => "0 s",
        { TotalSeconds: < 10 } => Inequality.Text(TimeSpan.FromMilliseconds(Math.Round(time.TotalMilliseconds))),
        { TotalMinutes: < 2 } => $"{(int)time.TotalSeconds} s",
        { TotalHours: < 2 } => $"{(int)time.TotalMinutes} min",
        { TotalDays: < 2 } => $"{(int)time.TotalHours} h",
        _ => $"{(int)time.TotalDays} d",
    };

    private static string Capital(string sentence) => sentence.Length == 0 ? sentence : $"{char.ToUpperInvariant(sentence[0])}{sentence[1..]}";
}
