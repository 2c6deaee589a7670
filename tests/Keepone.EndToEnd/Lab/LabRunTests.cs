using System.Text.Json;
using Keepone.Core.Model;
using Keepone.Lab.Faults;
using Keepone.Lab.Results;
using Keepone.Lab.Scenarios;

namespace Keepone.EndToEnd.Lab;

/// <summary>Every scenario, played by the built program.</summary>
public sealed class LabRunTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    public static TheoryData<string> Names => [.. ScenarioCatalog.Names.Where(name => !IsTight(name))];

    public static TheoryData<string> TightNames => [.. ScenarioCatalog.Names.Where(IsTight)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Run_Scenario_PassesAndLeavesNothing(string name) => PlayAsync(name);

    // Its timers are milliseconds, or one script that is late is a verdict: nothing runs beside it.
    [Theory(DisableParallelization = true)]
    [MemberData(nameof(TightNames))]
    public Task Run_ScenarioOfTightTimers_PassesAndLeavesNothing(string name) => PlayAsync(name);

    private static bool IsTight(string name) =>
        ScenarioCatalog.Get(name).Router is var router
        && (router.Timing == TimingPreset.Fast || router.Checks.Any(check => check is { Script: not null, Fall: 1 }));

    private static async Task PlayAsync(string name)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var stop = Bound();
        using var keepone = KeeponeProcess.Start("lab", "run", name, "--output", "json");
        var (exitCode, output, errors) = await keepone.EndAsync(stop.Token);
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{errors}");
        var results = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize(line, LabJson.Default.RunResult)!).ToArray();
        Assert.Equal(Verdict.Pass, results[^1].Verdict);
        Assert.All(results, result => Assert.Equal(name, result.Scenario));
        Assert.Empty(Leftovers.Processes(keepone.Mark));
        Assert.Empty(Leftovers.Files(keepone.RuntimeFiles));
    }

    // A short loop, so that the long one cannot rot: 'keepone lab faults --count 200' is part of './test soak'.
    [Fact]
    public async Task Faults_ShortLoop_HoldsTheAuditsAndLeaksNothing()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var stop = Bound();
        using var keepone = KeeponeProcess.Start("lab", "faults", "--count", "6", "--seed", "3", "--output", "json");
        var (exitCode, output, errors) = await keepone.EndAsync(stop.Token);
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{errors}");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var faults = lines[..^1].Select(line => JsonSerializer.Deserialize(line, LabJson.Default.FaultResult)!).ToArray();
        Assert.Equal(FaultPlan.Make(seed: 3, count: 6, nodes: 3).Select(fault => fault.Kind.Name), faults.Select(fault => fault.Fault));
        Assert.All(faults, fault => Assert.InRange(fault.RecoveryMs!.Value, 0, fault.BoundMs));
        var summary = JsonSerializer.Deserialize(lines[^1], LabJson.Default.FaultSummary)!;
        Assert.Equal((Verdict.Pass, 6, 3), (summary.Verdict, summary.Faults, summary.Seed));
        Assert.Equal(["controller", "net-1", "net-2", "net-3"], summary.Usage.Select(row => row.Name));
        Assert.All(summary.Usage, row => Assert.True(row is { DescriptorsLast: > 0, PssLastKb: > 0 }, row.ToString()));
        Assert.Empty(Leftovers.Processes(keepone.Mark));
        Assert.Empty(Leftovers.Files(keepone.RuntimeFiles));
    }

    [Fact]
    public async Task SelfTest_FakedSecondHolder_IsFoundByTheAudits()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var stop = Bound();
        using var keepone = KeeponeProcess.Start("lab", "self-test");
        var (exitCode, output, errors) = await keepone.EndAsync(stop.Token);
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{errors}");
        Assert.Contains("169.254.0.7 has 2 holders", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LauncherIsKilled_EverythingEnds()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var stop = Bound();
        using var keepone = KeeponeProcess.Start("lab", "run", "steady");
        await keepone.AwaitLineAsync("running for", stop.Token);
        var processes = Leftovers.Processes(keepone.Mark);
        var runtimeFiles = Leftovers.RuntimeFiles(processes);
        var own = Leftovers.Namespaces([Environment.ProcessId]);
        var namespaces = Leftovers.Namespaces(processes);
        namespaces.ExceptWith(own);

        // Three nodes, a controller, two clients, the lab itself and three replicas have network namespaces of their own.
        Assert.True(namespaces.Count(name => name.StartsWith("net:", StringComparison.Ordinal)) >= 10, string.Join(' ', namespaces));
        await keepone.SignalAsync("KILL");
        await keepone.EndAsync(stop.Token);
        await UntilAsync(() => Leftovers.Processes(keepone.Mark).Length == 0 && Leftovers.Holders(namespaces).Length == 0, stop.Token);
        Assert.Empty(Leftovers.Files(runtimeFiles));
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task Run_Signal_EndsInOrder(string signal, int expected)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        Assert.SkipWhen(signal == "INT" && IgnoresInterrupt(), "the tests run as a background job of a shell, which has SIGINT ignored by all that it starts");
        using var stop = Bound();
        using var keepone = KeeponeProcess.Start("lab", "run", "steady");
        await keepone.AwaitLineAsync("waiting until", stop.Token);
        var runtimeFiles = Leftovers.RuntimeFiles(Leftovers.Processes(keepone.Mark));
        await keepone.SignalAsync(signal);
        var (exitCode, _, _) = await keepone.EndAsync(stop.Token);
        Assert.Equal(expected, exitCode);
        await UntilAsync(() => Leftovers.Processes(keepone.Mark).Length == 0, stop.Token);
        Assert.Empty(Leftovers.Files(runtimeFiles));
    }

    [Fact]
    public async Task Up_ThenExecThenDown_IsALabToPlayWith()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var stop = Bound();
        using var up = KeeponeProcess.Start("lab", "up");
        var (exitCode, output, errors) = await up.EndAsync(stop.Token);
        try
        {
            Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{errors}");
            using var status = KeeponeProcess.Start("lab", "exec", "net-1", "--", "keepone", "status");
            Assert.Contains("edge-1", (await status.EndAsync(stop.Token)).Output, StringComparison.Ordinal);
            using var second = KeeponeProcess.Start("lab", "up");
            Assert.Contains("A lab is up already", (await second.EndAsync(stop.Token)).Errors, StringComparison.Ordinal);
        }
        finally
        {
            using var down = KeeponeProcess.Start("lab", "down");
            Assert.Equal(0, (await down.EndAsync(stop.Token)).ExitCode);
        }

        await UntilAsync(() => Leftovers.Processes(up.Mark).Length == 0, stop.Token);
        Assert.Empty(Leftovers.Files([]));
        Assert.False(File.Exists(Leftovers.StandingLab));
    }

    [Theory]
    [InlineData(2, "There is no scenario 'nosuch'", "lab", "run", "nosuch")]
    [InlineData(2, "--repeat", "lab", "run", "steady", "--repeat", "x")]
    [InlineData(2, "--count", "lab", "faults", "--count", "0")]
    [InlineData(2, "This command is the inner part", "lab", "inside", "run", "steady")]
    [InlineData(2, "This command is the inner part", "lab", "inside", "faults", "--count", "1")]
    [InlineData(2, "No lab is up", "lab", "exec", "net-1", "--", "true")]
    public async Task Command_WrongUse_IsOneSentence(int expected, string sentence, params string[] arguments)
    {
        using var stop = Bound();
        using var keepone = KeeponeProcess.Start(arguments);
        var (exitCode, _, errors) = await keepone.EndAsync(stop.Token);
        Assert.Equal(expected, exitCode);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
    }

    private static CancellationTokenSource Bound()
    {
        var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Deadline);
        return bound;
    }

    // The end of processes that are nobody's children here has no event; the deadline of the test bounds the looking.
    private static async Task UntilAsync(Func<bool> condition, CancellationToken cancellation)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        }
    }

    // proc(5): the mask of ignored signals in hexadecimal; SIGINT is the second bit.
    private static bool IgnoresInterrupt() =>
        (Convert.ToUInt64(File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim(), 16) & 2) != 0;
}
