using System.Net;
using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Guard;

public sealed class GuardRosterTests
{
    [Theory]
    [InlineData("net-1", 0, "ha0")]
    [InlineData("net-3", 2, "ha0")]
    [InlineData("w1", 3, null)]
    public void Of_EveryVoter_KnowsItsPlace(string name, int self, string? interfaceName)
    {
        var roster = Rosters.Of(name);
        Assert.Equal((self, 3, interfaceName, "edge-1"), (roster.Self, roster.Replicas, roster.Interface, roster.RouterName));
        Assert.Equal(["net-1", "net-2", "net-3", "w1"], roster.Names);
        Assert.Equal(
            [
                new IPEndPoint(IPAddress.Parse("169.254.192.1"), 3112), new IPEndPoint(IPAddress.Parse("169.254.192.2"), 3112),
                new IPEndPoint(IPAddress.Parse("169.254.192.3"), 3112), new IPEndPoint(IPAddress.Parse("169.254.192.9"), 4000),
            ],
            roster.Endpoints);
    }

    [Fact]
    public void Of_NoGuardByPromisesOrNoVoter_IsNull()
    {
        var router = Rosters.Router;
        Assert.Null(GuardRoster.Of(router, "net-4"));
        Assert.Null(GuardRoster.Of(router with { Guard = router.Guard with { Mode = GuardMode.Off } }, "net-1"));
        Assert.Null(GuardRoster.Of(router with { Guard = router.Guard with { Mode = GuardMode.Reachability } }, "net-1"));
        Assert.Null(GuardRoster.Of(router with { Ha = router.Ha with { Addresses = router.Ha.Addresses.Remove("net-2") } }, "net-1"));
    }

    [Fact]
    public void Fingerprint_OfTheSameSpecification_IsEveryonesTheSame() =>
        Assert.Single(Rosters.Of("net-1").Names.Select(name => Rosters.Of(name).Fingerprint).Distinct());

    // Written down: another value keeps an upgraded agent from hearing the others, as it must where leases or promises last another time.
    [Fact]
    public void Fingerprint_Stays() => Assert.Equal(0x8D9434BFAF8A1FDEUL, Rosters.Of("net-1").Fingerprint);

    [Fact]
    public void Fingerprint_WhatMustAgreeDiffers_Differs()
    {
        var router = Rosters.Router;
        RouterSpecification[] others =
        [
            router,
            router with { Replicas = ["net-1", "net-3", "net-2"] },
            router with { Replicas = ["net-1", "net-2"] },
            router with { AdvertInterval = TimeSpan.FromSeconds(2) },
            router with { Guard = router.Guard with { Fall = 4 } },
            router with { Guard = router.Guard with { Interval = TimeSpan.FromMilliseconds(100) } },
            router with { Timing = TimingPreset.Wan },
            router with { Guard = router.Guard with { Witnesses = [] } },
            router with { Guard = router.Guard with { Witnesses = [router.Guard.Witnesses[0] with { Name = "w2" }] } },
        ];
        Assert.Equal(others.Length, others.Select(other => Rosters.Of("net-1", other).Fingerprint).Distinct().Count());

        // Where a voter is may change without the others: they stop hearing it until they know.
        var moved = router with { Guard = router.Guard with { Witnesses = [router.Guard.Witnesses[0] with { Port = 5000 }] } };
        Assert.Equal(Rosters.Of("net-1").Fingerprint, Rosters.Of("net-1", moved).Fingerprint);
    }
}
