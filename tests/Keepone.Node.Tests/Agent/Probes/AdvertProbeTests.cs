using Keepone.Agent.Probes;
using Keepone.Core.Health;

namespace Keepone.Node.Tests.Agent.Probes;

public sealed class AdvertProbeTests
{
    // Adverts of a second, priority 100: three intervals and the skew are 3.609 s. Now is second 100.
    [Theory]
    [InlineData(false, 99.9, 50.0, CheckOutcome.Pass, "the master's adverts are heard")]
    [InlineData(false, 96.4, 50.0, CheckOutcome.Pass, "the master's adverts are heard")]
    [InlineData(false, 96.3, 50.0, CheckOutcome.Fail, "no advert was heard for 3700ms")]
    [InlineData(false, null, 50.0, CheckOutcome.Fail, "no advert was ever heard")]
    [InlineData(false, null, 98.0, CheckOutcome.Pass, "no advert was heard yet, for 2s")]
    [InlineData(false, 90.0, 98.0, CheckOutcome.Pass, "no advert was heard yet, for 2s")]
    [InlineData(true, null, 50.0, CheckOutcome.Pass, "no other master is heard")]
    [InlineData(true, 49.0, 50.0, CheckOutcome.Pass, "no other master is heard")]
    [InlineData(true, 99.9, 98.5, CheckOutcome.Pass, "no other master is heard")]
    [InlineData(true, 99.9, 50.0, CheckOutcome.Fail, "another master's advert was heard 100ms ago, 50s after this replica became master")]
    [InlineData(true, 90.0, 50.0, CheckOutcome.Pass, "no other master is heard")]
    public void Judge_WhatWasHeard_SaysSo(bool isMaster, double? heardAt, double since, CheckOutcome expected, string message)
    {
        var facts = ProbeRig.Facts(ProbeRig.Replica(), isMaster) with
        {
            AdvertHeardAt = heardAt is { } at ? TimeSpan.FromSeconds(at) : null,
            Since = TimeSpan.FromSeconds(since),
        };

        Assert.Equal((expected, message), AdvertProbe.Judge(facts, TimeSpan.FromSeconds(100)));
    }

    [Fact]
    public async Task Begin_ARun_EndsAtOnce()
    {
        using var rig = new ProbeRig();

        var result = await rig.RunAsync(rig.Make(ProbeRig.Check("advert")), isMaster: true);

        Assert.Equal(CheckOutcome.Pass, result.Outcome);
    }
}
