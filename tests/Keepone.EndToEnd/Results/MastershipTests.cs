using CsCheck;
using Keepone.Lab.Results;

namespace Keepone.EndToEnd.Results;

public sealed class MastershipTests
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(2);

    // The changes are written as MILLISECONDS NODE + or -.
    [Theory]
    [InlineData("", 0, 0, 0, 0)]
    [InlineData("1000a+", 1, 0, 0, 0)]
    [InlineData("1000a+ 2000a-", 1, 0, 0, 8000)]
    [InlineData("1000a+ 2000a- 2300b+", 1, 0, 0, 300)]
    [InlineData("1000a+ 2000b+ 2020a-", 2, 20, 20, 0)]
    [InlineData("1000a+ 2000b+ 4000a-", 2, 2000, 0, 0)]
    [InlineData("1000a+ 2000b+ 3999a-", 2, 1999, 1999, 0)]
    [InlineData("1000a+ 2000b+", 2, 8000, 0, 0)]
    [InlineData("1000a+ 9000b+", 2, 1000, 1000, 0)]
    [InlineData("1000a+ 2000b+ 3000c+ 4000a- 5000b-", 3, 3000, 0, 0)]
    [InlineData("1000a+ 2000b+ 2010a- 5000a+ 8000a-", 2, 3010, 10, 0)]
    [InlineData("1000a+ 1500a+ 2000b- 3000a-", 1, 0, 0, 7000)]
    [InlineData("1000a+ 2000b+ 11000b-", 2, 8000, 0, 0)]
    [InlineData("1000a+ 1000a- 3000b+", 1, 0, 0, 2000)]
    public void Measure_Changes_GivesFigures(string changes, int masters, int dual, int blips, int none)
    {
        var figures = Mastership.Measure(Parse(changes), TimeSpan.FromSeconds(10), Hold);
        Assert.Equal((masters, dual, blips, none), (figures.Masters, figures.Dual.TotalMilliseconds, figures.Blips.TotalMilliseconds, figures.None.TotalMilliseconds));
    }

    [Fact]
    public void Measure_ChangesOutOfOrder_Refuses() =>
        Assert.Throws<ArgumentException>(() => Mastership.Measure(Parse("2000a+ 1000b+"), TimeSpan.FromSeconds(10), Hold));

    [Fact]
    public void Measure_Overlap_NamesEverybodyInIt()
    {
        var figures = Mastership.Measure(Parse("1000a+ 2000b+ 3000c+ 4000a- 5000b-"), TimeSpan.FromSeconds(10), Hold);
        Assert.Equal(["a", "b", "c"], Assert.Single(figures.Overlaps).Nodes);
    }

    [Theory]
    [InlineData("1000a+ 2000b+ 2500b- 4000c+ 7000c-", 6000)]
    [InlineData("1000a+ 2000b+ 3999b-", null)]
    public void FirstHoldEnd_Overlaps_IsThatOfTheFirstLongOne(string changes, int? expected) =>
        Assert.Equal(expected, Mastership.Measure(Parse(changes), TimeSpan.FromSeconds(10), Hold).FirstHoldEnd(Hold)?.TotalMilliseconds);

    [Fact]
    public void Tenures_Changes_AreIntervals() => Assert.Equal(
        [
            new Tenure("a", TimeSpan.FromMilliseconds(1000), TimeSpan.FromMilliseconds(3000), Ended: true),
            new Tenure("b", TimeSpan.FromMilliseconds(2000), TimeSpan.FromMilliseconds(10_000), Ended: false),
        ],
        Mastership.Tenures(Parse("1000a+ 2000b+ 3000a-"), TimeSpan.FromSeconds(10)));

    // The oracle counts holders millisecond by millisecond.
    [Fact]
    public void Measure_AnyChanges_AgreesWithCountingEveryMillisecond() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[0, 3], Gen.Bool).Array[0, 30].Sample(raw =>
        {
            var changes = raw.OrderBy(change => change.Item1)
                .Select(change => new HolderChange(TimeSpan.FromMilliseconds(change.Item1), "abcd"[change.Item2].ToString(), change.Item3)).ToArray();
            var end = TimeSpan.FromMilliseconds(300);
            var figures = Mastership.Measure(changes, end, TimeSpan.FromMilliseconds(20));
            var counts = Enumerable.Range(0, 300).Select(at => HoldersAt(changes, at)).ToArray();

            // From the first taking on, also of one that was dropped in the same millisecond and that no count sees.
            var first = changes.Where(change => change.Holds).Select(change => change.Time.TotalMilliseconds).DefaultIfEmpty(-1).First();
            return figures.Dual.TotalMilliseconds == counts.Count(count => count >= 2)
                && figures.None.TotalMilliseconds == (first < 0 ? 0 : counts.Skip((int)first).Count(count => count == 0))
                && figures.Masters >= counts.Max()
                && figures.Blips <= figures.Dual
                && figures.Overlaps.Where(overlap => overlap.Length < TimeSpan.FromMilliseconds(20)).Sum(overlap => overlap.Length.TotalMilliseconds) == figures.Blips.TotalMilliseconds;
        });

    private static int HoldersAt(HolderChange[] changes, int millisecond)
    {
        var holders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in changes.Where(change => change.Time.TotalMilliseconds <= millisecond))
        {
            _ = change.Holds ? holders.Add(change.Node) : holders.Remove(change.Node);
        }

        return holders.Count;
    }

    internal static HolderChange[] Parse(string changes) =>
    [
        .. changes.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => new HolderChange(TimeSpan.FromMilliseconds(int.Parse(text[..^2])), text[^2].ToString(), text[^1] == '+')),
    ];
}
