using System.Net;
using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Guard;

public sealed class GuardModeRuleTests
{
    [Theory]
    [InlineData(GuardMode.Promise, 3, 0, GuardMode.Promise, false, "2 of 3 voters")]
    [InlineData(GuardMode.Promise, 2, 1, GuardMode.Promise, false, "2 of 3 voters")]
    [InlineData(GuardMode.Promise, 5, 0, GuardMode.Promise, false, "3 of 5 voters")]
    [InlineData(GuardMode.Promise, 2, 0, GuardMode.Off, true, "two replicas without a witness cannot decide")]
    [InlineData(GuardMode.Promise, 1, 0, GuardMode.Off, false, "one replica")]
    [InlineData(GuardMode.Promise, 1, 2, GuardMode.Off, false, "one replica")]
    [InlineData(GuardMode.Promise, 0, 0, GuardMode.Off, false, "no replicas are specified")]
    [InlineData(GuardMode.Reachability, 3, 0, GuardMode.Reachability, true, "weaker")]
    [InlineData(GuardMode.Reachability, 4, 0, GuardMode.Reachability, true, "3 of 4 replicas")]
    [InlineData(GuardMode.Reachability, 2, 0, GuardMode.Off, true, "add a replica, or use guard.mode promise with a witness")]
    [InlineData(GuardMode.Reachability, 2, 1, GuardMode.Off, true, "a witness judges by beacons, not by echo")]
    [InlineData(GuardMode.Reachability, 1, 0, GuardMode.Off, false, "one replica")]
    [InlineData(GuardMode.Off, 3, 1, GuardMode.Off, false, "the guard is off")]
    public void Decide_ModeAndVoters_SayWhatCanBeInForce(
        GuardMode mode, int replicas, int witnesses, GuardMode expected, bool warns, string sentence)
    {
        var verdict = GuardModeRule.Decide(Router(mode, replicas, witnesses));

        Assert.Equal((expected, warns), (verdict.InForce, verdict.Warns));
        Assert.Contains(sentence, verdict.Sentence, StringComparison.Ordinal);
        Assert.False(verdict.Sentence.EndsWith('.'));
    }

    private static IpPrefix Vip => IpPrefix.TryParse("169.254.0.1/24", out var vip) ? vip : throw new FormatException();

    private static RouterSpecification Router(GuardMode mode, int replicas, int witnesses) => new()
    {
        Id = RouterId.FromName("edge-1"),
        Name = "edge-1",
        Vrid = 1,
        AdvertInterval = TimeSpan.FromSeconds(1),
        Replicas = [.. Enumerable.Range(1, replicas).Select(i => $"net-{i}")],
        Ha = new HaSpecification { Network = "ha", Interface = "ha0", Vip = Vip },
        Guard = new GuardSpecification
        {
            Mode = mode,
            Witnesses = [.. Enumerable.Range(1, witnesses).Select(i => new WitnessSpecification { Name = $"w{i}", Address = IPAddress.Loopback })],
        },
    };
}
