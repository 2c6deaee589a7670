using System.Globalization;

namespace Keepone.Bench;

/// <summary>What a router more costs: (PSS at N - PSS at 0) / N of one and the same agent process, keepalived excluded.</summary>
internal static class AgentMemory
{
    /// <summary>DESIGN §7: at most 64 kB a router.</summary>
    private const double LimitKilobytes = 64;

    // The heap is largest some time after the start: what is measured early flatters.
    internal static async Task<int> RunAsync(string program, int count, int monitors, TimeSpan settling, CancellationToken stop)
    {
        var stage = await Stage.BuildAsync(Math.Max(count, monitors), stop);
        var ear = await ControllerEar.ListenAsync("ear.sock", stop);
        await using var agent = await AgentUnderTest.CreateAsync(program, ear, stop);
        agent.Start();
        await Task.Delay(settling, TimeProvider.System, stop);
        var before = agent.Cost;
        await Console.Error.WriteLineAsync($"Starting {count} routers ...");
        await agent.SpecifyAsync(stage, count, stop);
        await agent.UntilReadyAsync(stop);
        await Task.Delay(settling, TimeProvider.System, stop);
        var after = agent.Cost;
        var each = (after.Pss - before.Pss) / 1000.0 / count;

        var table = new Table("what", "routers", "PSS, all", "PSS, each router", "descriptors, each", "threads");
        table.Add("keepone agent", "0", Megabytes(before.Pss), "", "", Text(before.Threads));
        var descriptors = (after.Descriptors - before.Descriptors) / (double)count;
        table.Add("keepone agent", Text(count), Megabytes(after.Pss), $"{Text(each)} kB", Text(descriptors), Text(after.Threads));
        if (monitors > 0 && await NeutronMonitor.MeasureAsync(stage, monitors, stop) is { } measured)
        {
            table.Add("Neutron 21's monitor", Text(monitors), Megabytes(measured.Sum()), $"{Text(measured.Average() / 1000)} kB", "", "");
        }

        await table.PrintAsync();
        if (each <= LimitKilobytes)
        {
            return 0;
        }

        await Console.Error.WriteLineAsync($"A router costs {Text(each)} kB, more than {LimitKilobytes} kB.");
        return 1;
    }

    private static string Megabytes(long bytes) => $"{Text(bytes / 1e6)} MB";

    private static string Text(double number) => number.ToString("#,0.#", CultureInfo.InvariantCulture);
}
