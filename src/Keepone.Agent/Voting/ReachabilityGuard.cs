using Keepone.Agent.Observing;
using Keepone.Agent.Supervision;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Voting;

/// <summary>
/// Reachability of a replica as its loop knows it: seats its <see cref="ReachabilityVoter"/> when all that it takes is there, and moves it
/// when the specification, the namespace or the interface changed.
/// </summary>
internal sealed class ReachabilityGuard(ReachabilityVoter voter, Func<Action, Task> onReactor, Action<ReplicaEvent> post)
{
    private ReachabilitySeating? _seating;
    private (Replica Of, ReachabilitySeating? Seats)? _asked;
    private (ulong Inode, int Interface) _place;
    private volatile bool _broken;

    /// <summary>Whether it writes the track files, and nobody else.</summary>
    public bool OwnsFiles => _seating is not null;

    /// <summary>Sees to it that reachability is counted as the specification asks for.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="watch">What is seen of its namespace; null when there is none.</param>
    /// <param name="tracks">The track files.</param>
    /// <returns>Why it cannot be, in one sentence without a full stop; null: it is.</returns>
    public async Task<string?> FollowAsync(Replica replica, NamespaceWatch? watch, TrackFiles tracks)
    {
        if (_asked is not { } asked || !ReferenceEquals(asked.Of, replica))
        {
            _asked = asked = (replica, ReachabilitySeating.Of(replica));
        }

        if (asked.Seats is not { } seating)
        {
            await RiseAsync();
            return "the specification does not give the replicas' addresses";
        }

        // One whose interface or namespace is gone goes on without answers: its keepalived may still be there.
        if (watch?.HaInterface is not { } ha)
        {
            return OwnsFiles ? null : $"its interface {seating.Interface} is not there";
        }

        var place = (watch.Place.Inode, ha.Index);
        if (_seating is { } old && old.SameAs(seating) && _place == place && !_broken)
        {
            return null;
        }

        EchoSocket socket;
        try
        {
            socket = EchoSocket.OpenIn(watch.Place, seating.Interface, seating.Family);
        }
        catch (LinuxException error)
        {
            return OwnsFiles ? null : error.Message;
        }

        _broken = false;
        if (_place.Inode != place.Inode)
        {
            await RiseAsync();
        }

        await onReactor(() => voter.Sit(seating, tracks, socket, Break));
        (_seating, _place) = (seating, place);
        return null;
    }

    /// <summary>Gives the track files up.</summary>
    public async Task RiseAsync()
    {
        if (_seating is not null)
        {
            await onReactor(voter.Rise);
            _seating = null;
        }
    }

    private void Break()
    {
        _broken = true;
        post(LookAgain.Instance);
    }
}
