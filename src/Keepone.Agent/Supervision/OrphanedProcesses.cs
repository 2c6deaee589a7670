using System.Collections.Immutable;
using Keepone.Keepalived;
using Keepone.Linux;

namespace Keepone.Agent.Supervision;

/// <summary>
/// What earlier keepalived left behind: a VRRP process whose parent was killed (Neutron bug 1511311), or processes that run the same
/// configuration beside each other. Each is told to end, and killed when it does not.
/// </summary>
internal sealed class OrphanedProcesses(ReplicaServices services, Action<ProcessIdentity> onEnd) : IDisposable
{
    /// <summary>How long one may take to end. It gives its addresses up within 10 ms; what it does in the seconds after that is no use.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly List<(ProcessHandle Process, DateTimeOffset Since)> _left = [];

    /// <summary>Those that have not ended yet.</summary>
    public ImmutableArray<int> Pids => [.. _left.Select(orphan => orphan.Process.Identity.Pid)];

    /// <summary>Those that have not ended yet.</summary>
    public ImmutableArray<ProcessIdentity> Identities => [.. _left.Select(orphan => orphan.Process.Identity)];

    /// <summary>Tells a process to end.</summary>
    /// <param name="identity">Which one; nothing happens when it has ended.</param>
    public void Take(ProcessIdentity identity)
    {
        if (ProcessHandle.TryOpen(identity) is { } process)
        {
            process.OnExit(services.Reactor, () => onEnd(identity));
            process.Signal(KeepalivedCommand.StopSignal);
            _left.Add((process, services.Clock.Now));
        }
    }

    /// <summary>Forgets those that have ended, and kills those that are stopped or late.</summary>
    public void Tend()
    {
        foreach (var orphan in _left.ToList())
        {
            if (orphan.Process.HasExited)
            {
                orphan.Process.Dispose();
                _left.Remove(orphan);
            }
            else if (services.Clock.Now - orphan.Since >= Patience || ProcFs.Read(orphan.Process.Identity.Pid) is { IsStopped: true })
            {
                orphan.Process.Signal(KeepalivedCommand.KillSignal);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _left.ForEach(orphan => orphan.Process.Dispose());
        _left.Clear();
    }
}
