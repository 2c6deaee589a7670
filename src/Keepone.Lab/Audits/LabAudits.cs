using System.Collections.Immutable;
using Keepone.Lab.Running;

namespace Keepone.Lab.Audits;

/// <summary>All audits of a lab that is up, made together: at the end of a scenario, and after each fault of the fault loop.</summary>
internal static class LabAudits
{
    /// <summary>For so long they must go on to hold: what was done may show only when its effect is over.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Makes the audits again and again, until they hold and go on to. What they look at has no events, so there is a pause in between.
    /// </summary>
    /// <param name="session">The lab.</param>
    /// <param name="openAtEnd">How many incidents are to be open.</param>
    /// <param name="within">In which time they must hold.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>After which time they held, or null, and what was wrong at last.</returns>
    public static async Task<(TimeSpan? Held, ImmutableArray<string> Breaches)> AwaitAsync(
        LabSession session, int openAtEnd, TimeSpan within, CancellationToken cancellation)
    {
        var begin = session.Clock.Now;
        TimeSpan? held = null;
        while (true)
        {
            var look = session.Clock.Now - begin;
            var breaches = await MakeAsync(session, openAtEnd, cancellation);
            held = breaches.IsEmpty ? held ?? look : null;
            if (held is { } since && look - since >= Settling)
            {
                return (held, []);
            }

            if (held is null && session.Clock.Now - begin > within)
            {
                return (null, breaches);
            }

            await session.Bulletin.WaitAsync(() => false, Pause, cancellation);
        }
    }

    /// <summary>Makes the audits.</summary>
    /// <param name="session">The lab.</param>
    /// <param name="openAtEnd">How many incidents are to be open.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>One sentence for each breach; empty when all hold.</returns>
    public static async Task<ImmutableArray<string>> MakeAsync(LabSession session, int openAtEnd, CancellationToken cancellation)
    {
        var router = session.Scenario.Router;
        var truth = KernelTruth.Read(router, session.Replicas);
        var heard = session.Topology.Nodes.Where(node => session.Programs.Agents.Contains(node.Name, StringComparer.Ordinal));
        var views = await AgentViews.AskAllAsync(heard, router.Id, cancellation);
        var incidents = await session.ControllerApi.IncidentsAsync(cancellation);
        var processes = LabProcesses.InReplicas(session.Replicas, session.Programs.Agents.Select(session.Programs.AgentPid).ToHashSet());
        return
        [
            .. AuditRules.OneHolder(truth),
            .. AuditRules.AgentsAgree(router.Ha.Vip.Address, truth, views),
            .. AuditRules.IncidentsClosed(
                session.ControllerLog.Opened, session.ControllerLog.Closed, incidents.Value?.Count(incident => incident.ClosedAt is null), openAtEnd),
            .. AuditRules.OneKeepalived(processes, session.Dead),
            .. AuditRules.NoStray(LabProcesses.Strays(session.Replicas)),
        ];
    }

    /// <summary>What is left when agents and controller have ended.</summary>
    /// <param name="session">The lab.</param>
    /// <returns>One sentence for each breach.</returns>
    public static IEnumerable<string> Left(LabSession session)
    {
        var holders = session.Topology.All.Select(node => node.Pid).ToHashSet();
        return AuditRules.NothingLeft([.. LabProcesses.List().Where(process => !holders.Contains(process.Pid)).Select(process => process.Name)]);
    }
}
