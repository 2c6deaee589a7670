using System.Globalization;
using System.Net.Sockets;
using Keepone.Agent.Status;
using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent;

/// <summary>What a replica more costs the agent's process; memory is measured by <c>bench/run agent-memory</c>, on the release build.</summary>
public sealed class AgentCostTests
{
    // Its namespace, its netlink socket, its VRRP socket, its FIFO, and a hold on each of its keepalived's two processes.
    private const int DescriptorsPerReplica = 6;

    // The runtime's and the agent's own are about 15; the thread pool adds some for a while when many programs are started at once.
    private const int MostThreads = 32;
    private const int Few = 2;
    private const int Many = 12;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private const int Looks = 20;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task RunAsync_MoreReplicas_DescriptorsAreBoundedAndThreadsDoNotGrow()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var directory = new TestDirectory();
        var names = Enumerable.Range(0, Many).Select(_ => TestNetwork.FreshName()).ToList();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Directory.CreateDirectory(directory.PathOf("routers.d"));
        await File.WriteAllTextAsync(directory.PathOf("agent.yaml"), $"""
            node: net-1
            routers: {directory.PathOf("routers.d")}
            run: {directory.PathOf("run")}
            state: {directory.PathOf("state")}
            socket: {directory.PathOf("agent.sock")}
            """, stop.Token);
        var program = Path.Combine(AppContext.BaseDirectory, "keepone");
        var agent = ChildProcess.RunAsync(
            null, program, ["agent", "--config", directory.PathOf("agent.yaml")], RuntimeEnvironment(), TimeSpan.FromMinutes(3), 4096, stop.Token,
            ChildOutput.Discard);
        try
        {
            await AddReplicasAsync(directory, names[..Few]);
            var (descriptors, threads) = await CostAsync(directory, Few, agent);
            await AddReplicasAsync(directory, names[Few..]);
            var (manyDescriptors, manyThreads) = await CostAsync(directory, Many, agent, descriptors + (DescriptorsPerReplica * (Many - Few)));

            Assert.InRange((manyDescriptors - descriptors) / (double)(Many - Few), 1, DescriptorsPerReplica);
            Assert.InRange(Math.Max(threads, manyThreads), 1, MostThreads);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAny(agent);
            EndKeepalived(directory);
            names.ForEach(name => NetworkNamespace.DeleteNamed(name));
        }
    }

    private static async Task AddReplicasAsync(TestDirectory directory, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            NetworkNamespace.CreateNamed(name);
            using var place = NetworkNamespace.OpenNamed(name);
            await TestNetwork.IpAsync(place, "link", "add", "ha0", "up", "type", "veth", "peer", "name", "ha1");
            await TestNetwork.IpAsync(place, "link", "set", "ha1", "up");
            await TestNetwork.IpAsync(place, "address", "add", "169.254.192.1/18", "dev", "ha0");
            await File.WriteAllTextAsync(directory.PathOf($"routers.d/{name}.yaml"), $$"""
                router: {{name}}
                namespace: {{name}}
                vrid: 7
                replicas: [net-1, net-2]
                ha: { network: {{name}}, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18 } }
                guard: { mode: off }
                """);
        }
    }

    // When every replica takes part in the election, nothing is left to be opened for good. What is open for a moment, as to test a
    // configuration, is waited for: what leaks is there at the deadline too.
    private static async Task<(int Descriptors, int Threads)> CostAsync(
        TestDirectory directory, int count, Task<ChildResult> agent, int expected = int.MaxValue)
    {
        AgentStatus? last = null;
        (int Descriptors, int Threads)? cost = null;
        using var deadline = new CancellationTokenSource(Deadline);
        while (!deadline.IsCancellationRequested)
        {
            Assert.False(agent.IsCompleted, "the agent ended");
            try
            {
                var status = last = await StatusSocket.AskAsync(directory.PathOf("agent.sock"), deadline.Token);
                if (status.Replicas.Count(replica => replica.State is VrrpState.Backup or VrrpState.Master) == count)
                {
                    var process = $"/proc/{status.Pid}";
                    cost = (await LeastDescriptorsAsync(process), Directory.GetDirectories($"{process}/task").Length);
                    if (cost.Value.Descriptors <= expected)
                    {
                        return cost.Value;
                    }
                }
            }
            catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
            {
                // Not there yet.
            }

            await Task.Delay(Step, TimeProvider.System, CancellationToken.None);
        }

        if (cost is { } measured)
        {
            return measured;
        }

        var states = string.Join(" | ", last?.Replicas.Select(replica => replica.ToString()) ?? []);
        Assert.Fail($"{count} replicas were not ready within {Deadline.TotalSeconds} s; last: {states}");
        return default;
    }

    // A file of /proc, a dump or a connection to the status socket is open for a moment: the least of many looks is what stays open. An assembly
    // is loaded when it is first needed, and only where code is compiled as it runs: it is no replica's.
    private static async Task<int> LeastDescriptorsAsync(string process)
    {
        var least = int.MaxValue;
        for (var look = 0; look < Looks; look++)
        {
            least = Math.Min(least, Directory.GetFileSystemEntries($"{process}/fd").Count(entry => !IsAssembly(entry)));
            await Task.Delay(BetweenLooks, TimeProvider.System, CancellationToken.None);
        }

        return least;
    }

    private static bool IsAssembly(string entry)
    {
        try
        {
            return new FileInfo(entry).LinkTarget is { } target && target.EndsWith(".dll", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // Closed since.
            return false;
        }
    }

    private static Dictionary<string, string> RuntimeEnvironment() => new(StringComparer.Ordinal)
    {
        ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin",
        ["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "",
        ["DOTNET_EnableDiagnostics"] = "0",
    };

    private static void EndKeepalived(TestDirectory directory)
    {
        var run = directory.PathOf("run");
        foreach (var file in Directory.Exists(run) ? Directory.GetFiles(run, "*.pid", SearchOption.AllDirectories) : [])
        {
            if (int.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && ProcFs.CommandLine(pid).Any(argument => argument.StartsWith(run, StringComparison.Ordinal))
                && ProcFs.Identify(pid) is { } identity)
            {
                using var process = ProcessHandle.TryOpen(identity);
                process?.Signal(9);
            }
        }
    }
}
