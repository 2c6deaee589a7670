using Keepone.Agent.Probes;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Node.Tests.Agent.Probes;

public sealed class ProbePathTests
{
    [Theory]
    // The HA network: from the replica's own address, whatever it is.
    [InlineData("169.254.192.2", "ha0", "169.254.192.1", nameof(Asking.ByKernel))]
    [InlineData("169.254.192.2%ha0", "ha0", "169.254.192.1", nameof(Asking.ByKernel))]
    [InlineData("169.254.0.9", "ha0", "169.254.0.7", nameof(Asking.AsNeighbour))]
    // A network of the router: the most specific.
    [InlineData("203.0.113.1", "qg0", "203.0.113.10", nameof(Asking.AsNeighbour))]
    [InlineData("2001:db8::1", "qg0", "2001:db8::10", nameof(Asking.AsNeighbour))]
    [InlineData("10.0.0.9", "qr0", "10.0.0.1", nameof(Asking.AsNeighbour))]
    [InlineData("10.0.0.200", "qr0", "10.0.0.129", nameof(Asking.AsNeighbour))]
    // Beyond: by the external side, and by nobody else's hand.
    [InlineData("8.8.8.8", "qg0", "203.0.113.10", nameof(Asking.Never))]
    [InlineData("2001:4860::1", "qg0", "2001:db8::10", nameof(Asking.Never))]
    // An interface that is given.
    [InlineData("fe80::1%qg0", "qg0", null, nameof(Asking.AsNeighbour))]
    [InlineData("192.0.2.9%qr0", "qr0", "10.0.0.1", nameof(Asking.Never))]
    [InlineData("192.0.2.9%mgmt0", "mgmt0", null, nameof(Asking.ByKernel))]
    public void Of_ATarget_GoesByTheInterfaceOfItsNetwork(string target, string? name, string? from, string asBackup)
    {
        var path = Path(target);

        Assert.Equal((name, from), (path.Interface, path.From?.ToString()));
        Assert.Equal((Asking.ByKernel, asBackup), (path.As(isMaster: true), path.As(isMaster: false).ToString()));
    }

    [Fact]
    public void Of_HostsOwn_LeavesAllToRouting()
    {
        var path = Path("203.0.113.1", CheckPlace.Host);

        Assert.Equal((null, null, Asking.ByKernel), (path.Interface, path.From, path.As(isMaster: false)));
        Assert.Equal("eno1", Path("fe80::1%eno1", CheckPlace.Host).Interface);
    }

    // There the host's own addresses and routes are.
    [Fact]
    public void Of_ADistantTargetOfARouterWithoutANamespace_LeavesItToRouting()
    {
        var path = Path("8.8.8.8", place: null);

        Assert.Equal((null, null, Asking.ByKernel), (path.Interface, path.From, path.As(isMaster: false)));
        Assert.Equal(Asking.AsNeighbour, Path("203.0.113.1", place: null).As(isMaster: false));
    }

    private static ProbePath Path(string target, CheckPlace where = CheckPlace.Replica, string? place = "edge-1")
    {
        Assert.True(ProbeTarget.TryParse(target, out var parsed));
        return ProbePath.Of(ProbeRig.Replica(external: "qg0", place: place), where, parsed);
    }
}
