using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary>What all probes of a node share. It lives as long as its reactor.</summary>
internal sealed class ProbeServices : IDisposable
{
    /// <summary>What all probes of a node share.</summary>
    /// <param name="reactor">The thread that all of them live on.</param>
    /// <param name="time">The clock that their runs are measured by.</param>
    /// <param name="sysfs">Where the host's sysfs is.</param>
    /// <param name="procfs">Where the host's /proc is.</param>
    public ProbeServices(Reactor reactor, TimeProvider time, string sysfs = "/sys", string procfs = "/proc")
    {
        (Reactor, Time, Sysfs) = (reactor, time, sysfs);
        Worker = new ProbeWorker(reactor);
        Echoes = new EchoLines(this);
        Census = new ProcessCensus(this, new ProcessScan(procfs));
    }

    /// <summary>The thread that all of them live on.</summary>
    public Reactor Reactor { get; }

    /// <summary>The clock that their runs are measured by.</summary>
    public TimeProvider Time { get; }

    /// <summary>Where the host's sysfs is.</summary>
    public string Sysfs { get; }

    /// <summary>Does what may block.</summary>
    public ProbeWorker Worker { get; }

    /// <summary>The echo sockets.</summary>
    public EchoLines Echoes { get; }

    /// <summary>Which programs run.</summary>
    public ProcessCensus Census { get; }

    /// <inheritdoc/>
    public void Dispose() => Worker.Dispose();
}
