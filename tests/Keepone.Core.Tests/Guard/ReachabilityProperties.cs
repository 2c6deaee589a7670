using CsCheck;
using Keepone.Core.Guard;

namespace Keepone.Core.Tests.Guard;

/// <summary>What must hold whatever is lost, late or repeated.</summary>
public sealed class ReachabilityProperties
{
    // Some others of five, per question; and how late their answers come.
    private static readonly Gen<(int[] Answering, int DelayMilliseconds)[]> Questions =
        Gen.Select(Gen.Int[0, 15], Gen.Int[0, 40], (mask, delay) => (Others(mask), delay)).Array[1, 60];

    [Fact]
    public void Stop_AMajorityAnswersEveryQuestion_NeverComes() => Questions.Sample(questions =>
    {
        var bench = new ReachabilityBench(stopped: false, isMaster: true, replicas: 5);
        foreach (var (answering, delay) in questions)
        {
            // Two of the four others make a majority of five; which two changes all the time.
            var majority = answering.Length >= 2 ? answering : [1 + delay % 4, 1 + (delay + 1) % 4];
            bench.Run(bench.Group.Interval, majority, TimeSpan.FromMilliseconds(delay / 4.0));
        }

        Assert.Equal(0, bench.Stops);
    });

    [Fact]
    public void Stop_NoMajorityAnswersAnyMore_ComesWithinAWindow() => Gen.Select(Questions, Gen.Int[1, 10], Gen.Int[0, 3]).Sample((questions, fall, minority) =>
    {
        var bench = new ReachabilityBench(stopped: false, isMaster: true, replicas: 5, fall);
        foreach (var (answering, delay) in questions)
        {
            bench.Run(bench.Group.Interval, answering, TimeSpan.FromMilliseconds(delay / 4.0));
        }

        // One other at most answers: two of five, three are needed. Adverts of a second master do not help.
        bench.Advert(1, 200);
        bench.Run(bench.Group.Window, minority == 0 ? [] : [minority]);

        Assert.True(bench.Last.Stop);
        bench.Run(TimeSpan.FromSeconds(20), minority == 0 ? [] : [minority]);
        Assert.True(bench.Last.Stop);
    });

    [Fact]
    public void Return_AMajorityAnswersAgain_ComesWithinARiseAndTwoQuestions() => Questions.Sample(questions =>
    {
        var bench = new ReachabilityBench(stopped: true, isMaster: false, replicas: 5);
        foreach (var (answering, delay) in questions)
        {
            bench.Run(bench.Group.Interval, answering, TimeSpan.FromMilliseconds(delay / 4.0));
        }

        bench.Run((ReachabilityGroup.Rise + 2) * bench.Group.Interval, [1, 2]);

        Assert.False(bench.Last.Stop);
    });

    private static int[] Others(int mask) => [.. Enumerable.Range(0, 4).Where(bit => (mask >> bit & 1) != 0).Select(bit => bit + 1)];
}
