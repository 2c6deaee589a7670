using System.Diagnostics.CodeAnalysis;
using Keepone.Agent.Observing;
using Keepone.Agent.Voting;
using Keepone.Core.Model;
using Keepone.Core.Observing;
using Keepone.Linux;

namespace Keepone.Agent.Supervision;

/// <summary>
/// Asks a replica's keepalived for its state when there is a reason to doubt what it said last. The loop does not wait for the answer: a
/// keepalived that hangs must not keep its replica from being looked at.
/// </summary>
internal sealed class StateQuestion(
    ReplicaServices services, ReplicaReport report, ReplicaSupervisor supervisor, ReplicaGuard guard, Action<ReplicaEvent> post)
{
    private Doubt _doubt = Doubt.None;
    private Task _asking = Task.CompletedTask;
    private long _noticesWhenAsked;
    private long _wordsWhenAsked;

    /// <summary>Takes note that something it said may be lost.</summary>
    /// <param name="reason">Why, in one sentence.</param>
    public void Lose(string reason) => _doubt = _doubt.Lose(reason);

    /// <summary>Takes its answer.</summary>
    /// <param name="answer">The answer.</param>
    public void Take(KeepalivedAnswered answer)
    {
        // What it said on the FIFO since is newer, and so is another process.
        if (answer.Instance is { } instance && answer.Process == supervisor.Running && report.Notices == _noticesWhenAsked)
        {
            report.Take(instance);
            guard.Answer(instance, _wordsWhenAsked);
        }
    }

    /// <summary>Asks when it is time to.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="watch">What is seen of its namespace.</param>
    /// <param name="kernel">What the kernel says.</param>
    /// <param name="stop">Cancels the waiting.</param>
    public void AskIfDue(Replica replica, NamespaceWatch? watch, KernelEvidence kernel, CancellationToken stop)
    {
        var now = services.Clock.Now;
        _doubt = _doubt.Weigh(replica.Router, kernel, report.Keepalived, now);
        if (!_asking.IsCompleted || supervisor.Running is not { } process || !(_doubt.Due(replica.Router.AdvertInterval) <= now))
        {
            return;
        }

        AgentLog.KeepalivedAsked(services.Logger, replica.Router.Name, process.Pid, _doubt.Reason);
        _doubt = _doubt.Ask(now);
        _noticesWhenAsked = report.Notices;
        _wordsWhenAsked = guard.Words;

        // Both sides are read again: the kernel may have been misheard as well.
        watch?.ReadAll();
        _asking = AskAsync(replica, process, stop);
    }

    /// <summary>When there will be something to ask.</summary>
    /// <param name="advertInterval">The router's advertisement interval.</param>
    /// <returns>The moment; null when there is nothing to doubt, or what is due already could not be asked in this turn.</returns>
    public DateTimeOffset? Due(TimeSpan advertInterval) =>
        _asking.IsCompleted && _doubt.Due(advertInterval) is { } due && due > services.Clock.Now ? due : null;

    [SuppressMessage("Design", "CA1031", Justification = "No answer is an answer: the doubt stays, and it is asked again later.")]
    private async Task AskAsync(Replica replica, ProcessIdentity process, CancellationToken stop)
    {
        try
        {
            post(new KeepalivedAnswered(process, await supervisor.AskAsync(replica, stop)));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent stops, or the router goes.
        }
        catch (Exception error)
        {
            AgentLog.ReplicaTrouble(services.Logger, replica.Router.Name, error.Message);
        }
    }
}
