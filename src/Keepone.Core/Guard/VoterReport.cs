using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Keepone.Core.Model;

namespace Keepone.Core.Guard;

/// <summary>
/// What an operator would call a change, to be compared without allocating anything: a view is made when it differs from the last one.
/// </summary>
public struct VoterDigest : IEquatable<VoterDigest>
{
    private Peers _peers;
    private (GuardRole Role, sbyte Holder, bool Stop, int Votes) _own;

    internal VoterDigest(in VoterState state, VoterGroup group, TimeSpan now, int votes)
    {
        _own = (state.Role, state.Holder, state.IsStopped, votes);
        for (var i = 0; i < group.Names.Length; i++)
        {
            ref readonly var peer = ref state.Peer[i];
            var heard = Voter.IsHeard(state, group, now, i);
            var hearsThis = heard && (peer.Hears & (1 << group.Self)) != 0;
            _peers[i] = (heard ? 1 : 0) | (hearsThis ? 2 : 0) | ((int)peer.Role << 2) | (peer.Priority << 8) | ((byte)peer.Holder << 16);
        }
    }

    /// <summary>Whether they are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether nothing differs.</returns>
    public static bool operator ==(VoterDigest left, VoterDigest right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether something differs.</returns>
    public static bool operator !=(VoterDigest left, VoterDigest right) => !left.Equals(right);

    /// <inheritdoc/>
    public readonly bool Equals(VoterDigest other) => _own == other._own && ((ReadOnlySpan<int>)_peers).SequenceEqual(other._peers);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is VoterDigest other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => _own.GetHashCode();

    [InlineArray(VoterGroup.MostVoters)]
    private struct Peers
    {
        private int _first;
    }
}

/// <summary>What can be told of a voter.</summary>
public static partial class Voter
{
    /// <summary>What to compare to know whether something changed.</summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The voters.</param>
    /// <param name="now">The steady time.</param>
    /// <param name="votes">The votes of the last verdict.</param>
    /// <returns>The digest.</returns>
    public static VoterDigest Digest(in VoterState state, VoterGroup group, TimeSpan now, int votes)
    {
        ArgumentNullException.ThrowIfNull(group);
        return new VoterDigest(state, group, now, votes);
    }

    /// <summary>Whether a voter's beacons are heard.</summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The voters.</param>
    /// <param name="now">The steady time.</param>
    /// <param name="voter">The voter's index.</param>
    /// <returns>Whether they are; true for the own index.</returns>
    public static bool IsHeard(in VoterState state, VoterGroup group, TimeSpan now, int voter)
    {
        ArgumentNullException.ThrowIfNull(group);
        return voter == group.Self || IsFresh(state, group, now, voter);
    }

    /// <summary>When a voter's last beacon came, steady time.</summary>
    /// <param name="state">The state.</param>
    /// <param name="voter">The voter's index.</param>
    /// <returns>The time; null: never.</returns>
    public static TimeSpan? HeardAt(in VoterState state, int voter) =>
        state.Peer[voter].HeardAt == VoterState.Never ? null : state.Peer[voter].HeardAt;

    /// <summary>How long the promise to another lasts.</summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The voters.</param>
    /// <param name="now">The steady time.</param>
    /// <returns>How long from now; null: promised to nobody, or to itself.</returns>
    public static TimeSpan? PromiseLeft(in VoterState state, VoterGroup group, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(group);
        return state.Holder == VoterState.Nobody || state.Holder == group.Self ? null : Later(state.Until - now, TimeSpan.Zero);
    }

    /// <summary>
    /// The only other voter that says it is master: whose an advert from an address that no voter is known by must be, such as a
    /// link-local one. Only the wish to return rests on it (G9), no promise.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The voters.</param>
    /// <returns>Its index; negative: none, or several.</returns>
    public static int OnlyMaster(in VoterState state, VoterGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var found = -1;
        for (var i = 0; i < group.Replicas; i++)
        {
            if (i != group.Self && state.Peer[i].Role == GuardRole.Master)
            {
                if (found >= 0)
                {
                    return -1;
                }

                found = i;
            }
        }

        return found;
    }

    /// <summary>The voters as this one sees them.</summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The voters.</param>
    /// <param name="now">The steady time.</param>
    /// <returns>All of them, in order.</returns>
    public static ImmutableArray<GuardVoterView> Describe(in VoterState state, VoterGroup group, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(group);
        var views = ImmutableArray.CreateBuilder<GuardVoterView>(group.Names.Length);
        for (var i = 0; i < group.Names.Length; i++)
        {
            var isSelf = i == group.Self;
            ref readonly var peer = ref state.Peer[i];
            var heard = IsHeard(state, group, now, i);
            views.Add(new GuardVoterView(
                group.Names[i],
                i >= group.Replicas,
                isSelf,
                heard,
                isSelf || (heard && (peer.Hears & (1 << group.Self)) != 0),
                isSelf ? state.Role : peer.Role,
                isSelf ? (group.IsReplica ? state.Priority(group) : 0) : peer.Priority,
                NameOf(isSelf ? state.Holder : peer.Holder, group)));
        }

        return views.MoveToImmutable();
    }

    private static string? NameOf(sbyte voter, VoterGroup group) => voter == VoterState.Nobody ? null : group.Names[voter];
}
