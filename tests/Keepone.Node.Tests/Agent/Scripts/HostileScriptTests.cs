using System.Globalization;
using Keepone.Agent.Scripts;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Node.Tests.Agent.Scripts;

/// <summary>Each kind of script that an operator may write by mistake, or an attacker on purpose: its verdict, its message, and nothing left of it.</summary>
public sealed class HostileScriptTests : IDisposable
{
    private readonly ScriptBench? _bench = Environment.IsPrivilegedProcess ? new ScriptBench() : null;

    private ScriptBench Bench
    {
        get
        {
            Assert.SkipUnless(_bench is not null, "needs root");
            return _bench!;
        }
    }

    public void Dispose() => _bench?.Dispose();

    [Theory]
    [InlineData("echo fine", CheckOutcome.Pass, "fine")]
    [InlineData("echo 'slow | rtt=3ms;5;9'; exit 1", CheckOutcome.Warning, "slow")]
    [InlineData("echo dead; exit 2", CheckOutcome.Fail, "dead")]
    [InlineData("echo who knows; exit 3", CheckOutcome.Error, "it exited with 3: who knows")]
    [InlineData("exit 4", CheckOutcome.Error, "it exited with 4, which no monitoring plugin does")]
    [InlineData("exec /no/such/program", CheckOutcome.Error, "127")]
    [InlineData("exec /etc/passwd", CheckOutcome.Error, "126")]
    [InlineData("kill -SEGV $$", CheckOutcome.Error, "it was ended by a signal")]
    [InlineData("exec head -c 100000000 /dev/zero", CheckOutcome.Error, "it wrote more than 64 kB")]
    [InlineData("exec head -c 100000000 /dev/zero >&2", CheckOutcome.Error, "it wrote more than 64 kB")]
    [InlineData("for i in 1 2 3; do sleep 1000 & done; echo forked", CheckOutcome.Pass, "forked")]
    [InlineData("setsid sleep 1000 & setsid -f sleep 1000; echo left the session", CheckOutcome.Pass, "left the session")]
    [InlineData("trap 'exit 0' TERM; kill -TERM $$; exit 2", CheckOutcome.Pass, "it exited with 0")]
    [InlineData("cat /etc/shadow && exit 0; echo cannot read it; exit 2", CheckOutcome.Fail, "cannot read it")]
    [InlineData("cat /proc/1/environ && exit 0; echo cannot read it; exit 2", CheckOutcome.Fail, "cannot read it")]
    [InlineData("kill -9 1 && exit 0; echo cannot signal it; exit 2", CheckOutcome.Fail, "cannot signal it")]
    [InlineData("unshare --net true && exit 0; mount -t tmpfs none /mnt && exit 0; echo no rights; exit 2", CheckOutcome.Fail, "no rights")]
    [InlineData("head -c 10000000 /dev/zero > /var/tmp/keepone-test-$$; s=$?; rm -f /var/tmp/keepone-test-$$; [ $s = 0 ] || { echo cannot fill it; exit 2; }",
        CheckOutcome.Fail, "cannot fill it")]
    public async Task Run_EachKindOfScript_HasItsVerdictAndLeavesNothing(string body, CheckOutcome outcome, string message)
    {
        var report = await Bench.RunAsync(ScriptBench.Check(Bench.Write(body)));
        Assert.Equal(outcome, report.Result.Outcome);
        Assert.Contains(message, report.Result.Message, StringComparison.Ordinal);
        Assert.Empty(Bench.Left());
    }

    [Theory]
    [InlineData("trap '' TERM INT HUP; echo stuck; while :; do sleep 1; done", "; it had printed: stuck")]
    [InlineData("exec sleep 1000", "; it had printed nothing")]
    [InlineData("setsid sh -c 'trap \"\" TERM; sleep 1000' & trap '' TERM; sleep 1000", "; it had printed nothing")]
    [InlineData("exec 0<&- 1>&- 2>&-; exec sleep 1000", "; it had printed nothing")]
    public async Task Run_ItHangs_TimeoutWithWhatItSaidAndNothingIsLeft(string body, string said)
    {
        var report = await Bench.RunAsync(ScriptBench.Check(Bench.Write(body), TimeSpan.FromMilliseconds(700)));
        Assert.Equal(CheckOutcome.Timeout, report.Result.Outcome);
        Assert.StartsWith("it did not end within 700ms", report.Result.Message, StringComparison.Ordinal);
        Assert.EndsWith(said, report.Result.Message, StringComparison.Ordinal);
        Assert.Empty(Bench.Left());
    }

