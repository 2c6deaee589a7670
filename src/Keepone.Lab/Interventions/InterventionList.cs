using System.Collections.Immutable;

namespace Keepone.Lab.Interventions;

/// <summary>How an intervention is written in a scenario, and what is said while it is done.</summary>
/// <param name="Key">The step's key, such as <c>agent</c>.</param>
/// <param name="Word">The word after it, such as <c>kill</c>.</param>
/// <param name="What">What is done.</param>
/// <param name="Phrase">What is done, as a phrase; <c>{0}</c> is the node.</param>
public sealed record InterventionWords(string Key, string Word, Intervention What, string Phrase)
{
    /// <summary>Whether a node is named after the word: the controller is one.</summary>
    public bool NamesNode => Key != "controller";

    /// <summary>Whether <c>all</c> may stand for the node: all of them at once.</summary>
    public bool TakesAll => Key == "agent";
}

/// <summary>Every intervention that a scenario can ask for, in one explicit list: a new one is added here.</summary>
public static class InterventionList
{
    /// <summary>The interventions.</summary>
    public static readonly ImmutableArray<InterventionWords> All =
    [
        new("agent", "kill", Intervention.AgentKill, "killing the agent of {0}"),
        new("agent", "stop", Intervention.AgentStop, "asking the agent of {0} to end"),
        new("agent", "start", Intervention.AgentStart, "starting the agent of {0}"),
        new("agent", "restart", Intervention.AgentRestart, "restarting the agent of {0}"),
        new("agent", "upgrade", Intervention.AgentUpgrade, "upgrading the agent of {0}: another copy of the program takes its place"),
        new("agent", "freeze", Intervention.AgentFreeze, "freezing the agent of {0}"),
        new("agent", "thaw", Intervention.AgentThaw, "letting the agent of {0} run again"),
        new("keepalived", "kill-child", Intervention.KeepalivedKillChild, "killing keepalived's VRRP process on {0}"),
        new("keepalived", "kill-parent", Intervention.KeepalivedKillParent, "killing keepalived's parent process on {0}"),
        new("keepalived", "kill-both", Intervention.KeepalivedKillBoth, "killing both processes of keepalived on {0}"),
        new("keepalived", "stop", Intervention.KeepalivedStop, "stopping keepalived on {0} (SIGSTOP)"),
        new("keepalived", "continue", Intervention.KeepalivedContinue, "letting keepalived on {0} go on (SIGCONT)"),
        new("keepalived", "forget", Intervention.KeepalivedForget, "deleting the process id files of keepalived on {0}"),
        new("node", "kill", Intervention.NodeKill, "power loss on {0}: links, agent, keepalived and devices are gone in one step"),
        new("node", "pause", Intervention.NodePause, "pausing {0}: everything of it stops, and its links go down"),
        new("node", "resume", Intervention.NodeResume, "resuming {0}: its links come up, and everything of it goes on"),
        new("node", "boot", Intervention.NodeBoot, "booting {0}: fresh devices, an empty /run, an agent that finds nothing"),
        new("namespace", "recreate", Intervention.NamespaceRecreate, "deleting the replica's namespace on {0} and making it again, with its devices"),
        new("addresses", "add", Intervention.AddressesAdd, "adding the router's addresses on {0} by hand"),
        new("addresses", "remove", Intervention.AddressesRemove, "removing the router's addresses on {0} by hand"),
        new("disk", "fill", Intervention.DiskFill, "filling the disk of {0} to the last byte"),
        new("disk", "free", Intervention.DiskFree, "freeing the disk of {0}"),
        new("controller", "kill", Intervention.ControllerKill, "killing the controller"),
        new("controller", "stop", Intervention.ControllerStop, "asking the controller to end"),
        new("controller", "start", Intervention.ControllerStart, "starting the controller"),
    ];

    /// <summary>The keys of steps that are interventions.</summary>
    public static IEnumerable<string> Keys => All.Select(words => words.Key).Distinct(StringComparer.Ordinal);

    /// <summary>What may follow a key, in words.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The form.</returns>
    public static string Form(string key)
    {
        var forms = All.Where(words => words.Key == key).ToArray();
        return $"'{string.Join('|', forms.Select(words => words.Word))}{(forms.Any(words => words.NamesNode) ? " NODE" : "")}{(forms.Any(words => words.TakesAll) ? "|all" : "")}'";
    }

    /// <summary>What is done, as a phrase.</summary>
    /// <param name="what">The intervention.</param>
    /// <param name="node">The node.</param>
    /// <returns>The phrase.</returns>
    public static string Phrase(Intervention what, string? node) =>
        All.First(words => words.What == what).Phrase.Replace("{0}", node, StringComparison.Ordinal);
}
