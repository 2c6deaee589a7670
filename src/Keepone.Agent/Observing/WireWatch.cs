using System.Collections.Immutable;
using System.Net;
using Keepone.Core.Model;
using Keepone.Core.Observing;
using Keepone.Protocol;

namespace Keepone.Agent.Observing;

/// <summary>
/// Who is heard on a replica's HA network. Adverts come by the hundred a second on a node with many replicas, and all but a few say
/// what the last one said: of those only the moment is noted, and the replica's loop sleeps on. Written by the reactor's thread, read by
/// the loop's.
/// </summary>
internal sealed class WireWatch(RouterSpecification router, SteadyClock clock)
{
    private readonly Lock _gate = new();
    private RouterSpecification _router = router;
    private WireRecord _record = WireRecord.Empty;
    private ImmutableArray<IPAddress> _advertised = [];

    /// <summary>Takes another specification of the same router: its senders may be other nodes'.</summary>
    /// <param name="changed">The router.</param>
    public void Follow(RouterSpecification changed)
    {
        lock (_gate)
        {
            (_router, _record) = (changed, _record.NamedBy(changed));
        }
    }

    /// <summary>The addresses that the last advert named.</summary>
    public ImmutableArray<IPAddress> Advertised
    {
        get
        {
            lock (_gate)
            {
                return _advertised;
            }
        }
    }

    /// <summary>Takes an advert.</summary>
    /// <param name="source">Its sender.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="addresses">The addresses that it names.</param>
    /// <returns>Whether it says something new: another sender, another priority, or other addresses.</returns>
    public bool Hear(IPAddress source, int priority, ImmutableArray<IPAddress> addresses)
    {
        lock (_gate)
        {
            var before = _record;
            _record = before.Hear(_router, source, priority, clock.Now);
            var same = _advertised.AsSpan().SequenceEqual(addresses.AsSpan());
            _advertised = same ? _advertised : addresses;
            return !same || !_record.SaysTheSameAs(before);
        }
    }

    /// <summary>Takes a packet that failed verification. A flood of them is counted and wakes nobody.</summary>
    /// <returns>Whether it is the first.</returns>
    public bool Reject()
    {
        lock (_gate)
        {
            _record = _record.Reject();
            return _record.Rejected == 1;
        }
    }

    /// <summary>What is heard as of now: who has been silent is forgotten.</summary>
    /// <returns>The record.</returns>
    public WireRecord Read()
    {
        lock (_gate)
        {
            return _record = _record.Forget(_router.AdvertInterval, clock.Now);
        }
    }
}
