using Keepone.Agent.Probes;
using Keepone.Core.Health;
using Keepone.Core.Specification;

namespace Keepone.Node.Tests.Agent.Probes;

public sealed class ProbeListTests
{
    [Fact]
    public void All_Probes_AreThoseThatSpecificationsKnow() => Assert.Equal(RouterSchema.Probes, ProbeList.All.Select(probe => probe.Name));

    [Theory]
    [InlineData("ping", "gateway", typeof(PingProbe))]
    [InlineData("arp", "gateway", typeof(NeighbourProbe))]
    [InlineData("arp", "vip", typeof(DuplicateProbe))]
    [InlineData("arp", "203.0.113.77", typeof(DuplicateProbe))]
    [InlineData("arp", "10.0.0.1", typeof(DuplicateProbe))]
    [InlineData("arp", "10.0.0.1%eth0", typeof(NeighbourProbe))]
    [InlineData("ndp", "2001:db8::10", typeof(DuplicateProbe))]
    [InlineData("ndp", "fe80::1%eth0", typeof(NeighbourProbe))]
    [InlineData("tcp", "10.0.0.9:179", typeof(TcpProbe))]
    [InlineData("carrier", "eth0", typeof(CarrierProbe))]
    [InlineData("bond", "bond0", typeof(BondProbe))]
    [InlineData("advert", null, typeof(AdvertProbe))]
    [InlineData("process", "bird", typeof(ProcessProbe))]
    [InlineData("tcp", "10.0.0.9", typeof(UnaskableProbe))]
    [InlineData("arp", "8.8.8.8.8", typeof(UnaskableProbe))]
    [InlineData("none", null, typeof(UnaskableProbe))]
    public void Make_ACheck_GivesItsProbe(string probe, string? target, Type expected)
    {
        using var rig = new ProbeRig();

        Assert.IsType(expected, rig.Make(ProbeRig.Check(probe, target)));
    }

    [Fact]
    public async Task Make_WhatValidationShouldHaveRefused_GivesErrorsAndNoException()
    {
        using var rig = new ProbeRig();

        var result = await rig.RunAsync(rig.Make(ProbeRig.Check("tcp", "10.0.0.9")), isMaster: true);

        Assert.Equal((CheckOutcome.Error, "the tcp probe cannot aim at '10.0.0.9', expected ADDRESS:PORT"), (result.Outcome, result.Message));
    }
}
