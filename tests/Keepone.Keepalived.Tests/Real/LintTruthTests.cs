using System.Diagnostics;
using System.Text;
using Keepone.Keepalived.Lint;
using Keepone.Keepalived.Tests.Lint;

namespace Keepone.Keepalived.Tests.Real;

/// <summary>
/// What rules say of loading and dropping is what keepalived 2.2.7 does: it is started with the file in which a rule finds something, and its
/// log is read until it says so. All of them run at once, each in its namespace.
/// </summary>
public sealed class LintTruthTests
{
    private const int AtATime = 16;

    // A user that exists nowhere, and one that does everywhere.
    private const string Nobody = "user keepone-test-nobody";
    private const string ScriptAsRoot = "\nvrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 30\nvirtual_ipaddress {\n192.0.2.10/24\n}\ntrack_script {\nweb\n}\n}\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly string[] OneLink = ["eth0"];

    /// <summary>The rule, the file or null for that of its example, what keepalived logs, and its exit code where it ends by itself.</summary>
    private static readonly (string Rule, string? Text, string Log, int? Exit)[] Cases =
    [
        ("K001", null, "VRID '300' not valid", 2),
        ("K002", null, "Unknown keyword 'prioritty'", null),
        ("K003", null, "Unknown keyword 'timer_expired_backup'", null),
        ("K005", $"# {new string('x', 1021)} nopreempt_of_a_comment\n" + ScriptAsRoot, "Unknown keyword 'nopreempt_of_a_comment'", null),
        ("K006", Linted.Script("interval 0.5") + ScriptAsRoot, "vrrp script interval must be greater than 0, setting to 1", null),
        ("K008", null, "the virtual router id must be set", 2),
        ("K008", "vrrp_instance VI_1 {\nvirtual_router_id 1\nunicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n}\n}\n", "(VI_1) Unknown interface!", 2),
        ("K009", null, "vrrp instance VI_1 already defined", null),
        ("K010", null, "VI_1 and VI_2 both use VRID 30 with IPv4 on interface eth0", 2),
        ("K011", null, "No VIP specified; at least one is required", 2),
        ("K013", null, "address family must match VRRP instance [2001:db8::10/64] - ignoring", null),
        ("K014", null, "Virtual router outsied specified in sync group G1 doesn't exist - ignoring", null),
        ("K015", null, "track script wbe not found, ignoring", null),
        ("K015", Linted.Instance("track_script {\nweb\n}") + Linted.Script(""), "track script web not found, ignoring", null),
        ("K016", null, "script web is not used", null),
        ("K018", null, "Sync group G1 has only 1 virtual router(s)", null),
        ("K019", null, "Priority = 255", null),
        ("K020", null, "nopreempt is incompatible with priority 255", null),
        ("K021", null, "nopreempt will not work with initial state MASTER", null),
        ("K022", null, "preempt delay will not work with initial state MASTER", null),
        ("K022", Linted.Instance("nopreempt\npreempt_delay 60"), "preempt_delay is incompatible with nopreempt mode", null),
        ("K024", null, "ignoring tracked script web with weights due to SYNC group", null),
        ("K025", null, "ignoring tracked script web with weights due to address_owner", null),
        ("K027", null, "advertisement interval 0.500000s must be an integer. rounding", null),
        ("K028", Linted.Instance("strict_mode\nstate MASTER\npriority 150"), "State MASTER must match being address owner", null),
        ("K028", Linted.Instance("strict_mode\ngarp_lower_prio_repeat 3"), "Strict mode requires no repeat garps", null),
        ("K028", Linted.Instance("strict_mode\nhigher_prio_send_advert true"), "strict mode requires higher_prio_send_advert to be clear", null),
        ("K030", Linted.Instance("version 3\nauthentication {\nauth_type PASS\nauth_pass secret\n}"), "VRRP version 3 does not support authentication. Ignoring.", null),
        ("K030", Linted.Instance("authentication {\nauth_type PASS\n}"), "Authentication specified but no password given. Ignoring", null),
        ("K031", null, "Truncating auth_pass to 8 characters", null),
        ("K032", null, "Defaulting to multicast", null),
        ("K034", null, "Non-existent interface specified in configuration", 2),
        ("K036", null, "the first IPv6 VIP address should be link local", null),
        ("K042", "vrrp_script web {\ninterval 2\n}\n" + ScriptAsRoot, "No script set for vrrp_script web - removing", null),
        ("K048", Linted.Script(Nobody) + ScriptAsRoot, "Unable to set uid/gid for script", null),
        ("K055", "global_defs {\nvrrp_strict false\n}\n" + Linted.Instance(""), "VRRP strict mode = true", null),
    ];

    [Fact]
    public async Task Log_OfTheBadFile_SaysWhatTheRuleSays()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var wrong = await RunAllAsync(Cases.Select(one =>
        {
            var text = one.Text ?? LintRules.Find(one.Rule)!.Example.Bad[0];
            Assert.Contains(Linted.File(text, host: Hosts.Without("keepone-test-nobody")).Findings, finding => finding.Rule.Id == one.Rule);

            // The missing interface is the point of one rule.
            return (one.Rule, text, one.Log, one.Exit, one.Rule == "K034" ? Array.Empty<string>() : ["eth0", "eth1"]);
        }));

