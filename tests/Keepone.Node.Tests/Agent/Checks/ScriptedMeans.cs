using Keepone.Agent.Checks;
using Keepone.Core.Health;

namespace Keepone.Node.Tests.Agent.Checks;

/// <summary>Means that do as the test says: answer at once with what is next, or not at all.</summary>
internal sealed class ScriptedMeans : ICheckMeans
{
    private CheckDone? _done;

    /// <inheritdoc/>
    public bool EndsByItself { get; init; }

    /// <summary>What the next runs come to; null: they do not end.</summary>
    public volatile CheckOutcomeBox? Next = new(CheckOutcome.Pass);

    public volatile int Begun;

    public volatile int Abandoned;

    public volatile bool Disposed;

    public CheckFacts? LastFacts { get; private set; }

    public void Begin(uint run, CheckFacts facts, CheckDone done)
    {
        (_done, LastFacts) = (done, facts);
        LastRun = run;
        Begun++;
        if (Next is { } next)
        {
            done(run, new CheckResult(next.Outcome, $"it said {next.Outcome}", TimeSpan.Zero));
        }
    }

    public uint LastRun { get; private set; }

    public string Abandon(uint run)
    {
        Abandoned++;
        return "it did not answer";
    }

    /// <summary>Ends a run, perhaps one of before.</summary>
    public void End(uint run, CheckOutcome outcome) => _done!(run, new CheckResult(outcome, $"late {outcome}", TimeSpan.Zero));

    public void Dispose() => Disposed = true;

    /// <summary>A reference, so that it can be volatile.</summary>
    internal sealed record CheckOutcomeBox(CheckOutcome Outcome);
}
