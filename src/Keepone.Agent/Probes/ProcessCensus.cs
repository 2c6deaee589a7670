using System.Collections.Immutable;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary>Which of the programs that somebody asks for run, and in which network namespaces: one scan of /proc for all. For the reactor's thread.</summary>
internal sealed class ProcessCensus
{
    /// <summary>How old a scan may be: however many checks there are, /proc is read once a second.</summary>
    public static readonly TimeSpan MostAge = TimeSpan.FromSeconds(1);

    private readonly ProbeServices _services;
    private readonly ProcessScan _scan;
    private readonly ProbeStep _step;
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly List<ProcessProbe> _waiting = [];
    private ImmutableHashSet<string> _wanted = ImmutableHashSet<string>.Empty;
    private ImmutableHashSet<string> _covered = ImmutableHashSet<string>.Empty;
    private Dictionary<string, HashSet<ulong>> _found = [];
    private ulong? _host;
    private long? _at;

    /// <summary>A census that has not begun.</summary>
    /// <param name="services">What all probes share.</param>
    /// <param name="scan">How it looks.</param>
    public ProcessCensus(ProbeServices services, ProcessScan scan)
    {
        (_services, _scan) = (services, scan);
        _step = new ProbeStep(services.Worker, Scan, Take);
    }

    /// <summary>How often /proc was read.</summary>
    public int Scans { get; private set; }

    /// <summary>Looks for a program from now on.</summary>
    /// <param name="name">Its name.</param>
    public void Join(string name)
    {
        _names[name] = _names.GetValueOrDefault(name) + 1;
        _wanted = _wanted.Add(name);
    }

    /// <summary>Looks for a program no more.</summary>
    /// <param name="name">Its name.</param>
    public void Leave(string name)
    {
        if (--_names[name] == 0)
        {
            _ = _names.Remove(name);
            _wanted = _wanted.Remove(name);
        }
    }

    /// <summary>Tells a probe what the last scan found, or the next one will.</summary>
    /// <param name="probe">The probe.</param>
    public void Ask(ProcessProbe probe)
    {
        if (_at is { } at && _covered.Contains(probe.Name) && _services.Time.GetElapsedTime(at) < MostAge)
        {
            Tell(probe);
            return;
        }

        if (!_waiting.Contains(probe))
        {
            _waiting.Add(probe);
        }

        if (!_step.TryGo())
        {
            _waiting.Remove(probe);
            probe.Refuse("the agent's thread for probes has too much to do");
        }
    }

    /// <summary>A probe gave up.</summary>
    /// <param name="probe">The probe.</param>
    public void Forget(ProcessProbe probe) => _waiting.Remove(probe);

    private void Scan()
    {
        // The names as they are now: what is added meanwhile waits for the next scan.
        var wanted = Volatile.Read(ref _wanted);
        _host ??= _scan.NamespaceOf("self");
        _found = _scan.Find(wanted);
        _covered = wanted;
    }

    private void Take(Exception? error)
    {
        Scans++;
        ProcessProbe[] waiting = [.. _waiting];
        _waiting.Clear();
        _at = error is null ? _services.Time.GetTimestamp() : null;
        foreach (var probe in waiting)
        {
            if (error is not null)
            {
                probe.Refuse(error.Message);
            }
            else if (_covered.Contains(probe.Name))
            {
                Tell(probe);
            }
            else
            {
                Ask(probe);
            }
        }
    }

    private void Tell(ProcessProbe probe) =>
        probe.Tell((probe.Namespace ?? _host) is { } inode && _found.TryGetValue(probe.Name, out var places) && places.Contains(inode));
}
