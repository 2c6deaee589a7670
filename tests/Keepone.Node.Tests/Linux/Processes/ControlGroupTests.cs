using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Processes;

public sealed class ControlGroupTests
{
    private const string Mounts =
        """
        24 1 0:22 / /proc rw,nosuid shared:5 - proc proc rw
        31 24 0:27 / /sys/fs/cgroup/pids rw,relatime shared:11 - cgroup cgroup rw,pids
        32 24 0:28 /box/1 /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
        33 24 0:29 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
        34 24 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
        """;

    private const string Own = "9:pids:/system.slice/keepone-agent.service\n8:memory:/box/1/agent\n7:cpu,cpuacct:/\n0::/user.slice\n";

    [Theory]
    [InlineData("pids", "/sys/fs/cgroup/pids/system.slice/keepone-agent.service")]
    [InlineData("memory", "/sys/fs/cgroup/memory/agent")]
    [InlineData("cpuacct", "/sys/fs/cgroup/cpu,cpuacct")]
    [InlineData("freezer", null)]
    public void Find_AController_IsWhereThisProcessIs(string controller, string? path) => Assert.Equal(path, ControlGroup.Find(controller, Own, Mounts)?.Own);

    [Fact]
    public async Task TryCreate_AChild_IsInItFromItsFirstInstructionAndHeldToItsLimits()
    {
        var name = $"keepone-test-{Environment.ProcessId}-{Guid.NewGuid():N}";
        using var group = ControlGroup.TryCreate(name, new ControlGroupLimits(8, 64 * 1024 * 1024));
        Assert.SkipUnless(group is { LimitsProcesses: true, LimitsMemory: true }, "needs root and the control groups pids and memory of version 1");
        var start = new ChildStart("sh", ["-c", "cat /proc/self/cgroup; for i in 1 2 3 4 5 6 7 8 9; do sleep 0.01 & done; wait"])
        {
            Deadline = TimeSpan.FromMinutes(1),
            OutputLimit = 64 * 1024,
            Group = group,
        };
        var result = await ChildProcess.RunAsync(start, TestContext.Current.CancellationToken);
        Assert.Equal(2, result.Output.Split('\n').Count(line => line.EndsWith("/" + name, StringComparison.Ordinal)));
        Assert.Equal(2, result.ExitCode);
        Assert.True(group!.Pressure().ProcessesRefused > 0);

        // Whoever started it is not: the thread went back at once.
        Assert.DoesNotContain(name, await File.ReadAllTextAsync("/proc/self/cgroup", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public void RemoveLeftovers_OfADeadProcess_AreGoneAndOthersStay()
    {
        var prefix = $"keepone-test-{Guid.NewGuid():N}-";
        using var mine = ControlGroup.TryCreate($"{prefix}{Environment.ProcessId}-0", new ControlGroupLimits(8, 64 * 1024 * 1024));
        Assert.SkipUnless(mine is not null, "needs root and control groups of version 1");

        // No process id is so large (/proc/sys/kernel/pid_max ends at 2^22).
        using var other = ControlGroup.TryCreate($"{prefix}2147483647-0", new ControlGroupLimits(8, 64 * 1024 * 1024));
        Assert.Equal((true, true), (mine!.Exists, other!.Exists));
        ControlGroup.RemoveLeftovers(prefix);
        Assert.Equal((true, false), (mine.Exists, other.Exists));
    }
}
