using System.Collections.Immutable;
using System.Net;
using Keepone.Core.Model;

namespace Keepone.Keepalived.Neutron;

/// <summary>An address that a router's master holds.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="Address">The address.</param>
public sealed record NeutronReplicaAddress(string Interface, IpPrefix Address);

/// <summary>A route that a router's master installs.</summary>
/// <param name="Destination">The destination network.</param>
/// <param name="Via">The next hop; null: the network is on the link.</param>
/// <param name="Interface">The interface; null: the one that leads to the next hop.</param>
public sealed record NeutronReplicaRoute(IpPrefix Destination, IPAddress? Via, string? Interface);

/// <summary>
/// A replica as Neutron's L3 agent writes it into the <c>keepalived.conf</c> of a router (reference/neutron.md B): what somebody needs who
/// only watches it. Who the other replicas are is not in it.
/// </summary>
public sealed record NeutronReplica
{
    /// <summary>The prefix of the name of a router's interface on the external network.</summary>
    public const string ExternalPrefix = "qg-";

    /// <summary>Neutron's id of the router: the name of the directory of its files.</summary>
    public required RouterId Router { get; init; }

    /// <summary>The virtual router identifier, 1..255.</summary>
    public required int Vrid { get; init; }

    /// <summary>The interface on the HA network, such as <c>ha-0dd63951-4d</c>.</summary>
    public required string HaInterface { get; init; }

    /// <summary>The address that adverts name, such as <c>169.254.0.7/24</c>: on the HA interface of a master, and of nobody else.</summary>
    public required IpPrefix Vip { get; init; }

    /// <summary>The advertisement interval.</summary>
    public required TimeSpan AdvertInterval { get; init; }

    /// <summary>The version of VRRP that it speaks: 2 as Neutron writes it, or 3.</summary>
    public required int VrrpVersion { get; init; }

    /// <summary>The priority, 1..254: 50 for all replicas as Neutron writes it.</summary>
    public required int Priority { get; init; }

    /// <summary>Whether a higher priority takes the mastership over: not as Neutron writes it.</summary>
    public required bool Preempts { get; init; }

    /// <summary>Whether adverts are authenticated by AH: then they are no plain VRRP packets on the wire, and nobody hears them.</summary>
    public required bool IsEncapsulated { get; init; }

    /// <summary>Whether keepalived runs a check of Neutron's: one that fails keeps the replica out of the election.</summary>
    public required bool IsChecked { get; init; }

    /// <summary>The addresses beside the VIP, in the order of the file.</summary>
    public ImmutableArray<NeutronReplicaAddress> Addresses { get; init; } = [];

    /// <summary>The routes, in the order of the file.</summary>
    public ImmutableArray<NeutronReplicaRoute> Routes { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(NeutronReplica? other) =>
        other is not null
        && (Router, Vrid, HaInterface, Vip, AdvertInterval, VrrpVersion, Priority) ==
            (other.Router, other.Vrid, other.HaInterface, other.Vip, other.AdvertInterval, other.VrrpVersion, other.Priority)
        && (Preempts, IsEncapsulated, IsChecked) == (other.Preempts, other.IsEncapsulated, other.IsChecked)
        && Addresses.AsSpan().SequenceEqual(other.Addresses.AsSpan()) && Routes.AsSpan().SequenceEqual(other.Routes.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Router, Vrid, HaInterface, Vip, AdvertInterval, Priority, Addresses.Length, Routes.Length);

    /// <summary>The router in Keepone's model, as far as Neutron's form has a place in it: without a guard, checks, or the other replicas.</summary>
    /// <param name="nameSpace">The namespace of the replica: <c>qrouter-ID</c>, for a distributed router <c>snat-ID</c>.</param>
    /// <returns>The router; its name is Neutron's id, because its name in Neutron is not in the file.</returns>
    public RouterSpecification ToRouter(string? nameSpace)
    {
        var external = Addresses.Where(address => IsExternal(address.Interface)).ToList();
        var gateway = external.Count == 0 ? null : Routes.FirstOrDefault(IsDefaultThroughGateway)?.Via;
        return new RouterSpecification
        {
            Id = Router,
            Name = Router.ToString(),
            Namespace = nameSpace,
            Vrid = Vrid,
            AdvertInterval = AdvertInterval,
            Priority = Priority,
            Ha = new HaSpecification { Network = "neutron", Interface = HaInterface, Vip = Vip },
            External = external.Count == 0 ? null : new ExternalSpecification
            {
                Interface = external[0].Interface,
                Addresses = [.. external.Where(address => address.Interface == external[0].Interface).Select(address => address.Address)],
                Gateway = gateway,
            },
            Internal =
            [
                .. Addresses.Where(address => !external.Contains(address)).GroupBy(address => address.Interface, StringComparer.Ordinal)
                    .Select(side => new InternalSpecification { Interface = side.Key, Addresses = [.. side.Select(address => address.Address)] }),
            ],
            Routes =
            [
                .. Routes.Where(route => route.Via is not null && !(route.Destination.Length == 0 && route.Via.Equals(gateway)))
                    .Select(route => new RouteSpecification { Destination = route.Destination, Via = route.Via! }),
            ],
            Guard = new GuardSpecification { Mode = GuardMode.Off },
        };
    }

    /// <summary>What <see cref="ToRouter"/> has no place for.</summary>
    /// <returns>One sentence each, without a full stop.</returns>
    public IEnumerable<string> NotCarriedOver() =>
    [
        .. Routes.Where(route => route.Via is null).Select(route => $"the route to {route.Destination} on the link {route.Interface}"),
        .. Preempts ? [] : new[] { "nopreempt: Keepone moves a mastership by priorities" },
        .. IsEncapsulated ? ["the authentication of adverts by AH"] : Array.Empty<string>(),
        .. IsChecked ? ["Neutron's check of the gateways"] : Array.Empty<string>(),
    ];

    private static bool IsExternal(string name) => name.StartsWith(ExternalPrefix, StringComparison.Ordinal);

    private static bool IsDefaultThroughGateway(NeutronReplicaRoute route) =>
        route is { Destination.Length: 0, Via: not null } && (route.Interface is null || IsExternal(route.Interface));
}
