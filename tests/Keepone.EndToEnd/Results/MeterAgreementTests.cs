using System.Collections.Immutable;
using Keepone.Lab.Results;

namespace Keepone.EndToEnd.Results;

public sealed class MeterAgreementTests
{
    private static readonly TimeSpan End = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("1000a+", "a 1000 2000 3000 4000 5000 6000 7000 8000 9000")]
    [InlineData("1000a+ 4000a-", "a 995 1995 2995 3995")]
    [InlineData("1000a+ 1200a-", "")]
    [InlineData("1000a+ 6000a-", "a 1000 2000 3900 4900 5900")]
    [InlineData("", "")]
    public void Compare_MetersAgree_FindsNothing(string changes, string adverts) => Assert.Empty(Compare(changes, adverts));

    [Theory]
    [InlineData("1000a+", "", "a held the VIP from 1.000 s to 10.000 s and sent no advert that was due.")]
    [InlineData("1000a+ 6000a-", "a 1000 2000 5000", "a held the VIP from 3.000 s to 5.000 s and sent no advert that was due.")]
    [InlineData("1000a+ 4000a-", "a 1000 2000 3000 4000 5500", "a sent an advert at 5.500 s while the address meter saw no VIP on it.")]
    [InlineData("", "b 7000", "b sent an advert at 7.000 s while the address meter saw no VIP on it.")]
    public void Compare_MetersDisagree_SaysWhere(string changes, string adverts, string expected) => Assert.Contains(expected, Compare(changes, adverts));

    [Fact]
    public void Compare_ResignationAfterTheTenure_IsNotAMaster() => Assert.Empty(MeterAgreement.Compare(
        MastershipTests.Parse("1000a+ 1500a-"), [new SentAdvert(TimeSpan.FromSeconds(9), "a", 0)], TimeSpan.Zero, End, Interval, TimeSpan.Zero));

    [Fact]
    public void Compare_DoubtOfTheMeters_WidensTheTolerance() => Assert.Empty(MeterAgreement.Compare(
        MastershipTests.Parse("1000a+ 2400a-"), [], TimeSpan.Zero, End, Interval, TimeSpan.FromMilliseconds(300)));

    // While programs start on a small machine, an advert may be late, and nobody measures by how much.
    [Theory]
    [InlineData(3000, "1000a+", "a 2900 3900 4900 5900 6900 7900 8900 9900", 0)]
    [InlineData(2000, "1000a+", "a 3900 4900 5900 6900 7900 8900 9900", 1)]
    [InlineData(3000, "4000a+", "a 500 4000 5000 6000 7000 8000 9000", 0)]
    public void Compare_BeforeTheMeasurementBegins_NothingIsSaid(int begin, string changes, string adverts, int expected) =>
        Assert.Equal(expected, Compare(changes, adverts, begin).Length);

    private static ImmutableArray<string> Compare(string changes, string adverts, int begin = 0)
    {
        var words = adverts.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var sent = words.Skip(1).Select(time => new SentAdvert(TimeSpan.FromMilliseconds(int.Parse(time)), words[0], 120)).ToArray();
        return MeterAgreement.Compare(MastershipTests.Parse(changes), sent, TimeSpan.FromMilliseconds(begin), End, Interval, TimeSpan.Zero);
    }
}
