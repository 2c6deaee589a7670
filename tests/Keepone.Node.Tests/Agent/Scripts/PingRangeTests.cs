using Keepone.Agent.Scripts;
using Keepone.Core.Health;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Scripts;

public sealed class PingRangeTests
{
    [Theory]
    [InlineData("1\t0\n", 990u, "990 990")]
    [InlineData("0\t2147483647\n", 990u, null)]
    [InlineData("990 990", 990u, null)]
    [InlineData("1000 2000", 990u, "990 2000")]
    [InlineData("100 200", 990u, "100 990")]
    public void Widen_ARange_HasTheGroupAndWhoWasInIt(string range, uint group, string? expected) => Assert.Equal(expected, PingRange.Widen(range, group));

    [Theory]
    [InlineData(false, CheckOutcome.Fail)]
    [InlineData(true, CheckOutcome.Pass)]
    public async Task Run_APing_NeedsLeaveInANamespaceThatIsNotTheAgents(bool allowed, CheckOutcome outcome)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        Assert.SkipUnless(File.Exists("/usr/bin/ping") || File.Exists("/bin/ping"), "needs ping (iputils-ping)");
        using var bench = new ScriptBench();
        using var network = await TestNetwork.CreateAsync();
        var check = ScriptBench.Check(bench.Write("ping -n -c 1 ::1 || exit 2; echo it answers")) with { AllowPing = allowed };
        network.Left.Run(() => File.WriteAllText("/proc/sys/net/ipv4/ping_group_range", "1 0"));
        Assert.True((await ChildProcess.RunAsync(
            network.Left, "ip", ["link", "set", "lo", "up"], null, Collected<string>.Deadline, 4096, TestContext.Current.CancellationToken)).Succeeded);
        var report = await new ScriptRun(bench.Identity).RunAsync(
            check, bench.Facts with { Place = network.Left }, null, TestContext.Current.CancellationToken);
        Assert.True(report.Result.Outcome == outcome, $"{report.Result.Message}: {report.Child?.Error}");
    }
}
