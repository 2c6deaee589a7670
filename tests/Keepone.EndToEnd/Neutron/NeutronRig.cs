using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using Keepone.Lab.Processes;

namespace Keepone.EndToEnd.Neutron;

/// <summary>
/// The rig that the test runs in (eng/neutron-rig/run): three hosts of a real Neutron, a keepone agent in each, and a controller on the
/// management network.
/// </summary>
internal sealed class NeutronRig : IAsyncDisposable
{
    /// <summary>An advert is 2 s, an election takes less than 7 s, and two cores run all of Neutron.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private static readonly string[] PidFiles = [".pid.keepalived", ".pid.keepalived-vrrp"];

    private readonly string _directory = Directory.CreateTempSubdirectory("keepone-neutron-").FullName;
    private readonly string _logs = Environment.GetEnvironmentVariable("KEEPONE_NEUTRON_LOGS") ?? "";
    private readonly string _state = Environment.GetEnvironmentVariable("KEEPONE_NEUTRON_STATE") ?? "";
    private readonly List<Process> _programs = [];
    private readonly Channel<(string Level, string Message)> _said = Channel.CreateUnbounded<(string, string)>();

    /// <summary>Whether the test runs in the rig.</summary>
    public static bool IsThere => Router.Length > 0;

    /// <summary>The router's id.</summary>
    public static string Router { get; } = Environment.GetEnvironmentVariable("KEEPONE_NEUTRON_ROUTER") ?? "";

    /// <summary>The hosts' names.</summary>
    public static string[] Hosts { get; } = (Environment.GetEnvironmentVariable("KEEPONE_NEUTRON_HOSTS") ?? "").Split(' ');

    /// <summary>Starts the controller and, in each host, an agent that watches Neutron's routers.</summary>
    public void Start()
    {
        using var authority = new ThrowAwayAuthority(TimeProvider.System.GetUtcNow());
        Prepare(authority, "controller", "10.99.0.1", """
            name: controller
            agents: ["https://10.99.0.1:3113"]
            api: ["unix:DIR/api.sock"]
            database: DIR/controller.db
            """);
        Start("controller", [Repository.Controller, "--config", $"{_directory}/controller/config.yaml", "--log", "json"], Hear);
        foreach (var host in Hosts)
        {
            Prepare(authority, host, $"10.99.0.1{host[1..]}", $$"""
                node: {{host}}
                routers: DIR/routers.d
                run: DIR/run
                state: DIR/state
                keys: DIR/keys
                socket: DIR/agent.sock
                controllers: ["https://10.99.0.1:3113"]
                neutron: { haConfs: {{_state}}/{{host}}/ha_confs }
                """);
            Start($"agent-{host}", [.. Within(host), Repository.Program, "agent", "--config", $"{_directory}/{host}/config.yaml"], null);
        }
    }

    /// <summary>What the controller says of the router: <c>keepone router show</c> as JSON.</summary>
    public async Task<JsonElement?> ShowAsync()
    {
        var (code, output, _) = await Repository.RunAsync(
            _directory, Repository.Program, "router", "show", Router, "--controller", $"unix:{_directory}/controller/api.sock", "--output", "json");
        return code is 0 or 1 && output.Length > 0 ? JsonDocument.Parse(output).RootElement : null;
    }

    /// <summary>What <c>keepone status</c> shows on a host.</summary>
    public async Task<string> StatusAsync(string host) =>
        (await Repository.RunAsync(_directory, Repository.Program, "status", "--socket", $"{_directory}/{host}/agent.sock", Router)).Output;

