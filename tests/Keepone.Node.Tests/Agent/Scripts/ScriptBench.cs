using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Keepone.Agent.Checks;
using Keepone.Agent.Scripts;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Scripts;

/// <summary>A place for hostile scripts: a directory of root's, a router of its own, and a way to see what is left of them.</summary>
internal sealed partial class ScriptBench : IDisposable
{
    /// <summary>Not below /tmp: what everybody can write to is refused.</summary>
    private const string Above = "/var/lib";

    private static int counter;

    internal string Name { get; } = $"scripts-{Environment.ProcessId}-{Interlocked.Increment(ref counter).ToString(CultureInfo.InvariantCulture)}";

    internal ScriptBench()
    {
        Root = $"{Above}/keepone-test-{Name}";
        Directory.CreateDirectory(Root, Everybody);
        File.SetUnixFileMode(Root, Everybody);
        User = UserAccount.Find("nobody") ?? throw new InvalidOperationException("every Debian has a user nobody");
        Identity = new ScriptIdentity(() => (User, null), Sandboxes: true);
        var read = SpecificationReader.Read(
            $$"""
            router: {{Name}}
            vrid: 7
            replicas: [net-1, net-2]
            ha: { network: a, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18 } }
            external: { interface: qg0, addresses: [203.0.113.10/24, 203.0.113.77/32], gateway: 203.0.113.1 }
            internal: [{ interface: qr0, addresses: [10.0.0.1/24, "fd00::1/64"] }]
            """, "bench");
        Assert.Empty(read.Errors);
        Facts = FactsOf(Replica.Of(read.Routers[0], "net-1")!);
    }

    internal static UnixFileMode Everybody { get; } = (UnixFileMode)0x1ed; // 0755

    internal string Root { get; }

    internal UserAccount User { get; }

    internal ScriptIdentity Identity { get; }

    internal CheckFacts Facts { get; }

    internal static CheckFacts FactsOf(Replica replica) => new(replica, null, VrrpState.Master, IsMaster: true, 150, null, BootClock.Now);

    internal string PathOf(string name) => $"{Root}/{name}";

    internal string Write(string body, string name = "check.sh", UnixFileMode? mode = null)
    {
        File.WriteAllText(PathOf(name), "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(PathOf(name), mode ?? Everybody);
        return PathOf(name);
    }

    /// <summary>Five minutes unless given: a passing test never waits for it, however busy the machine is.</summary>
    internal static CheckSpecification Check(string script, TimeSpan? timeout = null, params string[] arguments) => new()
    {
        Name = "site",
        Script = script,
        Interval = TimeSpan.FromMinutes(10),
        Timeout = timeout ?? TimeSpan.FromMinutes(5),
        Arguments = [.. arguments],
    };

    internal Task<ScriptReport> RunAsync(CheckSpecification check, ControlGroup? group = null) =>
        new ScriptRun(Identity).RunAsync(check, Facts, group, TestContext.Current.CancellationToken);

    /// <summary>What is alive of the scripts: their children inherit the router's name.</summary>
    internal ImmutableArray<int> Left()
    {
        var marker = $"KEEPONE_ROUTER_NAME={Name}\0";
        var left = ImmutableArray.CreateBuilder<int>();
        foreach (var pid in ProcFs.Processes())
        {
            try
            {
                if (AtomicFile.TryRead($"/proc/{pid}/environ", 1024 * 1024, out var content)
                    && Encoding.UTF8.GetString(content).Contains(marker, StringComparison.Ordinal))
                {
                    left.Add(pid);
                }
            }
            catch (LinuxException)
            {
                // It ended meanwhile.
            }
        }

        return left.ToImmutable();
    }

    /// <summary>Waits until they are gone: killed they are, how soon they end is the kernel's.</summary>
    internal Task UntilNobodyIsLeftAsync() => UntilAsync(() => Left().IsEmpty, "somebody is left");

    internal static Task UntilDeadAsync(int pid) => UntilAsync(() => ProcFs.Identify(pid) is null, $"process {pid} lives");

    private static async Task UntilAsync(Func<bool> condition, string otherwise)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Collected<string>.Deadline, otherwise);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }

    internal static void GiveCapabilities(string path)
    {
        // struct vfs_cap_data, revision 2: effective, CAP_NET_RAW permitted.
        ReadOnlySpan<byte> value = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(0, SetAttribute(path, "security.capability", value.ToArray(), (nuint)value.Length, 0));
    }

    internal void GiveAway(string path) => Assert.Equal(0, ChangeOwner(path, User.User, User.Group));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "setxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetAttribute(string path, string name, byte[] value, nuint length, int flags);
}
