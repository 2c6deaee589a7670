using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Supervision;

/// <summary>What keeps a replica from being looked after: said in the log when it comes and when it goes, however long it lasts.</summary>
internal sealed class ReplicaTrouble(ILogger logger, string router)
{
    private string? _last;

    /// <summary>Something went wrong.</summary>
    /// <param name="problem">What, in one sentence.</param>
    public void Say(string problem)
    {
        if (problem != _last)
        {
            AgentLog.ReplicaTrouble(logger, router, problem);
        }

        _last = problem;
    }

    /// <summary>Nothing is wrong any more.</summary>
    public void Over()
    {
        if (_last is not null)
        {
            AgentLog.ReplicaRecovered(logger, router);
        }

        _last = null;
    }
}
