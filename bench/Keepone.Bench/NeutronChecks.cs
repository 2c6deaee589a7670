using System.Globalization;
using System.Text;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Bench;

/// <summary>
/// Routers as Neutron's L3 agent makes them (reference: its own generator's output), each in a namespace with its keepalived, which runs
/// Neutron's check script: bash, ip and grep, ping. Beside each one stands the same router without the check, so that the difference is the
/// check's. All of them are master, because Neutron's script tests nobody else.
/// </summary>
internal sealed class NeutronChecks
{
    private const string GatewayName = "gateway";
    private const int Vrid = 7;

    // Its first virtual address, which the script looks for.
    private const string LinkLocal = "fe80::f816:3eff:fe11:1111";

    private readonly List<int> _checked = [];
    private readonly List<int> _unchecked = [];

    private NeutronChecks()
    {
    }

    /// <summary>Builds the routers and starts their keepalived.</summary>
    /// <param name="count">How many routers with the check, and as many without.</param>
    /// <param name="stop">Cancels.</param>
    internal static async Task<NeutronChecks> StartAsync(int count, CancellationToken stop)
    {
        var routers = new NeutronChecks();
        NetworkNamespace.CreateNamed(GatewayName);
        using var gateway = NetworkNamespace.OpenNamed(GatewayName);
        for (var i = 0; i < 2 * count; i++)
        {
            var hasCheck = i % 2 == 0;
            var pid = await StartAsync(gateway, i, hasCheck, stop);
            (hasCheck ? routers._checked : routers._unchecked).Add(pid);
        }

        return routers;
    }

    /// <summary>Waits until every checked router was tested: it became master, and its gateway was pinged.</summary>
    internal async Task UntilCheckedAsync(TimeSpan deadline, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(deadline);
        try
        {
            for (var before = Echoes(GatewayName); Echoes(GatewayName) - before < _checked.Count;)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, patience.Token);
            }
        }
        catch (OperationCanceledException error) when (!stop.IsCancellationRequested)
        {
            throw new InvalidOperationException($"keepalived did not run Neutron's check script within {deadline.TotalSeconds} s", error);
        }
    }

    /// <summary>What was used until now.</summary>
    /// <returns>The processor time of the checks alone, and how many of them pinged.</returns>
    internal (TimeSpan Cpu, long Runs) Read()
    {
        static TimeSpan Sum(List<int> pids) => pids.Aggregate(TimeSpan.Zero, (sum, pid) => sum + ProcessCost.Of(pid).CpuWithChildren);

        return (Sum(_checked) - Sum(_unchecked), Echoes(GatewayName));
    }

    /// <summary>How many echo requests the kernel of a namespace received.</summary>
    internal static long Echoes(string name)
    {
        using var place = NetworkNamespace.OpenNamed(name);
        var lines = place.Run(() => File.ReadAllLines("/proc/thread-self/net/snmp"))
            .Where(line => line.StartsWith("Icmp:", StringComparison.Ordinal)).ToArray();
        var column = Array.IndexOf(lines[0].Split(' '), "InEchos");
        return long.Parse(lines[1].Split(' ')[column], CultureInfo.InvariantCulture);
    }

    private static async Task<int> StartAsync(NetworkNamespace gateway, int i, bool hasCheck, CancellationToken stop)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"n{i}");
        NetworkNamespace.CreateNamed(name);
        using var place = NetworkNamespace.OpenNamed(name);
        await Stage.IpAsync(gateway, $"""
            link add {name} type veth peer name ha0 netns {name}
            address add {Address(i, 1)} dev {name}
            link set {name} up

            """, stop);
        await Stage.IpAsync(place, $"""
            link set lo up
            address add 169.254.192.1/18 dev ha0
            link set ha0 up

            """, stop);
        var directory = Path.GetFullPath(name);
        Directory.CreateDirectory(directory);
        var script = Path.Combine(directory, $"ha_check_script_{Vrid}.sh");
        await File.WriteAllTextAsync(script, $"""
            #!/bin/bash -eu
            ip a | grep {LinkLocal} || exit 0
            ping -c 1 -w 1 {Address(i, 1).Address} 1>/dev/null || exit 1
            """, stop);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupWrite);
        var configuration = Path.Combine(directory, "keepalived.conf");
        await File.WriteAllTextAsync(configuration, Configuration(i, script, hasCheck), stop);
        await Stage.RunAsync(
            place, "keepalived",
            ["-P", "-f", configuration, "-p", Path.Combine(directory, "pid"), "-r", Path.Combine(directory, "vrrp.pid")], stop);
        return int.Parse(await WhenThereAsync(Path.Combine(directory, "vrrp.pid"), stop), CultureInfo.InvariantCulture);
    }

    private static IpPrefix Address(int router, int host) =>
        new(new System.Net.IPAddress([198, 18, (byte)router, (byte)host]), 24);

    // As Neutron 21 writes it, with the shortest interval that keepalived 2.2.7 knows.
    private static string Configuration(int i, string script, bool hasCheck)
    {
        var text = new StringBuilder("""
            global_defs {
                notification_email_from neutron@openstack.local
                router_id neutron
            }

            """);
        if (hasCheck)
        {
            text.Append(null, $$"""

                vrrp_script ha_health_check_{{Vrid}} {
                    script "{{script}}"
                    interval 1
                    fall 2
                    rise 2
                }

                """);
        }

        text.Append(null, $$"""

            vrrp_instance VR_{{Vrid}} {
                state BACKUP
                interface ha0
                virtual_router_id {{Vrid}}
                priority 50
                garp_master_delay 60
                nopreempt
                advert_int 2
                track_interface {
                    ha0
                }
                virtual_ipaddress {
                    169.254.0.{{Vrid}}/24 dev ha0
                }
                virtual_ipaddress_excluded {
                    {{LinkLocal}}/64 dev ha0 scope link no_track
                    {{Address(i, 10)}} dev ha0 no_track
                }

            """);
        return text.Append(hasCheck ? $"    track_script {{\n        ha_health_check_{Vrid}\n    }}\n}}" : "}").ToString();
    }

    private static async Task<string> WhenThereAsync(string path, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            if (File.Exists(path) && await File.ReadAllTextAsync(path, patience.Token) is [.., '\n'] text)
            {
                return text.Trim();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }
}
