using System.Globalization;

namespace Keepone.Bench;

/// <summary>
/// How long the controller waits: a VIP is added in a namespace, and the observation that says so is received at the other end of the
/// agent's gRPC stream (a unix socket of the same machine). The replicas are backups of real keepalived that hear an advert a second.
/// </summary>
internal static class AgentLatency
{
    private const int Samples = 300;
    private const int Seed = 1;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    internal static async Task<int> RunAsync(string program, int[] counts, CancellationToken stop)
    {
        var stage = await Stage.BuildAsync(counts.Max(), stop);
        var ear = await ControllerEar.ListenAsync("ear.sock", stop);
        await using var agent = await AgentUnderTest.CreateAsync(program, ear, stop);
        agent.Start();
        var table = new Table(
            "routers", "VIP added → observation received, p50 / p99 / max", "first start of their keepalived", "restart: all adopted and reported",
            "CPU of one core, at rest", "PSS", "descriptors", "threads");
        foreach (var count in counts.Order())
        {
            await Console.Error.WriteLineAsync($"Starting {count} routers ...");
            var specified = TimeProvider.System.GetTimestamp();
            await agent.SpecifyAsync(stage, count, stop);
            var first = TimeProvider.System.GetElapsedTime(specified, await agent.UntilReadyAsync(stop));

            await Console.Error.WriteLineAsync("Restarting the agent ...");
            await agent.StopAsync(stop);
            var restarted = agent.Start();
            var again = TimeProvider.System.GetElapsedTime(restarted, await agent.UntilReadyAsync(stop));

            await Console.Error.WriteLineAsync("Resting, then measuring ...");
            await Task.Delay(Rest, TimeProvider.System, stop);
            var (before, from) = (agent.Cost.Cpu, TimeProvider.System.GetTimestamp());
            await Task.Delay(Rest, TimeProvider.System, stop);
            var cost = agent.Cost;
            var share = (cost.Cpu - before) / TimeProvider.System.GetElapsedTime(from);
            var latencies = await MeasureAsync(stage, count, ear, stop);
            table.Add(
                Text(count), latencies.ToString(), Text(first), Text(again), share.ToString("0.0 %", CultureInfo.InvariantCulture),
                $"{(cost.Pss / 1e6).ToString("0.0", CultureInfo.InvariantCulture)} MB", Text(cost.Descriptors), Text(cost.Threads));
        }

        await table.PrintAsync();
        return 0;
    }

    private static async Task<Percentiles> MeasureAsync(Stage stage, int count, ControllerEar ear, CancellationToken stop)
    {
#pragma warning disable CA5394 // Which replica is measured is no secret.
        var random = new Random(Seed);
        var latencies = new List<TimeSpan>(Samples);
        for (var i = 0; i < Samples; i++)
        {
            var place = stage.Places[random.Next(count)];
#pragma warning restore CA5394
            var seen = ear.UntilAsync(latest => latest[place.Router].Kernel.VipPresent, Deadline, stop);
            var added = place.Change(present: true);
            latencies.Add(TimeProvider.System.GetElapsedTime(added, await seen));
            var gone = ear.UntilAsync(latest => !latest[place.Router].Kernel.VipPresent, Deadline, stop);
            place.Change(present: false);
            await gone;
        }

        return new Percentiles(latencies);
    }

    private static string Text(TimeSpan span) => $"{span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s";

    private static string Text(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
