using Keepone.Core.Vrrp;
using Keepone.Lab.Results;
using Keepone.Lab.Scenarios;

namespace Keepone.EndToEnd.Results;

public sealed class ComputedTimesTests
{
    private static readonly Expectations Expect = new()
    {
        Timing = new CauseTiming("check site fails", NoMaster: TimeSpan.FromSeconds(1), TwoMasters: TimeSpan.Zero, "Seen.") { TakeOver = TimeSpan.FromSeconds(5) },
    };

    // The check is made to fail at 10 s, and 10 ms are granted for errors and lateness.
    [Theory]
    [InlineData(12.0, null)]
    [InlineData(15.009, null)]
    [InlineData(15.011, "took over 5011.0 ms after the check was made to fail, but config timing computes at most 5s when check site fails")]
    [InlineData(null, "No replica took over after the check was made to fail")]
    [InlineData(9.0, "No replica took over after the check was made to fail")]
    public void Compare_TakeOver_IsTimedFromTheFault(double? taken, string? expected)
    {
        var measured = Measured() with
        {
            Changes = taken is { } at ? [new HolderChange(TimeSpan.FromSeconds(at), "net-2", Holds: true)] : [],
            CheckFault = TimeSpan.FromSeconds(10),
        };
        var said = ComputedTimes.Compare(Expect, Mastership.Measure(measured.Changes, measured.End, TimeSpan.FromSeconds(2)), measured);
        Assert.Equal(expected is null ? [] : [true], said.Select(sentence => sentence.Contains(expected!, StringComparison.Ordinal)));
    }

    [Fact]
    public void Compare_NoCheckWasMadeToFail_NobodyNeedTakeOver() =>
        Assert.Empty(ComputedTimes.Compare(Expect, Mastership.Measure([], TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2)), Measured()));

    private static Measurement Measured() => new()
    {
        Changes = [],
        End = TimeSpan.FromSeconds(30),
        Error = TimeSpan.FromMilliseconds(4),
        Lateness = TimeSpan.FromMilliseconds(6),
    };
}
