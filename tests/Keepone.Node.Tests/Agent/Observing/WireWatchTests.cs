using System.Net;
using Keepone.Agent.Observing;
using Keepone.Core.Model;
using Keepone.Core.Observing;
using Keepone.Core.Specification;
using Keepone.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace Keepone.Node.Tests.Agent.Observing;

public sealed class WireWatchTests
{
    private static readonly IPAddress Peer = IPAddress.Parse("169.254.192.2");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly WireWatch _wire;

    public WireWatchTests() => _wire = new WireWatch(Router("net-2"), new SteadyClock(_time));

    [Fact]
    public void Hear_OtherAddresses_IsNews()
    {
        var (old, changed) = (IPAddress.Parse("169.254.0.7"), IPAddress.Parse("169.254.0.8"));
        Assert.True(_wire.Hear(Peer, 110, [old]));
        Assert.False(_wire.Hear(Peer, 110, [old]));

        Assert.True(_wire.Hear(Peer, 110, [changed]));

        Assert.Equal([changed], _wire.Advertised);
    }

    [Fact]
    public void Hear_TheSameAgain_IsNoNewsAndTheMomentIsNoted()
    {
        Assert.True(_wire.Hear(Peer, 110, []));
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.False(_wire.Hear(Peer, 110, []));
        }

        Assert.Equal(_time.GetUtcNow(), Assert.Single(_wire.Read().ToEvidence().Heard).LastHeard);
    }

    [Fact]
    public void Hear_AnotherPriorityOrSender_IsNews()
    {
        _wire.Hear(Peer, 110, []);

        Assert.True(_wire.Hear(Peer, 0, []));
        Assert.True(_wire.Hear(IPAddress.Parse("169.254.192.3"), 110, []));
        Assert.Equal([0, 110], _wire.Read().ToEvidence().Heard.Select(heard => heard.Priority));
    }

    [Fact]
    public void Hear_WhoWasForgotten_IsNewsAgain()
    {
        _wire.Hear(Peer, 110, []);
        _time.Advance(TimeSpan.FromSeconds(3.1));
        Assert.Empty(_wire.Read().Senders);

        Assert.True(_wire.Hear(Peer, 110, []));
    }

    [Fact]
    public void Hear_AFloodOfSenders_IsNewsForAsManyAsAreRemembered()
    {
        var news = Enumerable.Range(0, 5000).Count(i => _wire.Hear(new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), 1, []));

        Assert.Equal(WireRecord.MostSenders, news);
    }

    [Fact]
    public void Reject_AFlood_IsToldOnceAndCounted()
    {
        Assert.True(_wire.Reject());
        Assert.All(Enumerable.Range(0, 99), _ => Assert.False(_wire.Reject()));

        Assert.Equal(100, _wire.Read().Rejected);
    }

    [Fact]
    public void Follow_ANodeHasAnotherName_TheSenderHasItToo()
    {
        _wire.Hear(Peer, 110, []);

        _wire.Follow(Router("net-9"));

        Assert.Equal("net-9", Assert.Single(_wire.Read().ToEvidence().Heard).Node);
    }

    private static RouterSpecification Router(string peer) => SpecificationReader.Read($$"""
        router: edge-1
        namespace: edge
        vrid: 7
        replicas: [net-1, {{peer}}]
        ha: { network: ha-a, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, {{peer}}: 169.254.192.2/18 } }
        """, "edge-1.yaml").Routers[0];
}
