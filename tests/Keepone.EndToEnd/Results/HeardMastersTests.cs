using System.Globalization;
using Keepone.Lab.Results;

namespace Keepone.EndToEnd.Results;

public sealed class HeardMastersTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Each advert: the node, the time in tenths of a second, '0' for a resignation.
    [Theory]
    [InlineData("a0 a10 a20 b50 b60", 0)] // a hand-over after a crash
    [InlineData("a0 a10 a15:0 b15 b25", 0)] // one after a resignation
    [InlineData("a0 a10 a20 b20 b30", 0)] // to the moment
    [InlineData("a0 a10 b15 a20 b25 a30 b35 a40", 2000)] // b from 15 to 35, a until 40
    [InlineData("a0 a10 b15 b25 a60 b35 b45", 0)] // a was silent for longer than two intervals
    [InlineData("a0 b10 c20", 0)] // single adverts are moments
    [InlineData("a0 a10 b5 c5 b15 c15", 1000)] // three count once
    public void Dual_Adverts_Expected(string text, int expected)
    {
        var adverts = text.Split(' ').Select(Parse).OrderBy(advert => advert.Time);

        Assert.Equal(expected, HeardMasters.Dual(adverts, Interval, TimeSpan.FromSeconds(10)).TotalMilliseconds);
    }

    private static SentAdvert Parse(string word)
    {
        var parts = word[1..].Split(':');
        var at = 100 * int.Parse(parts[0], CultureInfo.InvariantCulture);
        return new SentAdvert(TimeSpan.FromMilliseconds(at), word[..1], parts.Length > 1 ? 0 : 100);
    }
}
