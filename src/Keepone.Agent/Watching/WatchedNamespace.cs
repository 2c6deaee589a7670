using System.Net;
using Keepone.Agent.Observing;
using Keepone.Core.Model;
using Keepone.Core.Observing;
using Keepone.Keepalived.Neutron;
using Keepone.Linux;

namespace Keepone.Agent.Watching;

/// <summary>
/// What the kernel and the wire say of a watched replica, from inside its namespace: links and addresses by netlink, adverts of others and its
/// own by a packet socket, for which no group is joined and nothing is sent. It holds the namespace open only while its name leads to it: a
/// namespace that Neutron deletes must go.
/// </summary>
internal sealed class WatchedNamespace : IDisposable
{
    private readonly WatchServices _services;
    private readonly Action<WatchedEvent> _post;
    private readonly RouteMonitor _monitor;
    private readonly Dictionary<string, Link> _links = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private NeutronReplica _replica;
    private PacketSocket? _packets;
    private (int Priority, DateTimeOffset At)? _own;
    private volatile IPAddress? _haAddress;
    private volatile bool _broken;

    public WatchedNamespace(WatchServices services, NetworkNamespace place, string name, NeutronReplica replica, Action<WatchedEvent> post)
    {
        (_services, Place, Name, _replica, _post) = (services, place, name, replica, post);
        Router = replica.ToRouter(name);
        Wire = new WireWatch(Router, services.Clock);
        _monitor = RouteMonitor.OpenIn(place, services.Clock.Time);
        try
        {
            _monitor.Attach(services.Reactor, batch => post(new PlaceChanged(this, batch)), Break);
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

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The router, in Keepone's model.</summary>
    public RouterSpecification Router { get; private set; }

    /// <summary>Whether something of it is seen no more, because reading a socket failed: it has to be opened anew.</summary>
    public bool IsBroken => _broken;

    /// <summary>Whose adverts are heard.</summary>
    public WireWatch Wire { get; }

    /// <summary>Whether the VIP is on the HA interface.</summary>
    public bool VipPresent { get; private set; }

    /// <summary>The replica's own address on the HA network; null: it has none.</summary>
    public IPAddress? HaAddress => _haAddress;

    /// <summary>The HA interface, when it exists.</summary>
    public Link? HaInterface => _links.GetValueOrDefault(_replica.HaInterface);

    /// <summary>Takes another configuration of the same replica.</summary>
    /// <param name="replica">What it says.</param>
    public void Follow(NeutronReplica replica)
    {
        _replica = replica;
        Router = replica.ToRouter(Name);
        Wire.Follow(Router);
        ClosePackets();
        ReadAll();
    }

    /// <summary>Reads everything anew: at the start, after an overrun, and from time to time.</summary>
    public void ReadAll()
    {
        using var dump = RouteDump.OpenIn(Place);
        _links.Clear();
        foreach (var link in dump.Links())
        {
            _links[link.Name] = link;
        }

        var index = HaInterface?.Index;
        var vip = _replica.Vip.Address;
        var held = dump.Addresses().Where(address => address.InterfaceIndex == index && address.Prefix.IsIPv6 == _replica.Vip.IsIPv6)
            .Select(address => address.Prefix.Address).ToList();
        VipPresent = held.Any(vip.Equals);
        _haAddress = held.Find(address => !address.Equals(vip));
        FollowHaInterface();
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
                case AddressChange address when HaInterface?.Index == address.InterfaceIndex && address.Prefix.Address.Equals(_replica.Vip.Address):
                    VipPresent = address.Present;
                    break;
                case AddressChange address when HaInterface?.Index == address.InterfaceIndex && address.Prefix.IsIPv6 == _replica.Vip.IsIPv6:
                    _haAddress = address.Present ? address.Prefix.Address : null;
                    break;
                case LinkChange link when link.Name == _replica.HaInterface || link.Index == HaInterface?.Index:
                    // An interface that comes may have addresses that were told before its name.
                    ReadAll();
                    return;
                default:
                    break;
            }
        }
    }

    /// <summary>The priority of the replica's own adverts.</summary>
    /// <param name="now">The time.</param>
    /// <returns>The priority; null when none left within the last three advertisement intervals.</returns>
    public int? Advertised(DateTimeOffset now)
    {
        lock (_gate)
        {
            return _own is { } own && now - own.At <= Forgotten ? own.Priority : null;
        }
    }

    /// <summary>When its own last advert counts no more.</summary>
    /// <returns>The moment; null when none counts.</returns>
    public DateTimeOffset? NextForgetting()
    {
        lock (_gate)
        {
            return _own is { } own ? own.At + Forgotten : null;
        }
    }

    public void Dispose()
    {
        ClosePackets();
        _monitor.Dispose();
        Place.Dispose();
    }

    private TimeSpan Forgotten => _replica.AdvertInterval * WireRecord.Intervals;

    // The socket belongs to an interface, not to its name: an interface made again needs another one.
    private void FollowHaInterface()
    {
        var ha = HaInterface;
        if (_packets is not null && _packets.InterfaceIndex != ha?.Index)
        {
            ClosePackets();
        }

        if (_packets is null && ha is not null)
        {
            _packets = PacketSocket.OpenIn(Place, ha.Name, _services.Clock.Time, _replica.Vrid);
            _packets.Attach(_services.Reactor, Hear, Break);
        }
    }

    // On the reactor's thread.
    private void Hear(in ReceivedVrrp received)
    {
        if (received.Read().Advert is not { } advert)
        {
            if (!received.Outgoing && Wire.Reject())
            {
                _post(Look.Again);
            }
        }
        else if (received.Outgoing)
        {
            NoteOwn(advert.Priority);
        }
        else if (advert.Vrid == _replica.Vrid && !received.Source.Equals(_haAddress)
            && Wire.Hear(received.Source, advert.Priority, advert.Addresses))
        {
            _post(Look.Again);
        }
    }

    // Priority 0 is the last word of a master that leaves.
    private void NoteOwn(int priority)
    {
        var now = _services.Clock.Now;
        bool isNew;
        lock (_gate)
        {
            isNew = (_own is { } own && now - own.At <= Forgotten ? own.Priority : 0) != priority;
            _own = priority == 0 ? null : (priority, now);
        }

        if (isNew)
        {
            _post(Look.Again);
        }
    }

    private void Break()
    {
        _broken = true;
        _post(Look.Again);
    }

    private void ClosePackets()
    {
        _packets?.Dispose();
        _packets = null;
    }
}
