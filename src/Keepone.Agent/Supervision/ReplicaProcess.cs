using System.Collections.Immutable;
using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Keepalived.Generator;
using Keepone.Linux;

namespace Keepone.Agent.Supervision;

/// <summary>
/// The keepalived of a replica over time: its two processes, with which configuration they run, in which namespace, since when, and when
/// it may be started again. What is left of an earlier one is ended.
/// </summary>
/// <remarks>
/// What 2.2.7 does when it is killed with SIGKILL. The VRRP process: its parent starts another one 20 ms later, which takes the old
/// addresses away and is master again a master-down interval later; but if the killed one lived less than a minute, 1, 2, 4 … 60 s
/// later, and until then the addresses stay. The parent: its child gets SIGTERM by the kernel (PR_SET_PDEATHSIG), gives the addresses
/// up within 10 ms and lingers for up to 3 s; not when it is stopped, then it keeps them (Neutron bug 1511311). Both: the addresses stay
/// until somebody takes them away; a new keepalived does so 35 ms after its start.
/// </remarks>
internal sealed class ReplicaProcess(ReplicaServices services, ReplicaFiles files, Action<ProcessIdentity> onEnd) : IDisposable
{
    private readonly KeepalivedProcess _keepalived = new(
        files, services.Configuration.KeepalivedProgram, services.Version, services.Reactor, services.Questions, services.Clock.Time);

    private readonly OrphanedProcesses _orphans = new(services, onEnd);
    private readonly ConfigurationInForce _configuration = new(services, files);
    private ProcessHandle? _process;
    private ProcessHandle? _vrrp;
    private bool _searchDue = true;
    private ulong? _namespace;
    private DateTimeOffset _startedAt;
    private int _deaths;

    /// <summary>The process that runs; null when none does.</summary>
    public ProcessIdentity? Running => _process?.Identity;

    /// <summary>Its VRRP process; null when it has none now.</summary>
    public ProcessIdentity? Vrrp => _vrrp?.Identity;

    /// <summary>Since when the running one has no VRRP process; null when it has one, or none runs.</summary>
    public DateTimeOffset? VrrpMissingSince { get; private set; }

    /// <summary>What is left of earlier ones and has not ended yet.</summary>
    public ImmutableArray<int> Orphans => _orphans.Pids;

    /// <summary>Not to be started before this, after it died; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; private set; }

    /// <summary>Its configuration.</summary>
    public ConfigurationInForce Configuration => _configuration;

    /// <summary>Whether it runs in another namespace than the given one.</summary>
    /// <param name="place">The namespace.</param>
    /// <returns>True when it runs, and there.</returns>
    public bool RunsOutside(NetworkNamespace place) => _process is not null && _namespace != place.Inode;

    /// <summary>
    /// Takes over a keepalived that runs this replica's configuration already. The FIFO tells changes only, so it is asked what it is.
    /// </summary>
    /// <param name="replica">The replica.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>Whether one was taken over, and what it said of itself.</returns>
    public async Task<(bool Adopted, DumpedInstance? Instance)> AdoptAsync(Replica replica, CancellationToken stop)
    {
        if (_process is not null || !_searchDue)
        {
            return (false, null);
        }

        _searchDue = false;
        var family = KeepalivedFamily.Of(services.Search.Of(files, fresh: false));
        foreach (var orphan in family.Orphans)
        {
            AgentLog.OrphanEnded(services.Logger, replica.Router.Name, orphan.Pid, family.Sentence);
            _orphans.Take(orphan);
        }

        if (family.Leader is not { } found || !Follow(found))
        {
            return (false, null);
        }

        _configuration.ReadBack();
        AgentLog.KeepalivedAdopted(services.Logger, replica.Router.Name, found.Pid);
        return (true, await AskAsync(replica, stop));
    }

    /// <summary>Lets the next turn look for processes that nobody knows.</summary>
    public void SearchAgain() => _searchDue = true;

    /// <summary>Asks the running one for its state.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>What it said; null when none runs, or it cannot answer.</returns>
    public async Task<DumpedInstance?> AskAsync(Replica replica, CancellationToken stop) =>
        _process is { } running ? await _keepalived.AskAsync(running.Identity, replica.Router.Vrid, stop) : null;

    /// <summary>Puts a configuration in force that keepalived takes; one that it would not load never replaces one that it runs.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="wanted">The text.</param>
    /// <param name="place">The namespace to test it in.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>Whether it is in force.</returns>
    public Task<bool> PutInForceAsync(Replica replica, string wanted, NetworkNamespace place, CancellationToken stop) =>
        _configuration.PutInForceAsync(_keepalived, replica, wanted, place, stop);

