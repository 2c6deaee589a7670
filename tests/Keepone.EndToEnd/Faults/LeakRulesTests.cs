using Keepone.Lab.Faults;

namespace Keepone.EndToEnd.Faults;

public sealed class LeakRulesTests
{
    private static readonly LabUsage First = Usage(pid: 7, descriptors: 100, kilobytes: 30_000);

    public static TheoryData<string?, LabUsage> Cases => new()
    {
        { null, First },
        { null, Usage(pid: 7, descriptors: 112, kilobytes: 30_000 + (40 * 1024)) },
        { "Leak: net-1 had 100 descriptors and has 113, expected at most 12 more.", Usage(pid: 7, descriptors: 113, kilobytes: 30_000) },
        { "Leak: net-1 used 30000 kB and uses 70961 kB, expected at most 40960 kB more.", Usage(pid: 7, descriptors: 100, kilobytes: 70_961) },
        { null, Usage(pid: 8, descriptors: 500, kilobytes: 300_000) },
        { "Leak: the lab had 16 processes and has 17.", First with { Processes = 17 } },
        { "Leak: the lab had 9 network namespaces and has 10.", First with { Namespaces = 10 } },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compare_FirstAndNow_SaysWhatLeaked(string? expected, LabUsage now) =>
        Assert.Equal(expected is null ? [] : [expected], LeakRules.Compare(First, now));

    [Theory]
    [InlineData(163_840, 0)]
    [InlineData(163_841, 1)]
    public void Compare_Controller_MayUseMore(long more, int leaks) =>
        Assert.Equal(leaks, LeakRules.Compare(Usage(7, 100, 70_000, "controller"), Usage(7, 100, 70_000 + more, "controller")).Count());

    [Fact]
    public void Follow_ProgramStartedAgain_IsMeasuredAnew()
    {
        var again = Usage(pid: 8, descriptors: 90, kilobytes: 20_000);
        var first = LeakRules.Follow(First, again);
        Assert.Equal(again.Programs["net-1"], first.Programs["net-1"]);
        var leak = Assert.Single(LeakRules.Compare(first, Usage(pid: 8, descriptors: 103, kilobytes: 20_000)));
        Assert.Contains("net-1 had 90 descriptors", leak, StringComparison.Ordinal);
    }

    [Fact]
    public void Follow_SameProgram_IsMeasuredFromTheBeginning()
    {
        var first = LeakRules.Follow(First, Usage(pid: 7, descriptors: 110, kilobytes: 30_000) with { Processes = 99 });
        Assert.Equal(First.Programs["net-1"], first.Programs["net-1"]);
        Assert.Equal(First.Processes, first.Processes);
    }

    private static LabUsage Usage(int pid, int descriptors, long kilobytes, string program = "net-1") =>
        new(new Dictionary<string, ProgramUsage> { [program] = new(pid, descriptors, kilobytes) }, Processes: 16, Namespaces: 9);
}
