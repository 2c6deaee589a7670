using CsCheck;
using Keepone.Core.Model;
using Keepone.Core.Observing;

namespace Keepone.Core.Tests.Observing;

public sealed class DoubtTests
{
    private static readonly TimeSpan Advert = TimeSpan.FromSeconds(1);
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true, VrrpState.Master, "")]
    [InlineData(false, VrrpState.Backup, "")]
    [InlineData(false, VrrpState.Fault, "")]
    [InlineData(false, VrrpState.Init, "")]
    [InlineData(true, VrrpState.Backup, "keepalived says Backup and 169.254.0.7 is on ha0")]
    [InlineData(true, VrrpState.Fault, "keepalived says Fault and 169.254.0.7 is on ha0")]
    [InlineData(false, VrrpState.Master, "keepalived says Master and 169.254.0.7 is not on ha0")]
    [InlineData(false, VrrpState.Unknown, "keepalived has not said its state")]
    public void Weigh_WhatKeepalivedSaidAndTheKernel_ContradictOrNot(bool vip, VrrpState reported, string reason)
    {
        var doubt = Weigh(Doubt.None, vip, reported, Noon);

        Assert.Equal(reason, doubt.Reason);
        var patience = reported == VrrpState.Unknown ? Doubt.LeastPause : Advert;
        Assert.Equal(reason.Length == 0 ? null : Noon + patience, doubt.Due(Advert));
    }

    [Fact]
    public void Weigh_TheContradictionEnds_NothingIsDue()
    {
        var doubt = Weigh(Doubt.None, true, VrrpState.Backup, Noon);

        Assert.Null(Weigh(doubt, true, VrrpState.Master, Noon.AddSeconds(0.5)).Due(Advert));
    }

    [Theory]
    [InlineData(null, ProcessCondition.Normal)]
    [InlineData(1, ProcessCondition.Stalled)]
    public void Weigh_NobodyThereToAnswer_NothingIsDue(int? pid, ProcessCondition condition)
    {
        var doubt = Doubt.None.Lose("a line cannot be read").Weigh(
            EvidenceJudgeTests.Router, new KernelEvidence(true, true, true, true), new KeepalivedEvidence(pid, VrrpState.Backup, null, null, condition), Noon);

        Assert.Null(doubt.Due(Advert));
    }

    [Fact]
    public void Lose_ALine_IsDueAtOnceAndAnsweredByOneQuestion()
    {
        var doubt = Weigh(Doubt.None.Lose("a line of the FIFO cannot be read"), false, VrrpState.Backup, Noon);

        Assert.True(doubt.Due(Advert) <= Noon);
        Assert.Null(doubt.Ask(Noon).Due(Advert));
    }

    [Fact]
    public void Ask_TheContradictionStays_PausesGrowToTheLongest()
    {
        var doubt = Weigh(Doubt.None, true, VrrpState.Backup, Noon);
        var pauses = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            var due = doubt.Due(Advert)!.Value;
            doubt = Weigh(doubt.Ask(due), true, VrrpState.Backup, due);
            pauses.Add((doubt.Due(Advert)!.Value - due).TotalSeconds);
        }

        Assert.Equal([5, 10, 20, 40, 80, 160, 300, 300, 300], pauses);
    }

    [Fact]
    public void Ask_AfterALongRest_StartsWithTheShortestPause()
    {
        var doubt = Doubt.None.Ask(Noon).Ask(Noon.AddSeconds(5)).Ask(Noon.AddHours(1));

        Assert.Equal(1, doubt.Asked);
    }

    [Fact]
    public void Ask_WhateverIsLostOrContradicts_IsNeverMoreOftenThanTheLeastPause() =>
        Gen.Select(Gen.Int[1, 4000], Gen.Int[0, 3]).Array[1, 200].Sample(steps =>
        {
            var (doubt, now) = (Doubt.None, Noon);
            var asked = new List<DateTimeOffset>();
            foreach (var (milliseconds, what) in steps)
            {
                now = now.AddMilliseconds(milliseconds);
                doubt = what == 0 ? doubt.Lose("a flood") : doubt;
                doubt = Weigh(doubt, what == 1, what == 2 ? VrrpState.Master : VrrpState.Backup, now);
                if (doubt.Due(Advert) is { } due && due <= now)
                {
                    asked.Add(now);
                    doubt = doubt.Ask(now);
                }
            }

            return asked.Zip(asked.Skip(1)).All(pair => pair.Second - pair.First >= Doubt.LeastPause);
        });

    private static Doubt Weigh(Doubt doubt, bool vip, VrrpState reported, DateTimeOffset now) => doubt.Weigh(
        EvidenceJudgeTests.Router, new KernelEvidence(true, true, true, vip), new KeepalivedEvidence(1, reported, null, null), now);
}
