using Google.Protobuf.WellKnownTypes;
using Keepone.Agent.Reporting;
using Microsoft.Extensions.Time.Testing;

namespace Keepone.Node.Tests.Agent.Reporting;

public sealed class HeartbeatRhythmTests
{
    [Theory]
    [InlineData(2, 0, 2000)]
    [InlineData(0, 0, 100)]
    [InlineData(-5, 0, 100)]
    [InlineData(0, 1, 100)]
    [InlineData(3600, 0, 60_000)]
    [InlineData(long.MaxValue, int.MaxValue, 60_000)]
    [InlineData(long.MinValue, int.MinValue, 100)]
    public void Sensible_WhateverIsAsked_StaysWithinTheLimits(long seconds, int nanos, double milliseconds) => Assert.Equal(
        milliseconds, HeartbeatRhythm.Sensible(new Duration { Seconds = seconds, Nanos = nanos }, TimeSpan.FromSeconds(2)).TotalMilliseconds);

    [Fact]
    public void Remaining_ControllerAsksAllTheTime_IsNeverMoreOftenThanTheShortest()
    {
        var time = new FakeTimeProvider();
        var rhythm = new HeartbeatRhythm(TimeSpan.FromSeconds(2), time);
        Assert.Equal(TimeSpan.FromSeconds(2), rhythm.Remaining);
        var beats = 0;
        for (var i = 0; i < 1000; i++)
        {
            rhythm.Ask();
            if (rhythm.Remaining == TimeSpan.Zero)
            {
                rhythm.Beat();
                beats++;
            }

            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(9, beats);
    }

    [Fact]
    public void Remaining_AskedAfterASilence_IsDueAtOnce()
    {
        var time = new FakeTimeProvider();
        var rhythm = new HeartbeatRhythm(TimeSpan.FromSeconds(2), time);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), rhythm.Remaining);
        rhythm.Ask();
        Assert.Equal(TimeSpan.Zero, rhythm.Remaining);
    }
}
