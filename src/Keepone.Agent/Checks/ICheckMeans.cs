using Keepone.Core.Health;

namespace Keepone.Agent.Checks;

/// <summary>Takes the end of a run, on the reactor's thread.</summary>
/// <param name="run">The run's number.</param>
/// <param name="result">What it came to.</param>
internal delegate void CheckDone(uint run, in CheckResult result);

/// <summary>
/// How a check finds out: a probe or a script. It lives on the reactor's thread and never blocks it; what takes time is done elsewhere and
/// posted back. It serves one check of one replica for as long as specification and namespace stay what they are.
/// </summary>
internal interface ICheckMeans : IDisposable
{
    /// <summary>
    /// Whether it ends each run by itself, with a timeout of its own: scripts do, whose time begins when they are started and not when they
    /// wait for their turn. Otherwise <see cref="Abandon"/> is called when the check's timeout has passed.
    /// </summary>
    public bool EndsByItself { get; }

    /// <summary>Begins a run. The last one has ended, or was abandoned. Its end is told at most once, perhaps within this call.</summary>
    /// <param name="run">The run's number: what comes late is known by it.</param>
    /// <param name="facts">What is known of the replica.</param>
    /// <param name="done">Takes the end.</param>
    public void Begin(uint run, CheckFacts facts, CheckDone done);

    /// <summary>The run's time is up: what it still finds counts no more.</summary>
    /// <param name="run">The run's number.</param>
    /// <returns>What was missing, as the message of the timeout, such as <c>203.0.113.1 did not answer</c>.</returns>
    public string Abandon(uint run);
}
