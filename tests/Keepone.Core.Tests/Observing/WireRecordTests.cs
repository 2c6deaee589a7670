using System.Net;
using Keepone.Core.Observing;

namespace Keepone.Core.Tests.Observing;

public sealed class WireRecordTests
{
    private static readonly TimeSpan Advert = TimeSpan.FromSeconds(1);
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Hear_AnAddressOfTheSpecification_IsNamed()
    {
        var record = WireRecord.Empty
            .Hear(EvidenceJudgeTests.Router, IPAddress.Parse("169.254.192.2"), 110, Noon)
            .Hear(EvidenceJudgeTests.Router, IPAddress.Parse("169.254.192.9"), 200, Noon);

        Assert.Equal(["net-2", null], record.ToEvidence().Heard.Select(heard => heard.Node));
    }

    [Fact]
    public void Forget_SilentForThreeIntervals_IsForgottenAndNotBefore()
    {
        var record = WireRecord.Empty.Hear(EvidenceJudgeTests.Router, IPAddress.Parse("169.254.192.2"), 110, Noon);

        Assert.Equal(Noon.AddSeconds(3), record.NextForgetting(Advert));
        Assert.Same(record, record.Forget(Advert, Noon.AddSeconds(3)));
        Assert.Empty(record.Forget(Advert, Noon.AddSeconds(3.01)).Senders);
    }

    [Fact]
    public void Hear_AFloodOfSources_IsBounded()
    {
        var record = WireRecord.Empty;
        for (var i = 0; i < 1000; i++)
        {
            record = record.Hear(EvidenceJudgeTests.Router, new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), 1, Noon);
        }

        Assert.Equal(WireRecord.MostSenders, record.Senders.Count);
    }
}
