using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Keepone.Core.Model;

namespace Keepone.Core.Guard;

/// <summary>The voters of a router and where each is reached: what all of them must agree on before one hears another.</summary>
public sealed class GuardRoster
{
    /// <summary>The UDP port of beacons.</summary>
    public const int DefaultPort = 3112;

    private GuardRoster(
        RouterSpecification router, int self, ImmutableArray<string> names, ImmutableArray<IPEndPoint> endpoints, ulong fingerprint)
    {
        (Router, RouterName, Self, Names, Endpoints, Fingerprint) = (router.Id, router.Name, self, names, endpoints, fingerprint);
        (Replicas, Interface) = (router.Replicas.Length, self < router.Replicas.Length ? router.Ha.Interface : null);
    }

    /// <summary>The router.</summary>
    public RouterId Router { get; }

    /// <summary>The router's name, for messages.</summary>
    public string RouterName { get; }

    /// <summary>The index of this voter.</summary>
    public int Self { get; }

    /// <summary>The voters' names: replicas in order of succession, then witnesses.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>How many of them are replicas.</summary>
    public int Replicas { get; }

    /// <summary>Where each of them receives beacons, and sends them from.</summary>
    public ImmutableArray<IPEndPoint> Endpoints { get; }

    /// <summary>The interface that a replica sends and receives by; null for a witness, which routes as its node does.</summary>
    public string? Interface { get; }

    /// <summary>
    /// Eight bytes of the SHA-256 over the voters and the timers. Voters that differ in it do not hear each other: an index would
    /// mean another voter, a promise would last another time than its lease takes for granted.
    /// </summary>
    public ulong Fingerprint { get; }

    /// <summary>The roster as one of its voters knows it.</summary>
    /// <param name="router">The router.</param>
    /// <param name="name">The voter's name: a node's with a replica, or a witness's.</param>
    /// <returns>
    /// The roster; null when the guard does not run by promises, no voter has this name, there are more than
    /// <see cref="VoterGroup.MostVoters"/>, or an address is missing.
    /// </returns>
    public static GuardRoster? Of(RouterSpecification router, string name)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(name);
        ImmutableArray<string> names = [.. router.Replicas, .. router.Guard.Witnesses.Select(witness => witness.Name)];
        var self = names.IndexOf(name, StringComparer.Ordinal);
        if (GuardModeRule.Decide(router).InForce != GuardMode.Promise || self < 0 || names.Length > VoterGroup.MostVoters
            || !router.Replicas.All(router.Ha.Addresses.ContainsKey))
        {
            return null;
        }

        ImmutableArray<IPEndPoint> endpoints =
        [
            .. router.Replicas.Select(node => new IPEndPoint(router.Ha.Addresses[node].Address, DefaultPort)),
            .. router.Guard.Witnesses.Select(witness => new IPEndPoint(witness.Address, witness.Port)),
        ];
        return new GuardRoster(router, self, names, endpoints, FingerprintOf(router, names));
    }

    // Whatever makes a lease or a promise longer on one node than on another belongs here: also what another version of the program takes
    // for granted.
    private static ulong FingerprintOf(RouterSpecification router, ImmutableArray<string> names)
    {
        var text = new StringBuilder("keepone guard 1\n");
        text.Append(null, $"advert {router.AdvertInterval.Ticks}\n");
        text.Append(null, $"interval {router.Guard.Interval.Ticks}\n");
        text.Append(null, $"fall {router.Guard.Fall}\n");
        var timers = GuardTimers.For(router);
        text.Append(null, $"lease {timers.Lease.Ticks} {timers.LongLease.Ticks}\n");
        text.Append(null, $"promise {timers.Promise.Ticks} {timers.LongPromise.Ticks}\n");
        text.Append(null, $"replicas {router.Replicas.Length}\n");
        text.AppendJoin('\n', names);
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
