using CsCheck;
using Keepone.Core.Diagnosis;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Diagnosis;

/// <summary>Whatever happens in whatever order: what the diagnosis never does, and what it always does (DESIGN §10).</summary>
public sealed class RouterDiagnoserProperties
{
    private static readonly string[] Nodes = ["net-1", "net-2", "net-3"];

    private static readonly Gen<(int Kind, int Node, VrrpState State, int Hears, int Wait)> Happening =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2], Gen.Enum<VrrpState>(), Gen.Int[0, 7], Gen.Int[0, 3000]);

    [Fact]
    public void Step_AnyHistory_KeepsTheRulesOfIncidents() => Happening.Array[0, 80].Sample(happenings =>
    {
        var fleet = new Fleet();
        var open = false;
        foreach (var happening in happenings)
        {
            var before = fleet.Memory;
            Happen(fleet, happening);
            foreach (var e in fleet.Last.Events)
            {
                Assert.NotEmpty(e.Cause);
                Assert.NotEmpty(e.Sentence);
                Assert.Equal(e.Kind == IncidentEventKind.Opened, !open);
                open = e.Kind != IncidentEventKind.Closed;
                if (e.Kind == IncidentEventKind.Opened)
                {
                    var hold = e.Status == RouterStatus.MultipleMasters
                        ? RouterDiagnoser.OverlapHold : RouterDiagnoser.NoMasterHold;
                    Assert.True(fleet.Now - e.Since >= TimeSpan.FromSeconds(hold), "an alarm before the hold");
                    Assert.True(
                        before.MultipleSince == e.Since || before.NoneSince == e.Since, "a beginning that was not remembered");
                }
            }

            Assert.Equal(open, fleet.Memory.Incident is not null);
            Assert.True(
                fleet.Diagnosis.Status == RouterStatus.Ok || fleet.Diagnosis.Cause is not null, "a status without a cause");
            Assert.NotEmpty(fleet.Diagnosis.Reason);
            Assert.False(
                fleet.Diagnosis.Status is RouterStatus.MultipleMasters or RouterStatus.NoMaster && !open, "an alarm without an incident");

            // Looking again without anything new decides nothing new: the shell may look as often as it likes.
            var again = RouterDiagnoser.Step(fleet.Memory, fleet.View, fleet.Now);
            Assert.Empty(again.Events);
            Assert.Null(again.Overlap);
        }
    });

    [Fact]
    public void Step_OverlapOfAnyLength_IsReportedOnceIfLongerThanTheHoldAndElseRecordedOnce() =>
        Gen.Select(Gen.Int[1, 10_000], Gen.Int[10, 4000], Gen.Int[1, 400]).Sample((overlapMs, advertMs, tickMs) =>
        {
            var fleet = new Fleet();
            var advert = TimeSpan.FromMilliseconds(advertMs);
            foreach (var node in Nodes)
            {
                fleet.Change(node, observation => observation with { AdvertInterval = advert });
            }

            fleet.Change(
                "net-3", observation => Fleet.Observation("net-3", VrrpState.Master, fleet.Now) with { AdvertInterval = advert });
            var began = fleet.Now;
            fleet.Heartbeat(Nodes);
            DateTimeOffset? alarmed = null;
            for (var left = overlapMs; left > 0; left -= tickMs)
            {
                // The shell looks when it was told to, and heartbeats come in between.
                var step = TimeSpan.FromMilliseconds(Math.Min(left, tickMs));
                if (fleet.Last.LookAgainAt is { } due && due < fleet.Now + step)
                {
                    var rest = fleet.Now + step - due;
                    fleet.After((due - fleet.Now).TotalSeconds);
                    alarmed ??= fleet.Events.Count > 0 ? fleet.Now : null;
                    step = rest;
                }

                fleet.After(step.TotalSeconds, Nodes);
                alarmed ??= fleet.Events.Count > 0 ? fleet.Now : null;
            }

            fleet.Change(
                "net-1", observation =>
                    Fleet.Observation("net-1", VrrpState.Backup, fleet.Now, "net-3") with { AdvertInterval = advert });
            fleet.After(60, Nodes);

            var hold = advert * RouterDiagnoser.OverlapHold;
            if (fleet.Now - TimeSpan.FromSeconds(60) - began >= hold)
            {
                Assert.Equal(began + hold, alarmed);
                Assert.Equal([IncidentEventKind.Opened, IncidentEventKind.Closed], fleet.Events.Select(e => e.Kind));
                Assert.Empty(fleet.Overlaps);
            }
            else
            {
                Assert.Empty(fleet.Events);
                Assert.Single(fleet.Overlaps);
            }
        });

    private static void Happen(Fleet fleet, (int Kind, int Node, VrrpState State, int Hears, int Wait) happening)
    {
        var node = Nodes[happening.Node];
        string[] hears = [.. Nodes.Where((name, i) => name != node && (happening.Hears & (1 << i)) != 0)];
        switch (happening.Kind)
        {
            case <= 3:
                fleet.Report(node, happening.State, hears);
                break;
            case 4:
                fleet.Agent(node, (AgentState)(happening.Hears % 4));
                break;
            case 5:
                fleet.Change(
                    Nodes[0], observation =>
                        observation with { Kernel = observation.Kernel with { VipPresent = happening.Hears > 3 } });
                break;
            case 6:
                fleet.Heartbeat(node);
                break;
            default:
                fleet.After(happening.Wait / 1000.0, Nodes);
                break;
        }
    }
}
