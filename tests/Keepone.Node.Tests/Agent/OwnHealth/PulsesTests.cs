using Keepone.Agent.OwnHealth;
using Microsoft.Extensions.Time.Testing;

namespace Keepone.Node.Tests.Agent.OwnHealth;

public sealed class PulsesTests
{
    [Fact]
    public void Stuck_LoopsThatDoNotComeRound_AreNamedTheLongestFirst()
    {
        var time = new FakeTimeProvider();
        var pulses = new Pulses(time);
        using var slow = pulses.Add("slow", TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(2));
        using var quick = pulses.Add("quick", TimeSpan.FromSeconds(1));
        using var patient = pulses.Add("patient", TimeSpan.FromMinutes(1));
        time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal([("slow", TimeSpan.FromSeconds(6)), ("quick", TimeSpan.FromSeconds(4))], pulses.Stuck());
        slow.Beat();
        quick.Dispose();
        Assert.Empty(pulses.Stuck());
    }
}
