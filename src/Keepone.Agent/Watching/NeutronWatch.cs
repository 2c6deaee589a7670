using System.Collections.Immutable;
using System.Threading.Channels;
using Keepone.Agent.Configuration;
using Keepone.Core.Model;
using Keepone.Keepalived.Neutron;
using Keepone.Linux;

namespace Keepone.Agent.Watching;

/// <summary>
/// Watches the HA routers of Neutron's L3 agent on this node: finds them in its directory, and keeps a <see cref="WatchedReplica"/> for each.
/// A file that cannot be read or is half written leaves what is known in force.
/// </summary>
/// <param name="options">Where they are.</param>
/// <param name="services">What all watched replicas share.</param>
/// <param name="isOurs">Whether a router is Keepone's own: then it is not watched.</param>
internal sealed class NeutronWatch(NeutronOptions options, WatchServices services, Func<RouterId, bool> isOurs)
{
    /// <summary>How long the directory must be at rest after a change: Neutron makes a router in several steps.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    /// <summary>How often it is looked at without a sign of change.</summary>
    public static readonly TimeSpan Patrol = TimeSpan.FromSeconds(10);

    /// <summary>How soon it is looked at again while a file cannot be read: it may be half written.</summary>
    public static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);

    private readonly NeutronFiles _files = new(options.HaConfs);
    private readonly Dictionary<RouterId, Watched> _watched = [];
    private readonly Channel<bool> _changes =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile Box _problems = new([]);

    /// <summary>What is wrong with Neutron's files, one sentence each.</summary>
    public ImmutableArray<string> Problems => _problems.Value;

    /// <summary>Looks again soon: which routers are Keepone's own changed.</summary>
    public void LookAgain() => _changes.Writer.TryWrite(true);

    /// <summary>Watches until it is cancelled.</summary>
    /// <param name="stop">Cancelled when the agent stops.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        var processes = new NeutronProcesses(_files, services.Clock.Time);
        FileSystemWatcher? directory = null;
        FileSystemWatcher? namespaces = null;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                directory = Follow(directory, options.HaConfs, deep: true);
                namespaces = Follow(namespaces, NetworkNamespace.DefaultDirectory, deep: false);
                await UpdateAsync(processes, stop);
                await WaitAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent stops.
        }
        finally
        {
            directory?.Dispose();
            namespaces?.Dispose();
            foreach (var watched in _watched.Values)
            {
                await watched.EndAsync();
            }
        }
    }

    private async Task UpdateAsync(NeutronProcesses processes, CancellationToken stop)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        var found = Find(problems);
        foreach (var router in found ?? [])
        {
            if (isOurs(router))
            {
                problems.Add($"router {router} is Neutron's and specified for Keepone too: Keepone runs it, and Neutron's replica is not watched; take one of them away");
            }
            else
            {
                Update(router, processes, problems, stop);
            }
        }

        foreach (var (router, watched) in _watched.ToList())
        {
            var gone = found is not null && !found.Contains(router);
            if (isOurs(router) || (gone && watched.Replica.IsOver))
            {
                await RetireAsync(router, watched);
                continue;
            }

            watched.WasGone = gone;
            watched.Replica.Post(gone ? new ConfigurationGone() : Look.Again);
        }

        foreach (var problem in problems.Except(_problems.Value, StringComparer.Ordinal))
        {
            AgentLog.NeutronProblem(services.Logger, problem);
        }

        _problems = new Box(problems.ToImmutable());
    }

    // Not being able to look is no reason to forget routers: null keeps what is known.
    private IReadOnlyList<RouterId>? Find(ImmutableArray<string>.Builder problems)
    {
        try
        {
            return _files.Routers();
        }
        catch (DirectoryNotFoundException)
        {
            problems.Add($"{options.HaConfs} does not exist: Neutron's L3 agent has no HA router yet, or keeps them elsewhere (ha_confs_path of its "
                + "configuration): then name it as neutron.haConfs in agent.yaml");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{options.HaConfs} cannot be read: {error.Message}; the routers that are known stay watched");
        }

        return null;
    }

    private void Update(RouterId router, NeutronProcesses processes, ImmutableArray<string>.Builder problems, CancellationToken stop)
    {
        var known = _watched.GetValueOrDefault(router);
        var file = _files.Read(router);
        if (file.Text is not null && file.Text == known?.Text)
        {
            if (known.WasGone)
            {
                known.Replica.Post(new ConfigurationRead(known.Said));
            }

            return;
        }

        var kept = known is null ? "the router is not watched" : "what it said before is gone by";
        if (file.Text is null)
        {
            problems.Add($"{_files.ConfigurationOf(router)}: {file.Trouble}; {kept}");
            return;
        }

        var reading = NeutronReplicaReader.Read(file.Text, _files.ConfigurationOf(router), router);
        if (reading.Replica is not { } replica)
        {
            problems.AddRange(reading.Errors.Select(error => $"{error}; {kept}"));
        }
        else if (known is not null)
        {
            (known.Text, known.Said) = (file.Text, replica);
            known.Replica.Post(new ConfigurationRead(replica));
        }
        else
        {
            AgentLog.NeutronWatched(services.Logger, router.ToString(), replica.Vrid, replica.HaInterface, replica.Vip.ToString());
            _watched[router] = new Watched(new WatchedReplica(services, _files, processes, replica, LookAgain), file.Text, replica, stop);
        }
    }

    private async Task RetireAsync(RouterId router, Watched watched)
    {
        _watched.Remove(router);
        await watched.EndAsync();
        if (!isOurs(router))
        {
            services.Reports.Remove(router);
        }

        AgentLog.NeutronLeft(services.Logger, router.ToString());
    }

    private async Task WaitAsync(CancellationToken stop)
    {
        using var patrol = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = services.Clock.Time.CreateTimer(
            _ => patrol.Cancel(), null, _problems.Value.IsEmpty ? Patrol : SoonAgain, Timeout.InfiniteTimeSpan);
        try
        {
            await _changes.Reader.ReadAsync(patrol.Token);
            await Task.Delay(Rest, services.Clock.Time, stop);
            _changes.Reader.TryRead(out _);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Time to look without a sign.
        }
    }

    // Names only: Neutron puts its files in place by renaming them, and writes into its logs all the time.
    private FileSystemWatcher? Follow(FileSystemWatcher? watcher, string path, bool deep)
    {
        if (!Directory.Exists(path))
        {
            watcher?.Dispose();
            return null;
        }

        if (watcher is not null)
        {
            return watcher;
        }

        try
        {
            watcher = new FileSystemWatcher(path) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName, IncludeSubdirectories = deep };
            watcher.Created += (_, _) => LookAgain();
            watcher.Deleted += (_, _) => LookAgain();
            watcher.Renamed += (_, _) => LookAgain();
            watcher.Error += (_, _) => LookAgain();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // It vanished in between, or the kernel has no inotify instance left: the patrol sees what signs do not tell.
            watcher?.Dispose();
            return null;
        }
    }

    // A reference, so that it can be exchanged at once.
    private sealed record Box(ImmutableArray<string> Value);

    /// <summary>A replica that is watched, and what its configuration said last.</summary>
    private sealed class Watched
    {
        private readonly CancellationTokenSource _stop;
        private readonly Task _run;

        public Watched(WatchedReplica replica, string text, NeutronReplica said, CancellationToken stop)
        {
            (Replica, Text, Said) = (replica, text, said);
            _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _run = Task.Run(() => replica.RunAsync(_stop.Token), CancellationToken.None);
        }

        public WatchedReplica Replica { get; }

        public string Text { get; set; }

        public NeutronReplica Said { get; set; }

        public bool WasGone { get; set; }

        public async Task EndAsync()
        {
            await _stop.CancelAsync();
            await _run;
            Replica.Dispose();
            _stop.Dispose();
        }
    }
}
