using System.Globalization;
using System.Security.Cryptography;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Watching;

/// <summary>
/// A network node as Neutron's L3 agent leaves it: a directory of configurations, a namespace <c>qrouter-ID</c> (and <c>snat-ID</c>) with an HA
/// interface, keepalived started as Neutron starts it; and the other end of the HA network, in a namespace of its own.
/// </summary>
internal sealed class NeutronStage : IAsyncDisposable
{
    internal const string HaInterface = "ha-4c5d6e7f-80";
    private readonly TestDirectory _directory = new();
    private readonly List<string> _namespaces = [];
    private readonly List<NetworkNamespace> _opened = [];

    private NeutronStage()
    {
        Directory.CreateDirectory(HaConfs);
    }

    internal string Id { get; } = Guid.NewGuid().ToString();

    internal string HaConfs => _directory.PathOf("ha_confs");

    internal string Configuration => Path.Combine(HaConfs, Id, "keepalived.conf");

    internal NetworkNamespace Place { get; private set; } = null!;

    internal NetworkNamespace Peer { get; private set; } = null!;

    internal string PlaceName { get; private set; } = "";

    /// <summary>Makes the namespaces.</summary>
    /// <param name="distributed">Whether the router is distributed: then the HA interface is in <c>snat-ID</c>.</param>
    internal static async Task<NeutronStage> CreateAsync(bool distributed = false)
    {
        var stage = new NeutronStage();
        try
        {
            stage.PlaceName = distributed ? $"snat-{stage.Id}" : $"qrouter-{stage.Id}";
            if (distributed)
            {
                stage.Add($"qrouter-{stage.Id}");
            }

            stage.Place = stage.Add(stage.PlaceName);
            var peer = TestNetwork.FreshName();
            stage.Peer = stage.Add(peer);
            await TestNetwork.IpAsync(stage.Place, "link", "add", HaInterface, "type", "veth", "peer", "name", "ha-peer", "netns", peer);
            await TestNetwork.IpAsync(stage.Place, "link", "set", HaInterface, "up");
            await TestNetwork.IpAsync(stage.Peer, "link", "set", "ha-peer", "up");
            await TestNetwork.IpAsync(stage.Place, "address", "add", "169.254.192.1/18", "dev", HaInterface);
            await TestNetwork.IpAsync(stage.Peer, "address", "add", "169.254.192.2/18", "dev", "ha-peer");
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>An agent that watches it.</summary>
    internal TestAgent Watch() => new("net-1", $"neutron: {{ haConfs: {HaConfs} }}");

    /// <summary>The configuration in Neutron's form; by default with adverts of 100 ms, which need version 3, so that an election takes half a second.</summary>
    internal static string Text(bool fast = true, string name = HaInterface, int priority = 50) => $$"""
        global_defs {
            notification_email_from neutron@openstack.local
            router_id neutron
        {{(fast ? "    vrrp_version 3\n" : "")}}}
        vrrp_instance VR_7 {
            state BACKUP
            interface {{name}}
            virtual_router_id 7
            priority {{priority.ToString(CultureInfo.InvariantCulture)}}
            garp_master_delay 60
        {{(priority == 50 ? "    nopreempt\n" : "")}}    advert_int {{(fast ? "0.1" : "1")}}
            track_interface {
                {{name}}
            }
            virtual_ipaddress {
                169.254.0.7/24 dev {{name}}
            }
        }
        """;

    /// <summary>Puts a configuration in place as Neutron does, by renaming it.</summary>
    internal void Configure(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Configuration)!);
        AtomicFile.Write(Configuration, System.Text.Encoding.ASCII.GetBytes(text), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, durable: false);
    }

    /// <summary>What Neutron's monitor writes.</summary>
    internal void Say(string state) => File.WriteAllText(Path.Combine(HaConfs, Id, "state"), state);

    /// <summary>Starts keepalived as Neutron does, and waits until it holds the VIP.</summary>
    internal async Task StartAsync()
    {
        await SpawnAsync(Place, Configuration, Path.Combine(HaConfs, $"{Id}.pid.keepalived"));
        await TestAgent.UntilAsync(() => TestAgent.HoldsVip(Place));
    }

