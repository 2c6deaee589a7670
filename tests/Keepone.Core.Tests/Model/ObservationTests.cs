using System.Text.Json;
using Keepone.Core.Guard;
using Keepone.Core.Json;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Model;

public sealed class ObservationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void SaysTheSameAs_OnlyLater_IsTheSame()
    {
        var one = Sample();
        var two = Sample() with
        {
            At = Noon.AddSeconds(5),
            Wire = new WireEvidence([new HeardAdvert("169.254.192.2", "net-2", 110, Noon.AddSeconds(5))], 0),
        };

        Assert.True(two.SaysTheSameAs(one));
        Assert.False(two.SaysTheSameAs(null));
    }

    [Fact]
    public void SaysTheSameAs_AnyFactDiffers_IsNew()
    {
        var one = Sample();

        Assert.All(
        [
            one with { State = VrrpState.Backup },
            one with { Kernel = one.Kernel with { VipPresent = false } },
            one with { Keepalived = one.Keepalived with { Priority = 150 } },
            one with { Wire = WireEvidence.Silence },
            one with { Wire = new WireEvidence([one.Wire.Heard[0] with { Priority = 0 }], 0) },
            one with { Disagreements = ["other"] },
            one with { Health = one.Health with { Bonus = 0 } },
            one with { Guard = one.Guard with { View = View() with { Votes = 1 } } },
            one with { Guard = one.Guard with { View = null } },
            one with { Guard = one.Guard with { View = View() with { Voters = [] } } },
            one with { Since = Noon.AddSeconds(1) },
        ], changed => Assert.False(changed.SaysTheSameAs(one)));
    }

    [Fact]
    public void CoreJson_AnObservation_ReadsBackAsTheSame()
    {
        var json = JsonSerializer.Serialize(Sample(), CoreJson.Default.Observation);

        var back = JsonSerializer.Deserialize(json, CoreJson.Default.Observation)!;

        Assert.Contains("\"state\":\"Master\"", json, StringComparison.Ordinal);
        Assert.Contains("\"advertInterval\":\"1s\"", json, StringComparison.Ordinal);
        Assert.True(back.SaysTheSameAs(Sample()));
    }

    private static GuardView View() => new()
    {
        Standing = GuardStanding.InForce,
        Role = GuardRole.Master,
        Votes = 2,
        Needed = 2,
        Holder = "net-1",
        Reason = "Master, with 2 of 3 votes, 2 are needed.",
        Since = Noon,
        Lateness = new GuardLateness(TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(1), "within bounds"),
        Voters = [new GuardVoterView("net-1", false, true, true, true, GuardRole.Master, 140, "net-1")],
    };

    private static Observation Sample() => new()
    {
        Router = RouterId.FromName("edge-1"),
        RouterName = "edge-1",
        Node = "net-1",
        Replicas = ["net-1", "net-2"],
        AdvertInterval = TimeSpan.FromSeconds(1),
        State = VrrpState.Master,
        Reason = "all evidence agrees",
        Since = Noon,
        At = Noon,
        Kernel = new KernelEvidence(true, true, true, true),
        Keepalived = new KeepalivedEvidence(42, VrrpState.Master, 140, "2.2.7"),
        Wire = new WireEvidence([new HeardAdvert("169.254.192.2", "net-2", 110, Noon)], 0),
        Disagreements = ["a sentence"],
        Health = new HealthReport(120, 0, 20, "healthy master"),
        Guard = new GuardReport(GuardMode.Promise, true, 0, "the guard is in force") { View = View() },
        Supervision = "running",
    };
}