    /// <summary>Tells the running one to read its configuration again.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="place">The namespace.</param>
    public void Reload(Replica replica, NetworkNamespace place)
    {
        Apply(replica, place);
        _process!.Signal(KeepalivedCommand.ReloadSignal);
    }

    /// <summary>Starts one; none may run (<see cref="EndAsync"/>).</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="place">The namespace.</param>
    /// <param name="stop">Cancels.</param>
    /// <exception cref="IOException">It did not start; it is tried again after a pause, as after a death.</exception>
    public async Task StartAsync(Replica replica, NetworkNamespace place, CancellationToken stop)
    {
        try
        {
            Apply(replica, place);
            if (!Follow(await _keepalived.StartAsync(place, stop)))
            {
                throw new IOException("keepalived ended right after its start; see the system's log");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whatever it left behind is found by its command line.
            _searchDue = true;
            Pause();
            throw;
        }
    }

    /// <summary>Ends the running one, if one runs.</summary>
    /// <param name="stop">Cancels the waiting.</param>
    /// <returns>False when it had to be killed, and may have left its addresses behind.</returns>
    public async Task<bool> EndAsync(CancellationToken stop)
    {
        var inOrder = true;
        if (_process is { } running)
        {
            inOrder = await _keepalived.EndAsync(running.Identity, stop);
            Forget();
        }

        foreach (var orphan in _orphans.Identities)
        {
            inOrder &= await _keepalived.EndAsync(orphan, stop);
        }

        _orphans.Tend();
        return inOrder;
    }

    /// <summary>Kills the running one, because a stopped one does not hear anything else. It is started again without a pause.</summary>
    public void Kill()
    {
        foreach (var process in (ProcessHandle?[])[_process, _vrrp])
        {
            process?.Signal(KeepalivedCommand.KillSignal);
        }

        AbandonVrrp();
        Forget();
    }

    /// <summary>Ends the stop of the running one's first process.</summary>
    public void Continue() => _process?.Signal(KeepalivedCommand.ContinueSignal);

    /// <summary>Takes note that a process ended by itself.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="ended">Which one.</param>
    /// <returns>Whether it was the running one's first process.</returns>
    public bool Bury(Replica replica, ProcessIdentity ended)
    {
        if (ended == Vrrp)
        {
            AgentLog.VrrpProcessDied(services.Logger, replica.Router.Name, ended.Pid, _process!.Identity.Pid);
            _vrrp!.Dispose();
            (_vrrp, VrrpMissingSince) = (null, services.Clock.Now);
        }

        if (ended != Running)
        {
            return false;
        }

        Pause();
        AgentLog.KeepalivedDied(services.Logger, replica.Router.Name, ended.Pid, (NotBefore!.Value - services.Clock.Now).TotalSeconds);

        AbandonVrrp();
        Forget();
        _searchDue = true;
        return true;
    }

    /// <summary>Looks after what is left of earlier ones, and for the VRRP process of the running one.</summary>
    public void Tend()
    {
        _orphans.Tend();
        if (_process is { } running && _vrrp is null && KeepalivedProcess.FindVrrp(files, running.Identity) is { } found)
        {
            _vrrp = ProcessHandle.TryOpen(found);
            _vrrp?.OnExit(services.Reactor, () => onEnd(found));
            VrrpMissingSince = _vrrp is null ? VrrpMissingSince : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process?.Dispose();
        _vrrp?.Dispose();
        _orphans.Dispose();
    }

    private static void Apply(Replica replica, NetworkNamespace place)
    {
        var settings = KernelSetting.For(replica.Router);
        if (!settings.IsEmpty)
        {
            place.Run(() => settings.ToList().ForEach(setting => File.WriteAllText(setting.Path, setting.Value)));
        }
    }

    private bool Follow(ProcessIdentity identity)
    {
        if (ProcessHandle.TryOpen(identity) is not { } process)
        {
            return false;
        }

        _process = process;
        process.OnExit(services.Reactor, () => onEnd(identity));
        _startedAt = services.Clock.Now;
        VrrpMissingSince = _startedAt;
        _namespace = ProcFs.NetworkNamespaceInode(identity.Pid);
        return true;
    }

    // The kernel tells an abandoned one to end too; here it is told by somebody who looks whether it heard.
    private void AbandonVrrp()
    {
        if (_vrrp is { } vrrp)
        {
            vrrp.Dispose();
            _orphans.Take(vrrp.Identity);
            _vrrp = null;
        }
    }

    private void Pause()
    {
        var now = services.Clock.Now;
        _deaths = now - _startedAt > SupervisionRules.Settled ? 1 : _deaths + 1;
        NotBefore = now + SupervisionRules.Pause(_deaths);
    }

    private void Forget()
    {
        _process?.Dispose();
        _vrrp?.Dispose();
        (_process, _vrrp, VrrpMissingSince) = (null, null, null);
    }
}