    [Theory]
    [InlineData("missing", "' does not exist")]
    [InlineData("group-writable", "has mode 0775: others than root can change what is run; run 'chmod go-w ")]
    [InlineData("writable-directory", "has mode 0777: others than root can change what is run")]
    [InlineData("sticky-directory", "a sticky bit does not keep others from adding files")]
    [InlineData("not-executable", "has mode 0744: user nobody may not execute it")]
    [InlineData("foreign", "belongs to user 65534, expected root")]
    [InlineData("set-id", "has mode 4755: a set-id bit would give it rights")]
    [InlineData("capabilities", "carries file capabilities")]
    [InlineData("link-to-writable", "has mode 0777: others than root can change what is run")]
    [InlineData("link-loop", "leads through more than 8 symbolic links")]
    [InlineData("directory", "is not a regular file")]
    [InlineData("unsearchable", "user nobody may not search the directory")]
    public async Task Run_ARefusedFile_IsAnErrorThatNamesThePartAndTheMode(string kind, string message)
    {
        var report = await Bench.RunAsync(ScriptBench.Check(Prepare(kind)));
        Assert.Equal(CheckOutcome.Error, report.Result.Outcome);
        Assert.Contains(message, report.Result.Message, StringComparison.Ordinal);
        Assert.Contains(Bench.Root, report.Result.Message, StringComparison.Ordinal);
        Assert.Empty(report.Command);
    }

    [Fact]
    public async Task Run_LinksOfRootsOwn_AreFollowed()
    {
        Directory.CreateDirectory(Bench.PathOf("real"), ScriptBench.Everybody);
        Bench.Write("echo here", "real/check.sh");
        File.CreateSymbolicLink(Bench.PathOf("alias"), "real/../real");
        File.CreateSymbolicLink(Bench.PathOf("current.sh"), $"{Bench.Root}/alias/check.sh");
        Assert.Equal((CheckOutcome.Pass, "here"), Told((await Bench.RunAsync(ScriptBench.Check(Bench.PathOf("current.sh")))).Result));
    }

    [Fact]
    public async Task Run_ItSignalsOthers_TheyGoOn()
    {
        using var victim = System.Diagnostics.Process.Start("sleep", ["1000"]);
        var check = ScriptBench.Check(Bench.Write("kill -9 $1 && exit 0; kill -9 -1; echo nobody is hurt; exit 2"), null, victim.Id.ToString(CultureInfo.InvariantCulture));
        _ = await Bench.RunAsync(check);
        Assert.False(victim.HasExited);
        victim.Kill();
        await victim.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Empty(Bench.Left());
    }

