using Keepone.Lab.Results;

namespace Keepone.EndToEnd.Results;

public sealed class EchoFiguresTests
{
    // One packet every 20 ms; x is a lost one.
    [Theory]
    [InlineData("", 0, 0, 0)]
    [InlineData("....", 4, 0, 20)]
    [InlineData("..xx.", 5, 2, 60)]
    [InlineData("..xxx", 5, 3, 60)]
    [InlineData("xx...", 5, 2, 40)]
    [InlineData("xxx", 3, 3, 40)]
    public void Measure_Echoes_GivesFigures(string packets, int sent, int lost, int gap)
    {
        var figures = EchoFigures.Measure(Echoes(packets), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal((sent, lost, gap), (figures.Sent, figures.Lost, figures.LongestGap.TotalMilliseconds));
    }

    [Fact]
    public void Measure_FromLater_LeavesEarlierPacketsOut()
    {
        var figures = EchoFigures.Measure(Echoes("xx..x."), TimeSpan.FromMilliseconds(40), TimeSpan.FromSeconds(10));
        Assert.Equal((4, 1), (figures.Sent, figures.Lost));
    }

    internal static Echo[] Echoes(string packets) =>
        [.. packets.Select((packet, i) => new Echo(TimeSpan.FromMilliseconds(20 * i), packet == 'x' ? null : TimeSpan.FromMilliseconds((20 * i) + 1)))];
}