    /// <summary>Starts a replica at the other end that takes the mastership over.</summary>
    internal async Task StartPeerAsync()
    {
        var configuration = _directory.PathOf("peer.conf");
        await File.WriteAllTextAsync(configuration, Text(name: "ha-peer", priority: 120), TestContext.Current.CancellationToken);
        await SpawnAsync(Peer, configuration, _directory.PathOf("peer.pid"));
        await TestAgent.UntilAsync(() => TestAgent.HoldsVip(Peer) && !TestAgent.HoldsVip(Place));
    }

    /// <summary>Both processes of the watched keepalived.</summary>
    internal ProcessIdentity[] Processes() => Running(Configuration);

    /// <summary>Everything that somebody might have touched: files with content, owner, mode and times, links, addresses, groups, routes, processes.</summary>
    internal string Snapshot()
    {
        var lines = Directory.EnumerateFileSystemEntries(HaConfs, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path =>
            $"{path} {File.GetUnixFileMode(path)} {File.GetLastWriteTimeUtc(path):O} {(File.Exists(path) ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))) : "")}").ToList();
        foreach (var place in new[] { Place, Peer })
        {
            using var dump = RouteDump.OpenIn(place);
            lines.AddRange(dump.Links().Select(link => $"{link}"));
            lines.AddRange(dump.Addresses().Select(address => $"{address}"));
            lines.AddRange(dump.Routes().Select(route => $"{route}"));

            // Members of multicast groups, and how many of them: a listener that joined would be one more.
            lines.AddRange(place.Run(() => File.ReadAllLines("/proc/thread-self/net/igmp").Concat(File.ReadAllLines("/proc/thread-self/net/igmp6")).ToArray())
                .Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => !word.Contains(':', StringComparison.Ordinal)))));
        }

        lines.AddRange(Processes().Select(process => $"{process} {string.Join(' ', ProcFs.CommandLine(process.Pid))}"));
        return string.Join('\n', lines);
    }

    /// <summary>Kills both processes so that nothing is given up, and waits until they are gone.</summary>
    internal async Task KillAsync()
    {
        foreach (var process in Processes().Reverse())
        {
            TestAgent.Signal(process.Pid, 19);
            TestAgent.Signal(process.Pid, 9);
        }

        await TestAgent.UntilAsync(() => Processes().Length == 0);
    }

    /// <summary>Ends keepalived in order.</summary>
    internal async Task StopAsync()
    {
        var leader = Processes()[0];
        TestAgent.Signal(leader.Pid, 15);
        await TestAgent.UntilAsync(() => ProcFs.Identify(leader.Pid) != leader);
    }

    /// <summary>Makes a namespace come and go, as other routers' do.</summary>
    internal static void GiveSign()
    {
        var name = TestNetwork.FreshName();
        NetworkNamespace.CreateNamed(name);
        _ = NetworkNamespace.DeleteNamed(name);
    }

    /// <summary>Deletes the router's namespace.</summary>
    internal void DeleteNamespace()
    {
        _opened.Remove(Place);
        Place.Dispose();
        _namespaces.Remove(PlaceName);
        _ = NetworkNamespace.DeleteNamed(PlaceName);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var process in Running(Configuration).Concat(Running(_directory.PathOf("peer.conf"))))
        {
            TestAgent.Signal(process.Pid, 9);
        }

        _opened.ForEach(place => place.Dispose());
        _namespaces.ForEach(name => _ = NetworkNamespace.DeleteNamed(name));
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    private static ProcessIdentity[] Running(string configuration) =>
    [
        .. ProcFs.Processes().Where(pid => ProcFs.CommandLine(pid).Contains(configuration)).Select(ProcFs.Identify).OfType<ProcessIdentity>()
            .OrderBy(process => process.Pid),
    ];

    private async Task SpawnAsync(NetworkNamespace place, string configuration, string pid)
    {
        var result = await ChildProcess.RunAsync(
            place, "keepalived", ["-P", "-f", configuration, "-p", pid, "-r", $"{pid}-vrrp"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin", ["TMPDIR"] = _directory.Root },
            TimeSpan.FromSeconds(20), 4096, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, $"keepalived {result.Describe()}: {result.Error}");
    }

    private NetworkNamespace Add(string name)
    {
        NetworkNamespace.CreateNamed(name);
        _namespaces.Add(name);
        var place = NetworkNamespace.OpenNamed(name);

        // As Neutron: a backup has no link-local address of its own.
        place.Run(() => File.WriteAllText("/proc/sys/net/ipv6/conf/default/addr_gen_mode", "1"));
        _opened.Add(place);
        return place;
    }
}
