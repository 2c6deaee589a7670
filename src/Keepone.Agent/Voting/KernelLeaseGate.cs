using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Voting;

/// <summary>
/// A replica's kernel lease: it carries the end of the voter's lease into the kernel. <see cref="Put"/> and <see cref="Look"/> talk to the
/// kernel and belong to the replica's loop; <see cref="Move"/> is a write to memory and belongs to the voter's thread.
/// </summary>
internal sealed class KernelLeaseGate : IDisposable
{
    private readonly NetworkNamespace? _place;
    private readonly Lock _lock = new();
    private GateRules _rules;
    private TrafficGate? _gate;
    private bool _left;

    /// <summary>A lease that is not in force yet.</summary>
    /// <param name="router">The router.</param>
    /// <param name="place">The replica's namespace; null: the host's own.</param>
    public KernelLeaseGate(RouterSpecification router, NetworkNamespace? place) => (_rules, _place) = (KernelLeaseRules.Of(router), place);

    /// <summary>Why it is not in force; null: it is.</summary>
    public string? Problem { get; private set; } = "The kernel lease was not put in force yet.";

    /// <summary>Whether it can be moved: it is in force on all or some of its interfaces.</summary>
    public bool IsHeld => UseGate(_ => true, false);

    /// <summary>Its end, steady time; <see cref="KernelLease.Forever"/>: not in force.</summary>
    public TimeSpan OpenUntil => UseGate(gate => gate.OpenUntil, KernelLease.Forever);

    /// <summary>How many packets it held back.</summary>
    public long Dropped => UseGate(gate => gate.Dropped, 0);

    /// <summary>
    /// Puts it in force. The one that a killed agent left counts on with its end: a start is no reason to speak.
    /// </summary>
    /// <param name="until">Its end when none is in force yet: <see cref="KernelLease.AtStart"/>.</param>
    /// <returns>Whether it is in force; else <see cref="Problem"/> says why, and the guard works without it.</returns>
    public bool Put(TimeSpan until)
    {
        try
        {
            var gate = TrafficGate.Put(_place, _rules, until);
            lock (_lock)
            {
                _gate?.Dispose();
                (_gate, _left) = (gate, false);
                Problem = gate.Missing is { } missing ? NotEverywhere(missing) : null;
            }

            return Problem is null;
        }
        catch (LinuxException error)
        {
            Problem = $"The kernel lease is not in force: {error.Message}.";
            return false;
        }
    }

    /// <summary>
    /// Looks whether it is still on every interface, and puts it there again: interfaces are made anew, and people remove filters.
    /// </summary>
    /// <param name="router">The router as it is now specified.</param>
    /// <returns>Whether it is in force.</returns>
    public bool Look(RouterSpecification router)
    {
        TrafficGate? gate;
        lock (_lock)
        {
            gate = _left ? null : _gate;
        }

        if (gate is null)
        {
            return false;
        }

        try
        {
            var rules = KernelLeaseRules.Of(router);
            if (!Same(rules, _rules) || !gate.IsInForce())
            {
                gate.Put(rules);
                _rules = rules;
            }

            Problem = null;
            return true;
        }
        catch (LinuxException error)
        {
            Problem = NotEverywhere(error);
            return false;
        }
    }

    /// <summary>
    /// Moves its end, as <see cref="KernelLease.After"/> said of a step of the voter: before the step's beacon is sent. A write to memory
    /// that never waits for the kernel.
    /// </summary>
    /// <param name="until">The end, steady time; <see cref="KernelLease.Forever"/>: the agent leaves, it is moved no more.</param>
    public void Move(TimeSpan until)
    {
        lock (_lock)
        {
            if (_gate is null || _left)
            {
                return;
            }

            _gate.OpenUntil = until;
            _left = until == KernelLease.Forever;
        }
    }

    /// <summary>
    /// Takes it out of force, because the agent leaves in order, the router goes, or the guard is switched off: keepalived has what it
    /// would have without it.
    /// </summary>
    public void Remove()
    {
        lock (_lock)
        {
            _left = true;
            if (_gate is not null)
            {
                _gate.OpenUntil = KernelLease.Forever;
            }
        }

        try
        {
            _ = TrafficGate.Remove(_place, _rules);
        }
        catch (Exception error) when (error is LinuxException or ObjectDisposedException)
        {
            // It is open for ever, and harmless; or it went with its namespace.
            Problem = $"The kernel lease could not be removed: {error.Message}.";
        }
    }

    /// <summary>
    /// Removes what an agent left behind whose router had a kernel lease then and has none now: closed for ever, it would silence it.
    /// </summary>
    /// <param name="router">The router.</param>
    /// <param name="place">The replica's namespace; null: the host's own.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static bool RemoveLeftover(RouterSpecification router, NetworkNamespace? place) =>
        TrafficGate.Remove(place, KernelLeaseRules.Of(router));

    /// <summary>Whether a kernel lease is in force there that no agent moves.</summary>
    /// <param name="router">The router.</param>
    /// <param name="place">The replica's namespace; null: the host's own.</param>
    /// <returns>Whether there is one; false also when the kernel does not tell.</returns>
    public static bool HasLeftover(RouterSpecification router, NetworkNamespace? place)
    {
        try
        {
            using var gate = TrafficGate.Find(place, KernelLeaseRules.Of(router));
            return gate is not null && gate.OpenUntil != KernelLease.Forever;
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    /// <summary>Lets go of it. What is in force stays in force and ends by itself.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _gate?.Dispose();
            _gate = null;
        }
    }

    private static string NotEverywhere(LinuxException error) => $"The kernel lease is not in force on every interface: {error.Message}.";

    private static bool Same(GateRules one, GateRules other) =>
        one.Addresses.SequenceEqual(other.Addresses) && one.Ports.SequenceEqual(other.Ports);

    private T UseGate<T>(Func<TrafficGate, T> read, T otherwise)
    {
        lock (_lock)
        {
            return _gate is null ? otherwise : read(_gate);
        }
    }
}
