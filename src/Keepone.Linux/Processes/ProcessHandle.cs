using System.Runtime.InteropServices;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>A hold on one very process (a pidfd): a later process with the same id is never signalled by mistake.</summary>
public sealed class ProcessHandle : IDisposable
{
    private readonly Descriptor _descriptor;
    private IDisposable? _registration;

    private ProcessHandle(ProcessIdentity identity, Descriptor descriptor)
    {
        Identity = identity;
        _descriptor = descriptor;
    }

    /// <summary>Which process it is.</summary>
    public ProcessIdentity Identity { get; }

    /// <summary>The descriptor, to wait for: readable once the process has ended.</summary>
    public SafeHandle Handle => _descriptor;

    /// <summary>Whether the process has ended (a zombie has).</summary>
    public bool HasExited => Pidfd.IsReadable(_descriptor);

    /// <summary>Takes hold of a process.</summary>
    /// <param name="identity">Which process.</param>
    /// <returns>The hold; null when that process has ended, whoever has its id now.</returns>
    /// <exception cref="LinuxException">The kernel cannot give a hold.</exception>
    public static ProcessHandle? TryOpen(ProcessIdentity identity)
    {
        var descriptor = Pidfd.TryOpen(identity.Pid);
        if (descriptor is null)
        {
            return null;
        }

        // In this order: whoever has the id now has had it since before the hold was taken.
        if (ProcFs.Identify(identity.Pid) == identity)
        {
            return new ProcessHandle(identity, descriptor);
        }

        descriptor.Dispose();
        return null;
    }

    /// <summary>Sends a signal.</summary>
    /// <param name="signal">Its number, such as 15 (SIGTERM); 0 only asks.</param>
    /// <returns>False when the process has ended.</returns>
    /// <exception cref="LinuxException">The process may not be signalled (CAP_KILL), or the number is none.</exception>
    public bool Signal(int signal) => Pidfd.Signal(_descriptor, signal, Identity.Pid);

    /// <summary>Calls <paramref name="onExit"/> once when the process ends, at once if it has ended already.</summary>
    /// <param name="reactor">The reactor on whose thread to call.</param>
    /// <param name="onExit">What to call.</param>
    /// <exception cref="InvalidOperationException">Somebody waits already.</exception>
    public void OnExit(Reactor reactor, Action onExit)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(onExit);
        if (_registration is not null)
        {
            throw new InvalidOperationException("somebody waits for the end of the process already");
        }

        IDisposable? registration = null;
        var called = 0;
        registration = reactor.Register(_descriptor, $"process {Identity.Pid}", () =>
        {
            // The descriptor stays readable for ever: forget it, or be called for ever.
            registration?.Dispose();
            if (Interlocked.Exchange(ref called, 1) == 0)
            {
                onExit();
            }
        });
        _registration = registration;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration?.Dispose();
        _descriptor.Dispose();
    }
}
