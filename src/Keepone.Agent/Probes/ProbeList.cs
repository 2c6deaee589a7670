using System.Collections.Immutable;
using System.Net;
using Keepone.Agent.Checks;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary>Makes a probe of a check.</summary>
/// <param name="check">The check.</param>
/// <param name="replica">The replica.</param>
/// <param name="place">The namespace; null: the host's.</param>
/// <param name="services">What all probes share.</param>
/// <returns>The probe.</returns>
internal delegate ICheckMeans ProbeFactory(CheckSpecification check, Replica replica, NetworkNamespace? place, ProbeServices services);

/// <summary>The built-in probes.</summary>
internal static class ProbeList
{
    /// <summary>All of them, by the names that specifications use.</summary>
    public static readonly ImmutableArray<(string Name, ProbeFactory Make)> All =
    [
        ("ping", (check, replica, place, services) => OfAddress(check, replica, services,
            target => new PingProbe(replica, place, ProbePath.Of(replica, check.Where, target), services))),
        ("arp", Neighbour),
        ("ndp", Neighbour),
        ("tcp", (check, replica, place, services) => ProbeTarget.TryParseWithPort(check.Target ?? "", out var target)
            ? new TcpProbe(replica, place, ProbePath.Of(replica, check.Where, target), services)
            : Unaskable(check, services, "ADDRESS:PORT")),
        ("carrier", (check, _, place, services) => check.Target is { } name
            ? new CarrierProbe(place, name, check.Where == CheckPlace.Host, services)
            : Unaskable(check, services, "an interface")),
        ("bond", (check, _, _, services) => check.Target is { } name ? new BondProbe(name, services) : Unaskable(check, services, "an interface")),
        ("advert", (_, _, _, services) => new AdvertProbe(services)),
        ("process", (check, _, place, services) => check.Target is { } name
            ? new ProcessProbe(place, name, services)
            : Unaskable(check, services, "a program")),
    ];

    /// <summary>Makes the probe of a check. On the reactor's thread, which it belongs to.</summary>
    /// <param name="check">The check, with a probe.</param>
    /// <param name="replica">The replica.</param>
    /// <param name="place">
    /// The namespace that it runs in; null: the host's, because the check says so (<c>where: host</c>) or the router has none of its own.
    /// It must stay open for as long as the probe lives.
    /// </param>
    /// <param name="services">What all probes share.</param>
    /// <returns>The probe; of a specification that its validation should have refused, one whose runs are errors.</returns>
    public static ICheckMeans Make(CheckSpecification check, Replica replica, NetworkNamespace? place, ProbeServices services)
    {
        foreach (var (name, make) in All)
        {
            if (name == check.Probe)
            {
                return make(check, replica, check.Where == CheckPlace.Host ? null : place, services);
            }
        }

        return new UnaskableProbe(services, $"there is no probe '{check.Probe}', expected one of {string.Join(", ", All.Select(probe => probe.Name))}");
    }

    private static ICheckMeans Neighbour(CheckSpecification check, Replica replica, NetworkNamespace? place, ProbeServices services) =>
        OfAddress(check, replica, services, target =>
        {
            if (InterfaceOf(replica.Router, target.Address) is { } own && (target.Interface ?? own) == own)
            {
                return new DuplicateProbe(replica, place, target.Address, own, check.Timeout, services);
            }

            var path = ProbePath.Of(replica, check.Where, target);
            return path.Interface is { } name
                ? new NeighbourProbe(replica, place, path, name, services)
                : Unaskable(check, services, "an address in the network of one of the router's addresses");
        });

    private static ICheckMeans OfAddress(
        CheckSpecification check, Replica replica, ProbeServices services, Func<ProbeTarget, ICheckMeans> make)
    {
        var target = check.Target switch
        {
            ProbeTarget.Gateway => GatewayOf(replica.Router.External),
            ProbeTarget.Vip => new ProbeTarget(replica.Router.Ha.Vip.Address, null, null),
            { } text when ProbeTarget.TryParse(text, out var parsed) => parsed,
            _ => (ProbeTarget?)null,
        };
        return target is { } found ? make(found) : Unaskable(check, services, "an address, or gateway with external.gateway");
    }

    private static ProbeTarget? GatewayOf(ExternalSpecification? external) => external is { Gateway: { } address }
        ? new ProbeTarget(address, address.IsIPv6LinkLocal ? external.Interface : null, null)
        : null;

    private static string? InterfaceOf(RouterSpecification router, IPAddress address)
    {
        if (router.Ha.Vip.Address.Equals(address))
        {
            return router.Ha.Interface;
        }

        return router.External is { } external && Has(external.Addresses, address)
            ? external.Interface
            : router.Internal.FirstOrDefault(side => Has(side.Addresses, address))?.Interface;
    }

    private static bool Has(ImmutableArray<IpPrefix> addresses, IPAddress address) => addresses.Any(own => own.Address.Equals(address));

    private static UnaskableProbe Unaskable(CheckSpecification check, ProbeServices services, string expected) =>
        new(services, $"the {check.Probe} probe cannot aim at '{check.Target}', expected {expected}");
}
