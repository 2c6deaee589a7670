using Keepone.Agent.Scripts;
using Keepone.Linux;

namespace Keepone.Node.Tests.Agent.Scripts;

public sealed class ScriptSandboxTests
{
    [Fact]
    public void Command_AsRoot_TakesEverythingAwayInOrder() =>
        Assert.Equal(
            "setpriv --pdeathsig=KILL -- choom -n 1000 -- unshare --pid --fork --kill-child=KILL --wd=/ -- unshare --fork --kill-child=KILL -- "
            + "prlimit --cpu=5 --data=536870912 --nofile=64 --fsize=1048576 --core=0 --nproc=1024 -- "
            + "setpriv --reuid=990 --regid=989 --clear-groups --no-new-privs --inh-caps=-all --ambient-caps=-all --bounding-set=-all,+net_raw -- "
            + "/etc/keepone/checks/site.sh id MASTER",
            string.Join(' ', ScriptSandbox.Command(
                new UserAccount("keepone-check", 990, 989), ScriptBench.Check("/etc/keepone/checks/site.sh", TimeSpan.FromSeconds(3.2)), ["id", "MASTER"])));

    [Fact]
    public void DirectCommand_AsTheUserItself_KeepsTheLimits() =>
        Assert.Equal(
            "setpriv --pdeathsig=KILL -- prlimit --cpu=4 --data=536870912 --nofile=64 --fsize=1048576 --core=0 --nproc=1024 -- "
            + "setpriv --no-new-privs --inh-caps=-all -- /etc/keepone/checks/site.sh id BACKUP",
            string.Join(' ', ScriptSandbox.DirectCommand(ScriptBench.Check("/etc/keepone/checks/site.sh", TimeSpan.FromSeconds(3)), ["id", "BACKUP"])));

    // What would be a pass with a warning by its exit code alone.
    [Theory]
    [InlineData("setpriv: failed to execute /x: Permission denied\n", 126, "it could not be started: setpriv: failed to execute /x: Permission denied")]
    [InlineData("unshare: unshare failed: Operation not permitted\n", 1, "it could not be started: unshare: unshare failed: Operation not permitted")]
    [InlineData("prlimit: failed to set the NOFILE resource limit: Operation not permitted\n", 1, "it could not be started: prlimit: failed")]
    [InlineData("boo\nunshare: child exit failed: Success\n", 1, "it was ended by a signal")]
    [InlineData("sh: 1: Cannot fork\n", 2, "it ran into a limit of its sandbox (Cannot fork)")]
    public void Read_WhatTheSandboxDid_IsAnError(string error, int exit, string message)
    {
        var result = ScriptVerdict.Read(
            ScriptBench.Check("/x"), new ChildResult(exit, null, "", error, OutputCut: false, TimedOut: false, TimeSpan.FromMilliseconds(3)), default);
        Assert.Equal(Keepone.Core.Health.CheckOutcome.Error, result.Outcome);
        Assert.StartsWith(message, result.Message, StringComparison.Ordinal);
    }
}