        Assert.True(wrong.Length == 0, wrong);
    }

    /// <summary>Of scripts as of files, links and directories: those on the disk are not what they should be.</summary>
    [Fact]
    public async Task Log_OfABadScript_SaysThatTheCheckIsGone()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var directory = System.IO.Directory.CreateTempSubdirectory("keepone-test-").FullName;
        try
        {
            File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);
            string Script(string name, int mode, int directoryMode = 0b111_101_101)
            {
                var folder = System.IO.Directory.CreateDirectory(Path.Combine(directory, name)).FullName;
                var path = Path.Combine(folder, "check.sh");
                File.WriteAllText(path, "#!/bin/sh\nexit 0\n");
                File.SetUnixFileMode(path, (UnixFileMode)mode);
                File.SetUnixFileMode(folder, (UnixFileMode)directoryMode);
                return path;
            }

            const string Secure = "global_defs {\nenable_script_security\n}\n";
            var wrong = await RunAllAsync(new (string, string, string)[]
            {
                ("K045", Secure + Linted.Script("user root", command: "/etc/keepone-test-none.sh"), "Disabling track script web since not found/accessible"),
                ("K046", Secure + Linted.Script("user nobody", command: Script("plain", 0b110_100_100)), "is not executable for uid:gid 65534:65534 - disabling"),
                ("K046", Secure + Linted.Script("user nobody", command: Script("closed", 0b111_101_101, 0b111_000_000)), "Disabling track script web since not found/accessible"),
                ("K047", Secure + Linted.Script("user root", command: Script("open", 0b111_101_101, 0b111_111_111)), "Disabling track script web due to insecure"),
                ("K047", Linted.Script("user root", command: Script("unchecked", 0b111_101_111)), "There are insecure scripts"),
                ("K041", Linted.Script("user root", command: Script("whole", 0b111_101_101)), "SECURITY VIOLATION - scripts are being executed but script_security not enabled"),
            }.Select(one => (one.Item1, one.Item2 + ScriptAsRoot, one.Item3, (int?)null, OneLink)));

            Assert.True(wrong.Length == 0, wrong);
        }
        finally
        {
            System.IO.Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Script_WithShellSyntax_IsGivenItAsArguments()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var directory = System.IO.Directory.CreateTempSubdirectory("keepone-test-").FullName;
        var (script, told) = (Path.Combine(directory, "tell.sh"), Path.Combine(directory, "told"));
        await File.WriteAllTextAsync(script, $"#!/bin/sh\necho \"$@\" > {told}.new && mv {told}.new {told}\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        try
        {
            var text = Linted.Script("interval 1", command: $"{script} nginx || exit 1") + ScriptAsRoot;
            Assert.Contains(Linted.File(text).Findings, finding => finding.Rule.Id == "K044");

            Assert.Equal("", await RunAsync("K044", text, "VRRP_Script(web) succeeded", exit: null, ["eth0"]));
            Assert.Equal("nginx || exit 1\n", await File.ReadAllTextAsync(told, TestContext.Current.CancellationToken));
        }
        finally
        {
            System.IO.Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<string> RunAllAsync(IEnumerable<(string Rule, string Text, string Log, int? Exit, string[] Devices)> cases)
    {
        using var slots = new SemaphoreSlim(AtATime);
        var runs = await Task.WhenAll(cases.ToList().Select(async one =>
        {
            await slots.WaitAsync(TestContext.Current.CancellationToken);
            try
            {
                return await RunAsync(one.Rule, one.Text, one.Log, one.Exit, one.Devices);
            }
            finally
            {
                slots.Release();
            }
        }));
        return string.Concat(runs);
    }

    // What went otherwise; empty when nothing did.
    private static async Task<string> RunAsync(string rule, string text, string expected, int? exit, string[] devices)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("keepone-test-").FullName;
        await using var place = await TestNamespace.CreateAsync(devices);
        try
        {
            var file = Path.Combine(directory, "keepalived.conf");
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
            using var process = System.Diagnostics.Process.Start(new ProcessStartInfo("ip",
                ["netns", "exec", place.Name, KeepalivedCommand.Program, "--vrrp", "--use-file", file, "--pid", Path.Combine(directory, "pid"),
                    "--vrrp_pid", Path.Combine(directory, "vrrp"), "--dont-fork", "--log-console", "--no-syslog", "--dump-conf", "--log-detail"])
            { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var log = new StringBuilder();
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            void Hear(string? line)
            {
                lock (log)
                {
                    log.AppendLine(line);
                    if (line?.Contains(expected, StringComparison.Ordinal) == true)
                    {
                        seen.TrySetResult();
                    }
                }
            }

            process.OutputDataReceived += (_, line) => Hear(line.Data);
            process.ErrorDataReceived += (_, line) => Hear(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            using var patience = new CancellationTokenSource(Patience);
            var ended = process.WaitForExitAsync(patience.Token);
            await Task.WhenAny(seen.Task, ended);
            if (exit is null && !process.HasExited)
            {
                await TestNamespace.SucceedAsync("kill", ["-TERM", $"{process.Id}"]);
            }

            try
            {
                await ended;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return $"{rule}: keepalived did not end within {Patience.TotalSeconds} s; it wrote:\n{log}";
            }

            return seen.Task.IsCompleted && process.ExitCode == (exit ?? 0) ? ""
                : $"{rule}: expected '{expected}' and exit code {exit ?? 0}, found exit code {process.ExitCode} and:\n{log}\n";
        }
        finally
        {
            System.IO.Directory.Delete(directory, recursive: true);
        }
    }
}
