using Keepone.Agent.Checks;
using Keepone.Core.Health;

namespace Keepone.Agent.Probes;

/// <summary>
/// A probe that reads something that may block, by the worker, one reading at a time: a run that begins while the one before still waits
/// for the kernel takes over what that one brings.
/// </summary>
internal abstract class ReadingProbe : Probe
{
    private readonly ProbeStep _step;
    private (CheckOutcome Outcome, string Message) _found;

    /// <summary>A probe that reads.</summary>
    /// <param name="services">What all probes share.</param>
    protected ReadingProbe(ProbeServices services)
        : base(services) =>
        _step = new ProbeStep(services.Worker, () => _found = Read(), Take);

    /// <inheritdoc/>
    protected sealed override void Start(CheckFacts facts)
    {
        if (!_step.TryGo())
        {
            End(CheckOutcome.Error, "the agent's thread for probes has too much to do");
        }
    }

    /// <summary>Reads, on the worker's thread.</summary>
    /// <returns>The outcome and what was found.</returns>
    protected abstract (CheckOutcome Outcome, string Message) Read();

    private void Take(Exception? error)
    {
        var (outcome, message) = error is null ? _found : (CheckOutcome.Error, error.Message);
        End(outcome, message);
    }
}
