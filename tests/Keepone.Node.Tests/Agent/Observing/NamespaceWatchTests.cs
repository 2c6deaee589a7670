using System.Collections.Concurrent;
using Keepone.Agent.Observing;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;
using Keepone.Protocol;

namespace Keepone.Node.Tests.Agent.Observing;

public sealed class NamespaceWatchTests
{
    [Fact]
    public async Task IsBroken_ReadingAnEventFails_TheLoopIsWokenToOpenAnother()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var reactor = new TestReactor();
        var posted = new BlockingCollection<ReplicaEvent>();
        var router = SpecificationReader.Read(TestAgent.Specification(network.LeftName, "left0"), "edge-1.yaml").Routers[0];
        using var watch = new NamespaceWatch(
            NetworkNamespace.OpenNamed(network.LeftName), Replica.Of(router, "net-1")!, reactor.Reactor, new SteadyClock(TimeProvider.System), new RecordedSenses(), change =>
            {
                if (change is KernelChanged)
                {
                    throw new IOException("on purpose");
                }

                posted.Add(change);
            });
        Assert.False(watch.IsBroken);

        await TestNetwork.IpAsync(network.Left, "address", "add", "169.254.192.1/18", "dev", "left0");

        await reactor.Faults.FirstAsync(_ => true);
        Assert.True(watch.IsBroken);
        Assert.IsType<LookAgain>(Assert.Single(posted));
    }
}