    [Fact]
    public async Task Run_AFlood_CostsTheAgentNoMemory()
    {
        var check = ScriptBench.Check(Bench.Write("head -c 100000000 /dev/zero; head -c 100000000 /dev/zero >&2"));
        _ = await Bench.RunAsync(check);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(CheckOutcome.Error, (await Bench.RunAsync(check)).Result.Outcome);
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8L * 1024 * 1024);
    }

    [Theory]
    [InlineData("exec tail /dev/zero", true, "it needed more than its 256 MB of memory and was killed")]
    [InlineData("i=0; while [ $i -lt 200 ]; do sleep 1000 & i=$((i+1)); done; exit 0", true, "it needed more than its 64 processes")]
    [InlineData("exec tail /dev/zero", false, "it ran into a limit of its sandbox (memory exhausted)")]
    public async Task Run_ItTakesWithoutEnd_ErrorThatNamesTheLimit(string body, bool grouped, string message)
    {
        using var group = grouped
            ? ControlGroup.TryCreate($"keepone-test-{Guid.NewGuid():N}", ScriptLimits.Group)
            : null;
        Assert.SkipUnless(!grouped || group is { LimitsMemory: true, LimitsProcesses: true }, "needs the control groups pids and memory of version 1");
        var report = await Bench.RunAsync(ScriptBench.Check(Bench.Write(body)), group);
        Assert.Equal(CheckOutcome.Error, report.Result.Outcome);
        Assert.StartsWith(message, report.Result.Message, StringComparison.Ordinal);
        Assert.Empty(Bench.Left());
    }

    [Fact]
    public async Task Run_WhatItIsGiven_IsTheContractAndNoMore()
    {
        const string Body =
            """
            echo "$# $1 $2"; pwd; id -u; id -G; grep -E '^(CapEff|CapBnd|CapAmb|NoNewPrivs|SigIgn):' /proc/self/status
            cat /proc/self/oom_score_adj; ls /proc/self/fd | wc -l; cat | head -c 20; echo; env
            """;
        var report = await Bench.RunAsync(ScriptBench.Check(Bench.Write(Body)));
        var lines = report.Child!.Output.TrimEnd().Split('\n');
        var router = Bench.Facts.Replica.Router;
        Assert.Equal(
            [
                $"2 {router.Id} MASTER", "/", $"{Bench.User.User}", $"{Bench.User.Group}", "SigIgn:\t0000000000000000", "CapEff:\t0000000000000000",
                "CapBnd:\t0000000000002000", "CapAmb:\t0000000000000000", "NoNewPrivs:\t1", "1000", "4", $$"""{"id":"{{router.Id.ToString()[..13]}}""",
            ],
            lines.Take(12));
        Assert.Equal(
            report.Environment.Select(pair => $"{pair.Key}={pair.Value}").Append("PWD=/").Order(StringComparer.Ordinal),
            lines.Skip(12).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_Arguments_AreWordsForNoShell()
    {
        var check = ScriptBench.Check(Bench.Write("printf '[%s]' \"$@\""), null, "-H", "$KEEPONE_GATEWAYS", "$KEEPONE_FLOATING_ADDRESSES", "$(id) ; '", "");
        Assert.Equal("[-H][203.0.113.1][203.0.113.77][$(id) ; '][]", (await Bench.RunAsync(check)).Child!.Output);
    }

    [Fact]
    public async Task Run_ExitCodeContract_AnythingButZeroFails()
    {
        var check = ScriptBench.Check(Bench.Write("echo no; exit 42")) with { Contract = ScriptContract.ExitCode };
        Assert.Equal((CheckOutcome.Fail, "no"), Told((await Bench.RunAsync(check)).Result));
    }

    private static (CheckOutcome Outcome, string Message) Told(in CheckResult result) => (result.Outcome, result.Message);

    private string Prepare(string kind)
    {
        var path = Bench.Write("echo must not run");
        switch (kind)
        {
            case "missing":
                File.Delete(path);
                return path;
            case "group-writable":
                File.SetUnixFileMode(path, (UnixFileMode)0x1fd);
                return path;
            case "not-executable":
                File.SetUnixFileMode(path, (UnixFileMode)0x1e4);
                return path;
            case "set-id":
                File.SetUnixFileMode(path, (UnixFileMode)0x9ed);
                return path;
            case "foreign":
                Bench.GiveAway(path);
                return path;
            case "capabilities":
                ScriptBench.GiveCapabilities(path);
                return path;
            case "directory":
                return Bench.Root;
            case "link-loop":
                File.CreateSymbolicLink(Bench.PathOf("loop"), "loop");
                return Bench.PathOf("loop");
            default:
                break;
        }

        var mode = kind switch
        {
            "sticky-directory" => (UnixFileMode)0x3ff,
            "unsearchable" => (UnixFileMode)0x1c0,
            _ => (UnixFileMode)0x1ff,
        };
        Directory.CreateDirectory(Bench.PathOf("open"));
        File.SetUnixFileMode(Bench.PathOf("open"), mode);
        path = Bench.Write("echo must not run", "open/check.sh");
        if (kind != "link-to-writable")
        {
            return path;
        }

        File.CreateSymbolicLink(Bench.PathOf("link.sh"), "open/check.sh");
        return Bench.PathOf("link.sh");
    }
}
