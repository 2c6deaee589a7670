using Keepone.Agent.Checks;
using Keepone.Core.Health;

namespace Keepone.Agent.Probes;

/// <summary>What all probes have in common: one run at a time, which ends once.</summary>
/// <param name="services">What all probes share.</param>
internal abstract class Probe(ProbeServices services) : ICheckMeans
{
    private CheckDone? _done;
    private uint _run;
    private long _began;

    /// <inheritdoc/>
    public bool EndsByItself => false;

    /// <summary>What all probes share.</summary>
    protected ProbeServices Services => services;

    /// <summary>Whether a run has begun and not ended.</summary>
    protected bool IsRunning => _done is not null;

    /// <inheritdoc/>
    public void Begin(uint run, CheckFacts facts, CheckDone done)
    {
        (_run, _done, _began) = (run, done, services.Time.GetTimestamp());
        Start(facts);
    }

    /// <inheritdoc/>
    public string Abandon(uint run)
    {
        _done = null;
        return Stop();
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Begins a run.</summary>
    /// <param name="facts">What is known of the replica.</param>
    protected abstract void Start(CheckFacts facts);

    /// <summary>Gives a run up.</summary>
    /// <returns>What was missing.</returns>
    protected abstract string Stop();

    /// <summary>Ends the run; nothing happens when it has ended already.</summary>
    /// <param name="outcome">What it came to.</param>
    /// <param name="message">What was found.</param>
    protected void End(CheckOutcome outcome, string message)
    {
        if (_done is { } done)
        {
            _done = null;
            done(_run, new CheckResult(outcome, message, services.Time.GetElapsedTime(_began)));
        }
    }
}

/// <summary>A probe of a specification that it cannot carry out: what its validation should have refused.</summary>
/// <param name="services">What all probes share.</param>
/// <param name="why">Why.</param>
internal sealed class UnaskableProbe(ProbeServices services, string why) : Probe(services)
{
    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    /// <inheritdoc/>
    protected override void Start(CheckFacts facts) => End(CheckOutcome.Error, why);

    /// <inheritdoc/>
    protected override string Stop() => why;
}
