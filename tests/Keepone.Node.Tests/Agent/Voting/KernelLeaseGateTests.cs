using System.Collections.Immutable;
using System.Net;
using Keepone.Agent.Voting;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Voting;

public sealed class KernelLeaseGateTests
{
    [Fact]
    public async Task Put_ThenMove_CarriesTheEndIntoTheKernel()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var lease = new KernelLeaseGate(Router("left0"), network.Left);
        Assert.NotNull(lease.Problem);
        lease.Move(TimeSpan.FromDays(1)); // before it is in force: nothing to move

        Assert.True(lease.Put(TimeSpan.Zero));
        Assert.Null(lease.Problem);
        Assert.Equal(TimeSpan.Zero, lease.OpenUntil);
        lease.Move(TimeSpan.FromDays(2));

        Assert.Equal(TimeSpan.FromDays(2), lease.OpenUntil);
    }

    [Fact]
    public async Task Put_AfterTheAgentWasKilled_KeepsTheEndThatItHadReached()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using (var first = new KernelLeaseGate(Router("left0"), network.Left))
        {
            Assert.True(first.Put(TimeSpan.Zero));
            first.Move(TimeSpan.FromDays(2));
        }

        using var second = new KernelLeaseGate(Router("left0"), network.Left);
        Assert.True(second.Put(TimeSpan.FromDays(3)));

        Assert.Equal(TimeSpan.FromDays(2), second.OpenUntil);
    }

    [Fact]
    public async Task Put_AnInterfaceThatIsNotThere_SaysSoAndLookPutsItLater()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var lease = new KernelLeaseGate(Router("late0"), network.Left);

        Assert.False(lease.Put(TimeSpan.Zero));

        Assert.Equal(
            $"The kernel lease is not in force: cannot put a gate on late0 of {network.Left.Path}: No such device.", lease.Problem);
        Assert.Equal(KernelLease.Forever, lease.OpenUntil);
        await TestNetwork.IpAsync(network.Left, "link", "add", "late0", "type", "veth", "peer", "name", "late1");
        Assert.True(lease.Put(TimeSpan.Zero));
        Assert.Null(lease.Problem);
    }

    [Fact]
    public async Task Put_OneOfTwoInterfacesIsNotThere_TheOtherIsHeldAndMoved()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        var router = Router("left0");
        router = router with
        {
            External = new ExternalSpecification { Interface = "late0", Addresses = [new IpPrefix(IPAddress.Parse("203.0.113.7"), 24)] },
        };
        using var lease = new KernelLeaseGate(router, network.Left);

        Assert.False(lease.Put(TimeSpan.Zero));

        Assert.Contains("not in force on every interface: cannot put a gate on late0", lease.Problem, StringComparison.Ordinal);
        Assert.True(lease.IsHeld);
        lease.Move(TimeSpan.FromDays(2));
        using (var gate = TrafficGate.Find(network.Left, KernelLeaseRules.Of(router)))
        {
            Assert.Equal(TimeSpan.FromDays(2), gate?.OpenUntil);
        }

        await TestNetwork.IpAsync(network.Left, "link", "add", "late0", "type", "veth", "peer", "name", "late1");
        Assert.True(lease.Look(router));
        Assert.Null(lease.Problem);
    }

    [Fact]
    public async Task Look_AnInterfaceMadeAnewOrAnotherAddress_PutsItAgain()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        var router = Router("left0");
        using var lease = new KernelLeaseGate(router, network.Left);
        Assert.True(lease.Put(TimeSpan.Zero));
        await TestNetwork.IpAsync(network.Left, "link", "delete", "left0");
        Assert.False(lease.Look(router));
        Assert.Contains("not in force on every interface", lease.Problem, StringComparison.Ordinal);

        await TestNetwork.IpAsync(network.Left, "link", "add", "left0", "type", "veth", "peer", "name", "right0", "netns", network.RightName);
        Assert.True(lease.Look(router with { Ha = router.Ha with { Vip = new IpPrefix(IPAddress.Parse("169.254.0.8"), 24) } }));
        Assert.Null(lease.Problem);
    }

    [Fact]
    public async Task MoveForever_TheAgentLeaves_NothingMovesItAnyMoreAndRemoveTakesItAway()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        var router = Router("left0");
        using var lease = new KernelLeaseGate(router, network.Left);
        Assert.True(lease.Put(TimeSpan.Zero));

        lease.Move(KernelLease.Forever);
        lease.Move(TimeSpan.Zero);
        Assert.Equal(KernelLease.Forever, lease.OpenUntil);
        lease.Remove();

        Assert.Null(lease.Problem);
        Assert.False(KernelLeaseGate.RemoveLeftover(router, network.Left));
    }

    [Fact]
    public async Task RemoveLeftover_ARouterThatHasNoKernelLeaseAnyMore_IsNotSilentForEver()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using (var lease = new KernelLeaseGate(Router("left0"), network.Left))
        {
            Assert.True(lease.Put(TimeSpan.Zero));
        }

        Assert.True(KernelLeaseGate.RemoveLeftover(Router("left0"), network.Left));
        Assert.False(KernelLeaseGate.RemoveLeftover(Router("left0"), network.Left));
    }

    private static RouterSpecification Router(string ha) => new()
    {
        Name = "edge-1",
        Id = RouterId.FromName("edge-1"),
        Namespace = "edge-1",
        Vrid = 7,
        AdvertInterval = TimeSpan.FromSeconds(1),
        Ha = new HaSpecification
        {
            Network = "ha-a",
            Interface = ha,
            Vip = new IpPrefix(IPAddress.Parse("169.254.0.7"), 24),
            Addresses = ImmutableSortedDictionary<string, IpPrefix>.Empty,
        },
    };
}
