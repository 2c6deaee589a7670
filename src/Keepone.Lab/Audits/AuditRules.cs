using System.Collections.Immutable;
using System.Net;

namespace Keepone.Lab.Audits;

/// <summary>
/// What must be true when a scenario is over (DESIGN §10). Pure: the facts come in, a sentence for each breach goes out.
/// </summary>
public static class AuditRules
{
    /// <summary>Every virtual address has exactly one holder, and it is the same replica for all.</summary>
    /// <param name="truth">Who holds what, by the kernel's tables.</param>
    /// <returns>One sentence for each breach.</returns>
    public static IEnumerable<string> OneHolder(IReadOnlyCollection<AddressHolders> truth)
    {
        ArgumentNullException.ThrowIfNull(truth);
        foreach (var entry in truth.Where(entry => entry.Nodes.Length != 1))
        {
            yield return $"Audit: {entry.Address} has {entry.Nodes.Length} holders{Names(entry.Nodes)}, expected exactly one.";
        }

        var masters = truth.SelectMany(entry => entry.Nodes).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToImmutableArray();
        if (masters.Length > 1 && truth.All(entry => entry.Nodes.Length == 1))
        {
            yield return $"Audit: the router's addresses are spread over {string.Join(" and ", masters)}, expected all on one replica.";
        }
    }

    /// <summary>Each agent says of its replica what the kernel says.</summary>
    /// <param name="vip">The HA VIP.</param>
    /// <param name="truth">Who holds what, by the kernel's tables.</param>
    /// <param name="views">What each agent says of its replica's state; null: it did not answer.</param>
    /// <returns>One sentence for each breach.</returns>
    public static IEnumerable<string> AgentsAgree(IPAddress vip, IReadOnlyCollection<AddressHolders> truth, IReadOnlyDictionary<string, string?> views)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(views);
        var holders = truth.Where(entry => entry.Address.Equals(vip)).SelectMany(entry => entry.Nodes).ToImmutableArray();
        foreach (var (node, view) in views.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var expected = holders.Contains(node, StringComparer.Ordinal) ? "Master" : "Backup";
            if (view != expected)
            {
                yield return $"Audit: the agent of {node} says {view ?? "nothing"}, but by the kernel its replica is {expected}.";
            }
        }
    }

    /// <summary>Every incident that was opened is closed, but those whose matter is not over.</summary>
    /// <param name="opened">How many the controller logged as opened.</param>
    /// <param name="closed">How many it logged as closed.</param>
    /// <param name="open">How many its API lists as open; null: it did not answer.</param>
    /// <param name="expected">How many are to be open, because what they tell of is not over.</param>
    /// <returns>One sentence for each breach.</returns>
    public static IEnumerable<string> IncidentsClosed(int opened, int closed, int? open, int expected)
    {
        if (opened - closed != expected)
        {
            yield return $"Audit: the controller logged {opened} incidents as opened and {closed} as closed, expected {expected} to be open.";
        }

        if (open != expected)
        {
            yield return open is null
                ? "Audit: the controller's API did not answer when asked for incidents."
                : $"Audit: the controller's API lists {open} open incidents, expected {expected}.";
        }
    }

    /// <summary>Each replica has one keepalived, and no process is left in a replica's namespace beside it; on a dead node none is.</summary>
    /// <param name="processes">The names of the processes in each replica's namespace, by node; keepalived's children left out.</param>
    /// <param name="dead">The nodes that lost their power.</param>
    /// <returns>One sentence for each breach.</returns>
    public static IEnumerable<string> OneKeepalived(IReadOnlyDictionary<string, ImmutableArray<string>> processes, IReadOnlySet<string> dead)
    {
        ArgumentNullException.ThrowIfNull(processes);
        ArgumentNullException.ThrowIfNull(dead);
        foreach (var (node, names) in processes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var found = names.IsEmpty ? "no process" : string.Join(", ", names);
            if (dead.Contains(node) && !names.IsEmpty)
            {
                yield return $"Audit: {node} lost its power, but its replica's namespace has {found}.";
            }
            else if (!dead.Contains(node) && names is not ["keepalived"])
            {
                yield return $"Audit: the replica's namespace on {node} has {found}, expected one keepalived.";
            }
        }
    }

    /// <summary>No keepalived runs where no replica is: in a namespace that was deleted under it.</summary>
    /// <param name="strays">The process ids of those that do.</param>
    /// <returns>One sentence for each breach.</returns>
    public static IEnumerable<string> NoStray(IReadOnlyCollection<int> strays)
    {
        ArgumentNullException.ThrowIfNull(strays);
        return strays.Select(pid => $"Audit: keepalived {pid} runs in a namespace that is no replica's.");
    }

    /// <summary>Each keepalived is the process that it was, in the state that it was in.</summary>
    /// <param name="before">What each said of itself at first; null: it did not answer.</param>
    /// <param name="after">What each said at last.</param>
    /// <param name="strict">Whether its state may not have changed in between either.</param>
    /// <returns>One sentence for each breach.</returns>
    public static IEnumerable<string> Untouched(
        IReadOnlyDictionary<string, KeepalivedState?> before, IReadOnlyDictionary<string, KeepalivedState?> after, bool strict)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        foreach (var (node, was) in before.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var now = after.GetValueOrDefault(node);
            if (was is null || now is null)
            {
                yield return $"Audit: the keepalived of {node} did not say its state {(was is null ? "at first" : "at last")}.";
            }
            else if (was.Process != now.Process)
            {
                yield return $"Audit: the keepalived of {node} was process {was.Process.Pid} and is process {now.Process.Pid}, expected the same.";
            }
            else if (was.State != now.State || was.TimesMaster != now.TimesMaster)
            {
                yield return $"Audit: the keepalived of {node} was {was.State} and is {now.State}, "
                    + $"{now.TimesMaster - was.TimesMaster} times master in between.";
            }
            else if (strict && was.Since != now.Since)
            {
                yield return $"Audit: the keepalived of {node} is {now.State} as before, but changed its state in between.";
            }
        }
    }

    /// <summary>Agents and controller leave nothing behind when they end but keepalived, which outlives them on purpose.</summary>
    /// <param name="processes">The names of the processes that are left in the lab's PID namespace, beside the lab's own.</param>
    /// <returns>One sentence for each breach.</returns>
    public static IEnumerable<string> NothingLeft(IReadOnlyCollection<string> processes)
    {
        ArgumentNullException.ThrowIfNull(processes);
        var left = processes.Where(name => name != "keepalived").ToArray();
        if (left.Length > 0)
        {
            yield return $"Audit: left behind by the agents and the controller: {string.Join(", ", left)}.";
        }
    }

    private static string Names(ImmutableArray<string> nodes) => nodes.IsEmpty ? "" : $" ({string.Join(", ", nodes)})";
}
