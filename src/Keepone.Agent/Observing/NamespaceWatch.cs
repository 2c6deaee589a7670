using System.Net;
using System.Net.Sockets;
using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Protocol;

namespace Keepone.Agent.Observing;

/// <summary>
/// What the kernel and the wire say of a replica, from inside its namespace: links and addresses by netlink, adverts by a raw socket.
/// The monitor is opened before the dump is read, so that nothing falls between them.
/// </summary>
internal sealed class NamespaceWatch : IDisposable
{
    private readonly Reactor _reactor;
    private readonly SteadyClock _clock;
    private readonly IReplicaSenses _senses;
    private readonly Action<ReplicaEvent> _post;
    private readonly RouteMonitor _monitor;
    private readonly Dictionary<string, Link> _links = new(StringComparer.Ordinal);
    private Replica _replica;
    private VrrpSocket? _vrrp;
    private volatile Vip? _vip;
    private volatile int _vipChanges;
    private volatile bool _broken;

    public NamespaceWatch(
        NetworkNamespace place, Replica replica, Reactor reactor, SteadyClock clock, IReplicaSenses senses, Action<ReplicaEvent> post)
    {
        (Place, _replica, _reactor, _clock, _senses, _post) = (place, replica, reactor, clock, senses, post);
        Wire = new WireWatch(replica.Router, clock);
        _monitor = RouteMonitor.OpenIn(place, clock.Time);
        try
        {
            _monitor.Attach(
                reactor,
                batch =>
                {
                    Sense(batch);
                    post(new KernelChanged(this, batch));
                },
                Break);
            ReadAll();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The namespace.</summary>
    public NetworkNamespace Place { get; }

    /// <summary>Whether something of it is seen no more, because reading a socket failed: another watch has to be opened.</summary>
    public bool IsBroken => _broken;

    /// <summary>Who is heard.</summary>
    public WireWatch Wire { get; }

    /// <summary>Whether the HA VIP is on the HA interface.</summary>
    public bool VipPresent { get; private set; }

    /// <summary>The HA interface, when it exists.</summary>
    public Link? HaInterface => _links.GetValueOrDefault(_replica.Router.Ha.Interface);

    /// <summary>The specified interfaces that do not exist.</summary>
    public IReadOnlyList<string> MissingInterfaces { get; private set; } = [];

    /// <summary>Takes another specification of the same replica.</summary>
    /// <param name="replica">The replica.</param>
    public void Follow(Replica replica)
    {
        _replica = replica;
        Wire.Follow(replica.Router);
        CloseVrrp();
        ReadAll();
    }

    /// <summary>Reads everything anew: at the start, after an overrun, and from time to time.</summary>
    public void ReadAll()
    {
        var before = _vipChanges;
        using var dump = RouteDump.OpenIn(Place);
        _links.Clear();
        foreach (var link in dump.Links())
        {
            _links[link.Name] = link;
        }

        var ha = HaInterface;
        VipPresent = ha is not null && dump.Addresses().Any(address => IsVip(address.InterfaceIndex, address.Prefix));
        FollowHaInterface();
        var present = VipPresent;
        _reactor.Post(() =>
        {
            // What the kernel said since is newer than the dump.
            if (before == _vipChanges)
            {
                _senses.SeeVip(present);
            }
        });
    }

    /// <summary>Takes what changed.</summary>
    /// <param name="batch">The changes, in order.</param>
    public void Take(RouteBatch batch)
    {
        foreach (var change in batch.Events)
        {
            switch (change)
            {
                case Overrun:
                    ReadAll();
                    return;
                case AddressChange address when IsVip(address.InterfaceIndex, address.Prefix):
                    VipPresent = address.Present;
                    break;
                case LinkChange link:
                    Take(link);
                    break;
                default:
                    break;
            }
        }

        FollowHaInterface();
    }

    public void Dispose()
    {
        CloseVrrp();
        _monitor.Dispose();
        Place.Dispose();
    }

    private static IEnumerable<string> Interfaces(RouterSpecification router) =>
        [router.Ha.Interface, .. router.External is { } external ? [external.Interface] : Array.Empty<string>(), .. router.Internal.Select(side => side.Interface)];

    private void Take(LinkChange change)
    {
        // A renamed link has a new name for a known index.
        foreach (var name in _links.Where(pair => pair.Value.Index == change.Index).Select(pair => pair.Key).ToList())
        {
            _links.Remove(name);
        }

        if (change.Present)
        {
            _links[change.Name] = new Link(change.Index, change.Name, change.Up, change.Carrier, change.Mac, Mtu: 0, Master: 0, Kind: null);
        }

        if (HaInterface is null)
        {
            VipPresent = false;
        }
    }

    // On the reactor's thread: the loop takes the same batch later.
    private void Sense(RouteBatch batch)
    {
        if (_vip is not { } vip)
        {
            return;
        }

        foreach (var change in batch.Events)
        {
            bool? present = change switch
            {
                AddressChange address when address.InterfaceIndex == vip.InterfaceIndex && address.Prefix.Address.Equals(vip.Address) =>
                    address.Present,
                LinkChange { Present: false } link when link.Index == vip.InterfaceIndex => false,
                _ => null,
            };
            if (present is { } seen)
            {
                _vipChanges++;
                _senses.SeeVip(seen);
            }
        }
    }

    private bool IsVip(int interfaceIndex, IpPrefix prefix) =>
        HaInterface?.Index == interfaceIndex && prefix.Address.Equals(_replica.Router.Ha.Vip.Address);

    // The socket belongs to an interface, not to its name: an interface made again needs another one.
    private void FollowHaInterface()
    {
        MissingInterfaces = [.. Interfaces(_replica.Router).Where(name => !_links.ContainsKey(name)).Order(StringComparer.Ordinal)];
        var ha = HaInterface;
        var address = _replica.Router.Ha.Vip.Address;
        if (_vip?.InterfaceIndex != ha?.Index || !address.Equals(_vip?.Address))
        {
            _vip = ha is null ? null : new Vip(ha.Index, address);
        }

        if (_vrrp is not null && _vrrp.InterfaceIndex != ha?.Index)
        {
            CloseVrrp();
        }

        if (_vrrp is null && ha is not null)
        {
            var router = _replica.Router;
            var own = _replica.HaAddress?.Address;
            _vrrp = VrrpSocket.OpenIn(Place, ha.Name, router.Ha.Vip.IsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, router.Vrid, _clock.Time);
            _vrrp.Attach(_reactor, (in ReceivedVrrp received) =>
            {
                var reading = received.Read();
                if (reading.Advert is not { } advert)
                {
                    if (Wire.Reject())
                    {
                        _post(new AdvertRejected(reading.Reason));
                    }
                }
                else if (advert.Vrid == router.Vrid && !received.Source.Equals(own))
                {
                    _senses.HearAdvert(received.Source, advert.Priority);
                    if (Wire.Hear(received.Source, advert.Priority, advert.Addresses))
                    {
                        _post(WireChanged.Instance);
                    }
                }
            },
            Break);
        }
    }

    private void Break()
    {
        _broken = true;
        _post(LookAgain.Instance);
    }

    private void CloseVrrp()
    {
        _vrrp?.Dispose();
        _vrrp = null;
    }

    // A reference, so that the reactor's thread sees both or neither.
    private sealed record Vip(int InterfaceIndex, IPAddress Address);
}
