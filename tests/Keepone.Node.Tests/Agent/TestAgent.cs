using System.Diagnostics;
using System.Net.Sockets;
using Keepone.Agent;
using Keepone.Agent.Status;
using Keepone.Agent.Supervision;
using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent;

/// <summary>
/// A real agent in this process, with real keepalived in a test's namespace, and files of its own. Disposing ends the agent and then
/// whatever keepalived it left running, which is what an agent does by design.
/// </summary>
internal sealed class TestAgent : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private readonly TestDirectory _directory = new();
    private readonly string _node;
    private Process? _process;
    private bool _mounted;
    private CancellationTokenSource _stop = new();
    private Task<int> _run = Task.FromResult(0);

    internal TestAgent(string node, string more = "")
    {
        _node = node;
        Directory.CreateDirectory(_directory.PathOf("routers.d"));
        File.WriteAllText(_directory.PathOf("agent.yaml"), $"""
            node: {node}
            routers: {_directory.PathOf("routers.d")}
            run: {_directory.PathOf("run")}
            state: {_directory.PathOf("state")}
            keys: {_directory.PathOf("keys")}
            socket: {_directory.PathOf("agent.sock")}
            {more}
            """);
    }

    internal StringWriter Errors { get; } = new();

    /// <summary>Everything that the agent may write to.</summary>
    internal string Root => _directory.Root;

    /// <summary>The directory of the replica of <c>edge-1</c>.</summary>
    internal string ReplicaDirectory => Path.Combine(_directory.PathOf("run"), "routers", RouterId.FromName("edge-1").ToString());

    /// <summary>The replica's files.</summary>
    internal ReplicaFiles Files => ReplicaFiles.For(_directory.PathOf("run"), RouterId.FromName("edge-1"));

    /// <summary>The keepalived processes of the replica of <c>edge-1</c>, the first one first.</summary>
    internal FoundKeepalived[] Processes() =>
        [.. new KeepalivedSearch(TimeProvider.System).Of(Files, fresh: true).OrderByDescending(found => found.IsLeader)];

    /// <summary>Sends a signal to a process of keepalived's.</summary>
    internal static void Signal(int pid, int signal)
    {
        if (ProcFs.Identify(pid) is { } identity && ProcessHandle.TryOpen(identity) is { } process)
        {
            process.Signal(signal);
            process.Dispose();
        }
    }

    internal void Specify(string text) => AtomicFile.Write(Path.Combine(_directory.PathOf("routers.d"), "edge-1.yaml"), System.Text.Encoding.UTF8.GetBytes(text), UnixFileMode.UserRead | UnixFileMode.UserWrite, durable: false);

    /// <summary>Gives the agent the key of <c>edge-1</c>.</summary>
    /// <param name="text">The key file's text.</param>
    internal void GiveKey(string text)
    {
        Directory.CreateDirectory(_directory.PathOf("keys"));
        AtomicFile.Write(
            KeyPath, System.Text.Encoding.ASCII.GetBytes(text),
            UnixFileMode.UserRead | UnixFileMode.UserWrite, durable: false);
    }

    /// <summary>The key file of <c>edge-1</c>.</summary>
    internal string KeyPath => Path.Combine(_directory.PathOf("keys"), "edge-1.key");

    /// <summary>What the quorum file holds.</summary>
    internal string Quorum => File.ReadAllText(Files.Quorum).Trim();

    internal void Unspecify() => File.Delete(Path.Combine(_directory.PathOf("routers.d"), "edge-1.yaml"));

    internal void Start()
    {
        _stop = new CancellationTokenSource();
        _run = AgentProgram.RunAsync(_directory.PathOf("agent.yaml"), LogFormat.Json, Errors, _stop.Token);
    }

    /// <summary>Starts it as a process of its own, which can be stopped and continued.</summary>
    internal void StartProcess()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "keepone"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "agent", "--config", _directory.PathOf("agent.yaml") },
        };
        start.Environment.Remove("JOURNAL_STREAM");
        start.Environment["DOTNET_ROOT"] =
            Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Sends a signal to the agent's own process.</summary>
    /// <param name="signal">The signal.</param>
    internal void SignalAgent(int signal) => Signal(_process!.Id, signal);

    internal Task<int> RunSecondAsync() => AgentProgram.RunAsync(_directory.PathOf("agent.yaml"), LogFormat.Json, Errors, TestContext.Current.CancellationToken);

    internal async Task StopAsync()
    {
        await _stop.CancelAsync();
        Assert.Equal(0, await _run.WaitAsync(Deadline));
        _stop.Dispose();
        _run = Task.FromResult(0);
    }

    /// <summary>Waits until the agent's status is as expected; fails with the last status otherwise.</summary>
    internal async Task<AgentStatus> UntilAsync(Func<AgentStatus, bool> condition)
    {
        AgentStatus? last = null;
        using var deadline = new CancellationTokenSource(Deadline);
        while (!deadline.IsCancellationRequested)
        {
            try
            {
                last = await StatusSocket.AskAsync(_directory.PathOf("agent.sock"), deadline.Token);
                if (condition(last))
                {
                    return last;
                }
            }
            catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
            {
                // Not there yet.
            }

            Assert.False(_run.IsFaulted, _run.Exception?.ToString());
            await Task.Delay(Step, TimeProvider.System, CancellationToken.None);
        }

        Assert.Fail($"not within {Deadline.TotalSeconds} s on {_node}; last: {last} {string.Join(" | ", last?.Replicas.Select(replica => replica.ToString()) ?? [])} {string.Join(" | ", last?.Problems ?? [])} {Errors}");
        return last!;
    }

    internal async Task<Observation> UntilReplicaAsync(Func<Observation, bool> condition) =>
        (await UntilAsync(status => status.Replicas.Any(condition))).Replicas.First(condition);

    /// <summary>Waits for something that the agent does not tell.</summary>
    internal static async Task UntilAsync(Func<bool> condition)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Deadline, $"not within {Deadline.TotalSeconds} s");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Whether the HA VIP of <see cref="Specification"/> is in a namespace.</summary>
    internal static bool HoldsVip(NetworkNamespace place) => TestNetwork.AddressesOf(place).Contains("169.254.0.7");

    public async ValueTask DisposeAsync()
    {
        if (!_run.IsCompleted)
        {
            await StopAsync();
        }

        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        foreach (var found in Processes())
        {
            Signal(found.Identity.Pid, 9);
        }

        if (_mounted)
        {
            // Lazily: a process that was just killed may hold it for a moment.
            Run("umount", "-l", _directory.PathOf("run"));
        }

        _directory.Dispose();
    }

    /// <summary>Two namespaces with the replicas' own addresses on the HA network.</summary>
    internal static async Task<TestNetwork> HaNetworkAsync()
    {
        var network = await TestNetwork.CreateAsync();
        await TestNetwork.IpAsync(network.Left, "address", "add", "169.254.192.1/18", "dev", "left0");
        await TestNetwork.IpAsync(network.Right, "address", "add", "169.254.192.2/18", "dev", "right0");
        return network;
    }

    /// <summary>An agent that runs the left replica.</summary>
    internal static TestAgent Started(TestNetwork network)
    {
        var agent = new TestAgent("net-1");
        agent.Specify(Specification(network.LeftName, "left0"));
        agent.Start();
        return agent;
    }

    /// <summary>An agent that runs the left replica, with a small file system of its own for its run directory.</summary>
    internal static TestAgent OnItsOwnFileSystem(TestNetwork network)
    {
        var agent = new TestAgent("net-1");
        Directory.CreateDirectory(agent._directory.PathOf("run"));
        agent._mounted = true;
        Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", agent._directory.PathOf("run"));
        agent.Specify(Specification(network.LeftName, "left0"));
        agent.Start();
        return agent;
    }

    /// <summary>Fills the run directory to the last byte.</summary>
    /// <returns>The file that fills it.</returns>
    internal string FillRunDirectory()
    {
        var path = Path.Combine(_directory.PathOf("run"), "filler");
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            return path;
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        var result = ChildProcess.RunAsync(null, program, arguments, null, Deadline, 4096, CancellationToken.None).GetAwaiter().GetResult();
        Assert.True(result.Succeeded, $"{program} {result.Describe()}: {result.Error}");
    }

    /// <summary>A router whose adverts are 100 ms apart, so that an election takes half a second.</summary>
    internal static string Specification(string nameSpace, string haInterface) => $$"""
        router: edge-1
        namespace: {{nameSpace}}
        vrid: 7
        advertInterval: 100ms
        replicas: [net-1, net-2]
        ha: { network: ha-a, interface: {{haInterface}}, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18 } }
        guard: { mode: off }

        """;
}
