using Keepone.Core.Model;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent;

/// <summary>Two agents with real keepalived on one HA network: the first is master with its bonus, the second a backup that hears it.</summary>
internal sealed class TestPair : IAsyncDisposable
{
    private TestPair(TestNetwork network) => (First, Second) = (TestAgent.Started(network), new TestAgent("net-2"));

    internal TestAgent First { get; }

    internal TestAgent Second { get; }

    internal static async Task<TestPair> StartAsync(TestNetwork network)
    {
        var pair = new TestPair(network);
        try
        {
            pair.Second.Specify(TestAgent.Specification(network.RightName, "right0"));
            await pair.First.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Health.Bonus: > 0 });
            pair.Second.Start();
            await pair.Second.UntilReplicaAsync(replica => replica is { State: VrrpState.Backup, Wire.Heard.IsEmpty: false });
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.DisposeAsync();
    }
}
