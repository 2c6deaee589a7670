using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Voting;

/// <summary>
/// The kernel lease of a replica as its loop knows it: puts the gate where the specification asks for one, takes away what an earlier
/// agent left where it does not, and looks after it. Not for use by two threads at once, but for the gate itself.
/// </summary>
internal sealed class ReplicaLease : IDisposable
{
    /// <summary>How often it is looked for without a sign: people remove filters, and an interface may have been made anew.</summary>
    public static readonly TimeSpan Patrol = TimeSpan.FromSeconds(30);

    /// <summary>How often it is tried again where something is wrong.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private RouterSpecification? _router;
    private NetworkNamespace? _place;
    private TimeSpan _lookAt;
    private bool _isStuck;
    private (NetworkNamespace Place, TimeSpan Until, bool Is)? _leftover;

    /// <summary>What carries the voter's lease into the kernel; null: nothing does.</summary>
    public KernelLeaseGate? Gate { get; private set; }

    /// <summary>Whether there is something to do.</summary>
    /// <param name="router">The router.</param>
    /// <param name="isWanted">Whether a kernel lease is to be in force.</param>
    /// <param name="place">The replica's namespace.</param>
    /// <param name="now">The steady time.</param>
    /// <returns>Whether <see cref="Follow"/> should be called.</returns>
    public bool IsDue(RouterSpecification router, bool isWanted, NetworkNamespace place, TimeSpan now) =>
        !ReferenceEquals(_place, place) || isWanted != Gate is not null
        || (isWanted && !ReferenceEquals(_router, router)) || ((isWanted || _isStuck) && now >= _lookAt);

    /// <summary>Something may be wrong with it: an interface was made anew.</summary>
    public void Doubt() => _lookAt = TimeSpan.Zero;

    /// <summary>Does it.</summary>
    /// <param name="router">The router.</param>
    /// <param name="isWanted">Whether a kernel lease is to be in force.</param>
    /// <param name="place">The replica's namespace.</param>
    /// <param name="now">The steady time.</param>
    /// <param name="until">The end of a lease that is put in force for the first time.</param>
    /// <returns>What is wrong, in one sentence; null: nothing.</returns>
    public string? Follow(RouterSpecification router, bool isWanted, NetworkNamespace place, TimeSpan now, TimeSpan until)
    {
        if (!ReferenceEquals(_place, place))
        {
            // It went with its namespace; or the namespace was only opened anew, and the next one takes it over.
            Dispose();
        }

        (_place, _router, _leftover) = (place, router, null);
        var problem = isWanted ? Keep(router, place, until) : Drop(router, place);
        _isStuck = problem is not null;
        _lookAt = now + (_isStuck ? Retry : Patrol);
        return problem;
    }

    /// <summary>Whether a kernel lease that an earlier agent left is in force, which no voter moves: closed.</summary>
    /// <param name="router">The router.</param>
    /// <param name="place">The replica's namespace.</param>
    /// <param name="now">The steady time.</param>
    /// <returns>Whether it is. It is looked for from time to time.</returns>
    public bool IsLeftAlone(RouterSpecification router, NetworkNamespace place, TimeSpan now)
    {
        if (Gate is not null)
        {
            return false;
        }

        if (_leftover is not { } known || !ReferenceEquals(known.Place, place) || now >= known.Until)
        {
            _leftover = known = (place, now + Patrol, KernelLeaseGate.HasLeftover(router, place));
        }

        return known.Is;
    }

    /// <summary>Takes it out of force for good: the agent left in order, or the router goes.</summary>
    public void Lift() => Gate?.Remove();

    /// <summary>Lets go of it: what is in force stays, and ends by itself.</summary>
    public void Dispose()
    {
        Gate?.Dispose();
        Gate = null;
    }

    private string? Keep(RouterSpecification router, NetworkNamespace place, TimeSpan until)
    {
        if (Gate is { IsHeld: true } gate)
        {
            _ = gate.Look(router);
            return gate.Problem;
        }

        Dispose();
        Gate = new KernelLeaseGate(router, place);
        _ = Gate.Put(until);
        return Gate.Problem;
    }

    private string? Drop(RouterSpecification router, NetworkNamespace place)
    {
        try
        {
            // By what it holds back: the specification may name other interfaces by now.
            Gate?.Remove();
            Dispose();
            _ = KernelLeaseGate.RemoveLeftover(router, place);
            return null;
        }
        catch (LinuxException error)
        {
            return $"A kernel lease that an earlier agent left could not be removed: {error.Message}.";
        }
    }
}
