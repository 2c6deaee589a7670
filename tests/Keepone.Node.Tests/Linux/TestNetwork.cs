using System.Globalization;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux;

/// <summary>
/// Two network namespaces, joined by a veth pair (<c>left0</c>, <c>right0</c>, both up). Removed when disposed; what an earlier
/// test process left behind when it was killed is removed by the next one.
/// </summary>
internal sealed class TestNetwork : IDisposable
{
    private const string Prefix = "keepone-test-";

    private static readonly Lock Gate = new();
    private static int counter;

    private TestNetwork(string left, string right)
    {
        LeftName = left;
        RightName = right;
        Left = NetworkNamespace.OpenNamed(left);
        Right = NetworkNamespace.OpenNamed(right);
    }

    internal string LeftName { get; }

    internal string RightName { get; }

    internal NetworkNamespace Left { get; }

    internal NetworkNamespace Right { get; }

    internal static string FreshName() =>
        $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref counter).ToString(CultureInfo.InvariantCulture)}";

    internal static async Task<TestNetwork> CreateAsync()
    {
        lock (Gate)
        {
            RemoveLeftovers();
        }

        var left = FreshName();
        var right = FreshName();
        try
        {
            NetworkNamespace.CreateNamed(left);
            NetworkNamespace.CreateNamed(right);
            var network = new TestNetwork(left, right);
            using var reactor = new TestReactor();
            using var monitorLeft = RouteMonitor.OpenIn(network.Left);
            using var monitorRight = RouteMonitor.OpenIn(network.Right);
            var ready = new Collected<AddressChange>();
            foreach (var (place, monitor) in new[] { (network.Left, monitorLeft), (network.Right, monitorRight) })
            {
                // Without this a link-local address is of no use for the first second or two.
                place.Run(() => File.WriteAllText("/proc/sys/net/ipv6/conf/default/accept_dad", "0"));
                monitor.Attach(reactor.Reactor, batch => batch.Events.OfType<AddressChange>().ToList().ForEach(ready.Add));
            }

            await IpAsync(network.Left, "link", "set", "lo", "up");
            await IpAsync(network.Right, "link", "set", "lo", "up");
            await IpAsync(network.Left, "link", "add", "left0", "type", "veth", "peer", "name", "right0", "netns", right);
            await IpAsync(network.Left, "link", "set", "left0", "up");
            await IpAsync(network.Right, "link", "set", "right0", "up");

            // The kernel brings IPv6 up behind the link's back; what is sent before is lost.
            await ready.UntilAsync(
                changes => changes.Count(change => change is { Present: true, Prefix.Address.IsIPv6LinkLocal: true }) == 2);
            return network;
        }
        catch
        {
            _ = NetworkNamespace.DeleteNamed(left);
            _ = NetworkNamespace.DeleteNamed(right);
            throw;
        }
    }

    internal static async Task IpAsync(NetworkNamespace place, params string[] arguments)
    {
        var result = await ChildProcess.RunAsync(
            place, "ip", arguments, null, TimeSpan.FromSeconds(20), 4096, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, $"ip {string.Join(' ', arguments)} {result.Describe()}: {result.Error}");
    }

    internal static int IndexOf(NetworkNamespace place, string name)
    {
        using var dump = RouteDump.OpenIn(place);
        return Assert.IsType<Link>(dump.FindLink(name)).Index;
    }

    /// <summary>The IPv4 addresses in a namespace, but for its loopback's.</summary>
    internal static string[] AddressesOf(NetworkNamespace place)
    {
        using var dump = RouteDump.OpenIn(place);
        return [.. dump.Addresses().Where(address => !address.Prefix.IsIPv6 && address.InterfaceIndex > 1)
            .Select(address => address.Prefix.Address.ToString()).Order(StringComparer.Ordinal)];
    }

    public void Dispose()
    {
        Left.Dispose();
        Right.Dispose();
        _ = NetworkNamespace.DeleteNamed(LeftName);
        _ = NetworkNamespace.DeleteNamed(RightName);
    }

    private static void RemoveLeftovers()
    {
        if (!Directory.Exists(NetworkNamespace.DefaultDirectory))
        {
            return;
        }

        foreach (var path in Directory.GetFiles(NetworkNamespace.DefaultDirectory, Prefix + "*"))
        {
            var name = Path.GetFileName(path);
            var pid = name[Prefix.Length..].Split('-')[0];
            if (!Directory.Exists($"/proc/{pid}"))
            {
                _ = NetworkNamespace.DeleteNamed(name);
            }
        }
    }
}