    /// <summary>Waits for something that the controller shows.</summary>
    public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> condition, string what)
    {
        JsonElement? last = null;
        var since = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(since) < Deadline)
        {
            last = await ShowAsync();
            if (last is { } shown && condition(shown))
            {
                return shown;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"{what}: not within {Deadline.TotalSeconds} s; last: {last}");
        return default;
    }

    /// <summary>Waits for a line of the controller's log.</summary>
    public async Task<string> SayingAsync(string level, string words)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        await foreach (var (said, message) in _said.Reader.ReadAllAsync(deadline.Token))
        {
            if (said == level && message.Contains(words, StringComparison.Ordinal))
            {
                return message;
            }
        }

        throw new InvalidOperationException("the controller ended");
    }

    /// <summary>Cuts a host's tunnel interface in the network, as behind a switch: its own interface keeps its carrier.</summary>
    public static Task CutAsync(string host) => Tool.RunAsync(["bridge", "link", "set", "dev", $"{host}-tun", "state", "0"], input: null, TestContext.Current.CancellationToken);

    /// <summary>Heals it.</summary>
    public static Task HealAsync(string host) => Tool.RunAsync(["bridge", "link", "set", "dev", $"{host}-tun", "state", "3"], input: null, TestContext.Current.CancellationToken);

    /// <summary>
    /// What of Neutron's must be the same after all: its files, keepalived's processes, interfaces. Left out is what Neutron itself changes when a
    /// mastership moves: the state file, logs, times of files that it writes again.
    /// </summary>
    public async Task<string> SnapshotAsync()
    {
        var lines = new List<string>();
        foreach (var host in Hosts)
        {
            var haConfs = $"{_state}/{host}/ha_confs";
            lines.AddRange(Directory.EnumerateFiles(haConfs, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Where(path => Path.GetFileName(path) != "state" && !path.EndsWith(".log", StringComparison.Ordinal))
                .Select(path => $"{path} {File.GetUnixFileMode(path)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}"));
            foreach (var pid in PidFiles.Select(name => File.ReadAllText($"{haConfs}/{Router}{name}").Trim()))
            {
                // Its start: field 22, behind the name in brackets.
                var status = await File.ReadAllTextAsync($"/proc/{pid}/stat", TestContext.Current.CancellationToken);
                lines.Add($"{host} {pid} {status[(status.LastIndexOf(')') + 2)..].Split(' ')[19]}");
            }

            lines.Add(await Tool.RunAsync(
                [.. Within(host), "ip", "netns", "exec", $"qrouter-{Router}", "ls", "/sys/class/net"], null, TestContext.Current.CancellationToken));
        }

        return string.Join('\n', lines);
    }

    /// <summary>Ends agents and controller in order.</summary>
    public async Task StopAsync()
    {
        foreach (var process in Enumerable.Reverse(_programs))
        {
            await Tool.RunAsync(["kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture)], null, CancellationToken.None);
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None);
            Assert.Equal(0, process.ExitCode);
        }

        _programs.Clear();
    }

    public ValueTask DisposeAsync()
    {
        foreach (var process in _programs)
        {
            process.Kill();
            process.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string[] Within(string host) =>
        ["nsenter", "--target", Environment.GetEnvironmentVariable($"KEEPONE_NEUTRON_{host}")!, "--mount", "--net", "--uts", "--"];

    private void Prepare(ThrowAwayAuthority authority, string name, string address, string configuration)
    {
        var directory = Directory.CreateDirectory($"{_directory}/{name}").FullName;
        Directory.CreateDirectory($"{directory}/routers.d");
        authority.Issue(directory, name, address);
        File.WriteAllText($"{directory}/config.yaml", (configuration + """

            tls: { certificate: DIR/node.crt, key: DIR/node.key, authority: DIR/authority.crt }
            """).Replace("DIR", directory, StringComparison.Ordinal));
    }

    private void Start(string name, string[] command, Action<string>? line)
    {
        var start = Tool.Piped(command);
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment.Remove("JOURNAL_STREAM");
        var process = new Process { StartInfo = start };
        var log = TextWriter.Synchronized(new StreamWriter(Path.Combine(_logs, $"keepone-{name}.log")) { AutoFlush = true });
        process.OutputDataReceived += (_, data) => Take(data.Data);
        process.ErrorDataReceived += (_, data) => Take(data.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _programs.Add(process);

        void Take(string? text)
        {
            if (text is not null)
            {
                log.WriteLine(text);
                line?.Invoke(text);
            }
        }
    }

    private void Hear(string line)
    {
        if (line.StartsWith('{'))
        {
            using var json = JsonDocument.Parse(line);
            _said.Writer.TryWrite((json.RootElement.GetProperty("LogLevel").GetString()!, json.RootElement.GetProperty("Message").GetString()!));
        }
    }
}
