using System.Diagnostics;
using System.Text.Json.Nodes;
using Keepone.Keepalived.Neutron;

namespace Keepone.Keepalived.Tests.Neutron;

/// <summary>The generator against Neutron's own, where python3-neutron is installed: one process for all routers.</summary>
public sealed class NeutronOracleTests
{
    private const int Count = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Render_RoutersByChance_AreWhatNeutronWrites()
    {
        Assert.SkipUnless(File.Exists("/usr/lib/python3/dist-packages/neutron/agent/l3/ha_router.py"), "needs Debian's python3-neutron");
        var seed = int.TryParse(Environment.GetEnvironmentVariable("KEEPONE_SEED"), out var given) ? given : 1375625;
        var routers = new RandomRouters(seed);
        var questions = Enumerable.Range(0, Count).Select(_ => routers.Next()).ToList();
        var answers = await AskAsync(questions);

        Assert.Equal(Count, answers.Count);
        foreach (var (question, answer) in questions.Zip(answers))
        {
            Assert.True(Wanted(answer) == Made(question), $"seed {seed}: {question}\nNeutron:\n{Wanted(answer)}\nKeepone:\n{Made(question)}");
        }

        // Both ends of the scale were met, or the routers are not worth their time.
        Assert.InRange(answers.Count(answer => answer["error"] is not null), 1, Count / 4);
        Assert.InRange(answers.Count(answer => answer["script"] is not null), Count / 8, Count);
    }

    private static string Wanted(JsonNode answer) => answer["error"] is null
        ? $"{GoldenRouters.Ordered((string)answer["configuration"]!)}\n{answer["script"]}"
        : "refused";

    private static string Made(JsonNode question)
    {
        Assert.True(NeutronReleases.TryParse((string?)question["release"], out var release));
        var router = NeutronRouterReader.Read(question["router"]!.ToJsonString(), "router");
        var agent = NeutronAgentConfigurationReader.Read(question["agent"]!.ToJsonString(), "agent", release);
        Assert.Empty(agent.Errors);
        if (router.Router is null)
        {
            return "refused";
        }

        var files = NeutronConfiguration.Render(router.Router, agent.Agent!, release);
        return $"{GoldenRouters.Ordered(files.Configuration)}\n{files.HealthCheckScript}";
    }

    private static async Task<IReadOnlyList<JsonNode>> AskAsync(IEnumerable<JsonObject> questions)
    {
        using var process = System.Diagnostics.Process.Start(
            new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Neutron", "oracle.py")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            foreach (var question in questions)
            {
                await process.StandardInput.WriteLineAsync(question.ToJsonString());
            }

            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, await errors);
            return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"Neutron's generator did not end within {Patience.TotalSeconds} s", late);
        }
    }
}
