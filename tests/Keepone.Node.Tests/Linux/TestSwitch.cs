using System.Globalization;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux;

/// <summary>A bridge in a namespace of its own, and hosts with one port each: <c>eth0</c> in a namespace of its own, <c>p0</c>, <c>p1</c> … on the bridge.</summary>
internal sealed class TestSwitch : IDisposable
{
    private static readonly string[] NoDuplicateDetection = ["nodad"];
    private readonly List<string> _names = [];
    private readonly List<NetworkNamespace> _hosts = [];

    private TestSwitch()
    {
    }

    internal NetworkNamespace Bridge { get; private set; } = null!;

    internal IReadOnlyList<NetworkNamespace> Hosts => _hosts;

    /// <summary>Makes it.</summary>
    /// <param name="hosts">Of each host its hardware address, and its addresses.</param>
    internal static async Task<TestSwitch> CreateAsync(params (string Mac, string[] Addresses)[] hosts)
    {
        var made = new TestSwitch();
        try
        {
            made.Bridge = made.Add();
            var lines = new List<string> { "link add br0 type bridge", "link set br0 up" };
            foreach (var (mac, _) in hosts)
            {
                var port = $"p{made._hosts.Count.ToString(CultureInfo.InvariantCulture)}";
                var host = made.Add();
                made._hosts.Add(host);
                host.Run(() => File.WriteAllText("/proc/sys/net/ipv6/conf/default/accept_dad", "0"));

                // As Neutron plugs a router: no link-local address of the interface's own, which a backup must not have.
                host.Run(() => File.WriteAllText("/proc/sys/net/ipv6/conf/default/addr_gen_mode", "1"));
                lines.Add($"link add {port} type veth peer name eth0 address {mac} netns {made._names[^1]}");
                lines.Add($"link set {port} master br0 up");
            }

            await BatchAsync(made.Bridge, lines);
            foreach (var (host, (_, addresses)) in made._hosts.Zip(hosts))
            {
                await BatchAsync(host,
                [
                    "link set lo up", "link set eth0 up",
                    .. addresses.Select(address => $"address add {address} dev eth0{(address.Contains(':', StringComparison.Ordinal) ? " nodad" : "")}"),
                ]);
            }

            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Adds a host's address, or takes it away.</summary>
    internal Task AddressAsync(int host, string verb, string address) =>
        TestNetwork.IpAsync(_hosts[host], ["address", verb, address, "dev", "eth0", .. address.Contains(':', StringComparison.Ordinal) && verb == "add" ? NoDuplicateDetection : []]);

    /// <summary>The port at which the bridge has learned a hardware address; null: it has not.</summary>
    internal async Task<string?> PortOfAsync(string mac)
    {
        var result = await ChildProcess.RunAsync(
            Bridge, "bridge", ["fdb", "show", "br", "br0"], null, TimeSpan.FromSeconds(20), 64 * 1024, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, result.Error);
        return result.Output.Split('\n').Where(line => line.StartsWith(mac, StringComparison.Ordinal) && !line.Contains("permanent", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[2]).FirstOrDefault();
    }

    public void Dispose()
    {
        foreach (var host in _hosts)
        {
            host.Dispose();
        }

        Bridge?.Dispose();
        foreach (var name in _names)
        {
            _ = NetworkNamespace.DeleteNamed(name);
        }
    }

    private NetworkNamespace Add()
    {
        var name = TestNetwork.FreshName();
        NetworkNamespace.CreateNamed(name);
        _names.Add(name);
        return NetworkNamespace.OpenNamed(name);
    }

    private static async Task BatchAsync(NetworkNamespace place, IEnumerable<string> lines)
    {
        using var directory = new TestDirectory();
        await File.WriteAllLinesAsync(directory.PathOf("batch"), lines, TestContext.Current.CancellationToken);
        await TestNetwork.IpAsync(place, "-batch", directory.PathOf("batch"));
    }
}
