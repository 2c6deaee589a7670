using System.CommandLine;
using System.Text.Json;
using Keepone.Cli;
using Keepone.Cli.Checks;
using Keepone.Linux;
using Keepone.Node.Tests.Agent.Scripts;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Cli.Checks;

public sealed class CheckCommandTests : IDisposable
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
    [InlineData("echo fine", ExitCode.Ok, "site: pass (fine; ", "")]
    [InlineData("echo slow; exit 1", ExitCode.Ok, "site: pass with a warning (slow; ", "")]
    [InlineData("echo dead; exit 2", ExitCode.Finding, "site: fail (dead; ", "")]
    [InlineData("exec sleep 1000", ExitCode.Finding, "site: timeout (it did not end within 900ms; ", "")]
    [InlineData("exit 3", ExitCode.Ok, "site: error (it exited with 3; ",
        "Check site of router edge-1 is broken and says nothing of the router: it exited with 3.")]
    public async Task Run_AScript_ExitCodeAndLine(string body, int exit, string line, string errors)
    {
        var specification = Specification(Bench.Write(body), body.Contains("sleep", StringComparison.Ordinal) ? "900ms" : "50s");
        var ran = await RunAsync("run", "edge-1", "site", "--spec", specification, "--node", "net-1", "--config", Configuration("nobody"));
        Assert.Equal((exit, errors), (ran.Exit, ran.Errors.TrimEnd()));
        Assert.StartsWith(line, ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Explain_SaysHowItWasRunAndWhy()
    {
        var script = Bench.Write("echo \"dead on $KEEPONE_NODE | rtt=3\"; echo really >&2; exit 2");
        var ran = await RunAsync("run", "edge-1", "--explain", "--spec", Specification(script), "--node", "net-2", "--config", Configuration("nobody"));
        Assert.Equal((ExitCode.Finding, ""), (ran.Exit, ran.Errors));
        foreach (var expected in new[]
        {
            $"  script:         {script}", "  user:           nobody", "  namespace:      that of this command", " BACKUP\n",
            "  environment:    KEEPONE_HA_PEERS=169.254.192.1", "  exit status:    exited with 2", "  output:         dead on net-2 | rtt=3",
            "  standard error: really", "  performance:    rtt=3", "  outcome:        fail: dead on net-2",
            "  why:            exit code 2 of a monitoring plugin is a failure; 3 in a row make the check fail", " of at most 50s\n",
        })
        {
            Assert.Contains(expected, ran.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_Json_IsForPrograms()
    {
        var ran = await RunAsync(
            "run", "edge-1", "--output", "json", "--explain", "--config", Configuration("nobody"), "--node", "net-1",
            "--spec", Specification(Bench.Write("echo fine")));
        using var json = JsonDocument.Parse(ran.Output);
        var row = json.RootElement.EnumerateArray().Single();
        Assert.Equal(("site", "Pass", "fine", "nobody"),
            (row.GetProperty("check").GetString(), row.GetProperty("outcome").GetString(), row.GetProperty("message").GetString(), row.GetProperty("user").GetString()));
    }

    [Theory]
    [InlineData("run edge-2 --node net-1", ExitCode.BadInput, "holds no router edge-2; it has edge-1.")]
    [InlineData("run edge-1 nothing --node net-1", ExitCode.BadInput, "Router edge-1 has no check nothing; it has site.")]
    [InlineData("run edge-1 --node elsewhere", ExitCode.BadInput, "Router edge-1 has no replica on elsewhere; its replicas are on net-1, net-2: name one with --node.")]
    public async Task Run_WhatIsNotThere_IsSaid(string arguments, int exit, string errors)
    {
        var ran = await RunAsync([.. arguments.Split(' '), "--spec", Specification(Bench.Write("exit 0")), "--config", Configuration("nobody")]);
        Assert.Equal(exit, ran.Exit);
        Assert.Contains(errors, ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("root", "is root (user id 0)")]
    [InlineData("no-such-user-here", "make one with 'systemd-sysusers keepone-check.sysusers.conf'")]
    public async Task Run_WithoutAUserToRunAs_IsMissing(string user, string errors)
    {
        var ran = await RunAsync("run", "edge-1", "--node", "net-1", "--spec", Specification(Bench.Write("exit 0")), "--config", Configuration(user));
        Assert.Equal(ExitCode.Missing, ran.Exit);
        Assert.Contains(errors, ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ItIsKilled_TheScriptGoesWithIt()
    {
        using var directory = new TestDirectory();
        using var fifo = Fifo.Open(directory.PathOf("pids"));
        using var reactor = new TestReactor();
        var lines = new Collected<string>();
        fifo.Attach(reactor.Reactor, lines.Add);
        File.SetUnixFileMode(directory.Root, ScriptBench.Everybody);
        File.SetUnixFileMode(fifo.Path, (UnixFileMode)0x1b6);
        var specification = Specification(Bench.Write($"echo up > {fifo.Path}; trap '' TERM; setsid sleep 1000 & sleep 1000"), router: Bench.Name);
        using var keepone = System.Diagnostics.Process.Start(
            Path.Combine(AppContext.BaseDirectory, "keepone"),
            ["check", "run", Bench.Name, "--spec", specification, "--node", "net-1", "--config", Configuration("nobody")]);
        await lines.FirstAsync(_ => true);
        Assert.NotEmpty(Bench.Left());
        keepone.Kill();
        await keepone.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Bench.UntilNobodyIsLeftAsync();
    }

    [Fact]
    public async Task Run_AsTheCheckUser_IsAScriptOfKeepalivedsWhoseErrorsAreNone()
    {
        var script = Bench.Write("echo \"$(id -un)\"; exit 2");
        Assert.Equal(ExitCode.Finding, await AsNobodyAsync(Bench.Name, script));

        // Whatever is wrong but the router: keepalived would count it as a failure, of every replica at once.
        Assert.Equal(ExitCode.Ok, await AsNobodyAsync("no-such-router", script));
        File.SetUnixFileMode(script, (UnixFileMode)0x1ff);
        Assert.Equal(ExitCode.Ok, await AsNobodyAsync(Bench.Name, script));
    }

    [Fact]
    public async Task List_AScriptThatWouldBeRefused_IsAFinding()
    {
        var script = Bench.Write("exit 0");
        string[] list = ["list", "edge-1", "--node", "net-1", "--spec", Specification(script), "--config", Configuration("nobody")];
        var fine = await RunAsync(list);
        Assert.Equal((ExitCode.Ok, ""), (fine.Exit, fine.Errors));
        Assert.Contains("-31", fine.Output, StringComparison.Ordinal);
        File.SetUnixFileMode(script, (UnixFileMode)0x1ff);
        var refused = await RunAsync(list);
        Assert.Equal(ExitCode.Finding, refused.Exit);
        Assert.Contains($"Check site would not be run here: '{script}' has mode 0777", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_ATemplate_RunsAndIsNeverOverwritten()
    {
        var path = Bench.PathOf("new.sh");
        var made = await RunAsync("new", path);
        Assert.Equal((ExitCode.Ok, ""), (made.Exit, made.Errors));
        Assert.Equal(ScriptBench.Everybody, File.GetUnixFileMode(path));
        var again = await RunAsync("new", path);
        Assert.Equal((ExitCode.Refused, $"{path} exists already and is not overwritten; name another file."), (again.Exit, again.Errors.TrimEnd()));
        Assert.Equal(CheckNewCommand.Template, (await RunAsync("new")).Output);

        // It looks for an external interface, which this router has and this namespace has not.
        var ran = await RunAsync("run", "edge-1", "--node", "net-1", "--spec", Specification(path), "--config", Configuration("nobody"));
        Assert.Equal(ExitCode.Finding, ran.Exit);
        Assert.StartsWith("site: fail (qg-none is not there; ", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Template_EveryVariable_IsNamed()
    {
        var check = ScriptBench.Check("/x");
        Assert.All(
            Keepone.Agent.Scripts.ScriptEnvironment.Variables(check, Bench.Facts).Keys.Where(name => name.StartsWith("KEEPONE_", StringComparison.Ordinal)),
            name => Assert.Contains(name, CheckNewCommand.Template, StringComparison.Ordinal));
    }

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var parsed = CheckCommand.Create().Parse(arguments);
        Assert.Empty(parsed.Errors);
        var exit = await parsed.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), errors.ToString());
    }

    private async Task<int> AsNobodyAsync(string router, string script)
    {
        var result = await ChildProcess.RunAsync(
            null, "setpriv",
            [
                "--reuid=65534", "--regid=65534", "--clear-groups", "--", Path.Combine(AppContext.BaseDirectory, "keepone"), "check", "run", router,
                "--spec", Specification(script, router: Bench.Name), "--node", "net-1", "--config", Configuration("nobody"),
            ],
            null, TimeSpan.FromMinutes(1), 64 * 1024, TestContext.Current.CancellationToken);
        return result.ExitCode ?? throw new InvalidOperationException(result.Describe());
    }

    private string Specification(string script, string timeout = "50s", string router = "edge-1")
    {
        var path = Bench.PathOf("edge-1.yaml");
        File.WriteAllText(path,
            $$"""
            router: {{router}}
            vrid: 7
            replicas: [net-1, net-2]
            ha: { network: a, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18 } }
            external: { interface: qg-none, addresses: [203.0.113.10/24], gateway: 203.0.113.1 }
            checks: [{ name: site, script: {{script}}, interval: 60s, timeout: {{timeout}} }]
            """);
        return path;
    }

    private string Configuration(string user)
    {
        var path = Bench.PathOf("agent.yaml");
        File.WriteAllText(path, $"node: net-1\nchecks: {{ user: {user} }}\n");
        return path;
    }
}
