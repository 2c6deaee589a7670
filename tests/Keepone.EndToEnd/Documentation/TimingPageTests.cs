using System.Globalization;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Core.Vrrp;

namespace Keepone.EndToEnd.Documentation;

/// <summary>The tables of timers in docs/timing.md and docs/guard.md say what the code does, for each preset.</summary>
public sealed class TimingPageTests
{
    private static readonly TimingPreset[] Presets = [TimingPreset.Lan, TimingPreset.Fast, TimingPreset.Wan];

    [Theory]
    [InlineData("`advertInterval`")]
    [InlineData("`guard.interval`")]
    [InlineData("`guard.fall`")]
    [InlineData("largest step of the priorities")]
    [InlineData("priorities of three replicas")]
    [InlineData("stagger")]
    [InlineData("replicas at most")]
    [InlineData("message delay")]
    [InlineData("write latency")]
    [InlineData("scheduling delay")]
    [InlineData("jitter between two backups")]
    [InlineData("promise of a leaving agent")]
    [InlineData("crash to new master, at most")]
    [InlineData("a master that is cut off has stopped after")]
    public Task PresetTable_ARow_SaysWhatThePresetsGive(string row) => HasRow("docs/timing.md", row, preset => PresetCell(row, preset));

    [Theory]
    [InlineData("b")]
    [InlineData("δ")]
    [InlineData("w")]
    [InlineData("σ")]
    [InlineData("L")]
    [InlineData("P")]
    [InlineData("d")]
    [InlineData("k")]
    [InlineData("g")]
    [InlineData("Q")]
    public async Task TimerTable_ARow_SaysWhatTheGuardCounts(string symbol) =>
        await HasRow("docs/guard.md", symbol, preset => TimerCell(symbol, GuardTimers.For(Router(preset))));

    private static string PresetCell(string row, TimingPreset preset)
    {
        var (values, router) = (PresetTiming.Of(preset), Router(preset));
        var plan = PriorityPlan.Of(router);
        return row switch
        {
            "`advertInterval`" => Duration.Format(values.AdvertInterval),
            "`guard.interval`" => Duration.Format(values.BeaconInterval),
            "`guard.fall`" => Number(values.Fall),
            "largest step of the priorities" => Number(values.LargestStep),
            "priorities of three replicas" => string.Join(", ", plan.Bases),
            "stagger" => Inequality.Text(values.AdvertInterval * plan.Step / 256),
            "replicas at most" => Number(values.MostReplicas),
            "message delay" => Inequality.Text(values.MessageDelay),
            "write latency" => Inequality.Text(values.Assumptions.WriteLatency),
            "scheduling delay" => Inequality.Text(values.Assumptions.SchedulingDelay),
            "jitter between two backups" => Inequality.Text(values.Assumptions.Jitter),
            "promise of a leaving agent" => Inequality.Text(values.LongPromise),
            "crash to new master, at most" => Inequality.Text(Cause(router, "keepalived crashes").NoMaster!.Value),
            _ => Inequality.Text(Cause(router, "is cut off from the HA network").StepDown!.Value),
        };
    }

    private static string TimerCell(string symbol, GuardTimers timers)
    {
        var time = symbol switch
        {
            "b" => timers.Beacon,
            "δ" => timers.MessageDelay,
            "w" => timers.WriteLatency,
            "σ" => timers.SchedulingDelay,
            "L" => timers.Lease,
            "P" => timers.Promise,
            "d" => timers.StopLead,
            "k" => timers.AskLead,
            "g" => timers.Grace,
            _ => timers.LongPromise,
        };
        return symbol == "Q" ? Inequality.Text(time) : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms");
    }

    private static async Task HasRow(string page, string first, Func<TimingPreset, string> cell)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, page), TestContext.Current.CancellationToken);
        var table = text.Split('\n').SkipWhile(line => !line.Contains("| lan", StringComparison.Ordinal)).TakeWhile(line => line.StartsWith('|'));
        var row = Assert.Single(table, line => line.StartsWith($"| {first} |", StringComparison.Ordinal));
        Assert.EndsWith($"| {string.Join(" | ", Presets.Select(cell))} |", row, StringComparison.Ordinal);
    }

    private static CauseTiming Cause(RouterSpecification router, string part) =>
        TimingReport.For(router).Causes.Single(cause => cause.Cause.EndsWith(part, StringComparison.Ordinal));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static RouterSpecification Router(TimingPreset preset)
    {
        var read = SpecificationReader.Read(
            $$"""
            router: edge-1
            vrid: 7
            timing: {{preset.ToString().ToLowerInvariant()}}
            replicas: [net-1, net-2, net-3]
            ha: { network: a, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18, net-3: 169.254.192.3/18 } }
            """,
            "edge-1.yaml");
        Assert.Empty(read.Errors);
        return Assert.Single(read.Routers);
    }
}
