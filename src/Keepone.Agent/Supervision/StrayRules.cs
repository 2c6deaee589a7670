namespace Keepone.Agent.Supervision;

/// <summary>What is known of a replica that ran here and that no specification gives to this node.</summary>
/// <param name="Router">The router's name, or its id when no specification names it.</param>
/// <param name="Specified">Whether a specification names the router, for other nodes.</param>
/// <param name="Node">This node's name.</param>
/// <param name="StartedFor">The node's name in the configuration that it ran; null when that cannot be read.</param>
/// <param name="Pid">The process id of its keepalived; null when none runs.</param>
internal sealed record StrayFacts(string Router, bool Specified, string Node, string? StartedFor, int? Pid);

/// <summary>What to do about it.</summary>
/// <param name="Clean">Whether its keepalived is to be ended and its addresses are to be taken away.</param>
/// <param name="Sentence">Why, in one sentence.</param>
internal sealed record StrayVerdict(bool Clean, string Sentence);

/// <summary>
/// Decides about replicas that were given to somebody else, or to nobody, while no agent ran. Pure. A specification that names other
/// nodes is a decision, and its replica is cleaned up. A specification that is not there is more often a mistake than a wish (a directory
/// that is not mounted, a file that was moved), and so is a node that suddenly has another name: to end every router of a node for
/// that would be the worst that an agent can do, so those are left alone and said.
/// </summary>
internal static class StrayRules
{
    /// <summary>Decides.</summary>
    /// <param name="facts">What is known.</param>
    /// <returns>What to do; null: there is nothing to do and nothing to say.</returns>
    public static StrayVerdict? Decide(StrayFacts facts) => facts switch
    {
        { Specified: true, StartedFor: { } node } when node == facts.Node => new(true, facts.Pid is { } pid
            ? $"router {facts.Router} is specified for other nodes only; its keepalived {pid} is ended"
            : $"router {facts.Router} is specified for other nodes only; what it left behind is taken away"),
        { Pid: null } => null,
        { Specified: true } => new(false,
            $"keepalived {facts.Pid} runs for router {facts.Router}, which is specified for other nodes than {facts.Node}; it is left alone, "
            + $"because it was started for {(facts.StartedFor is { } other ? $"node {other}" : "an unknown node")}: "
            + $"give the agent its old name, or end it with 'kill {facts.Pid}'"),
        _ => new(false,
            $"keepalived {facts.Pid} runs for router {facts.Router}, which no specification names; it is left alone: "
            + $"specify the router again, or end it with 'kill {facts.Pid}'"),
    };
}
