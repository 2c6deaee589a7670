using Keepone.Controller.Fleet;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Microsoft.Extensions.Logging;

namespace Keepone.Controller.Tests.Fleet;

public sealed class CheckNewsTests
{
    private static readonly CheckReport Site = new("site", CheckVerdict.Healthy, Samples.Noon, CheckOutcome.Pass, "200 OK", Broken: false, Held: false);
    private static readonly CheckReport Broken = Site with { Outcome = CheckOutcome.Error, Message = "/etc/keepone/checks/site.sh is not executable.", Broken = true };

    [Fact]
    public void Between_CheckBreaks_IsNewsOnceAndItsEndToo()
    {
        var broke = Assert.Single(Between([Site], [Broken]));
        Assert.Equal(CheckNewsKind.Broke, broke.Kind);
        Assert.Equal(
            "Router edge-1: check site on net-1 is broken and cannot tell: /etc/keepone/checks/site.sh is not executable. "
            + "Its last verdict, healthy, stays. See docs/runbook.md#check-broken",
            broke.Sentence);

        Assert.Empty(Between([Broken], [Broken with { Message = "other" }]));
        Assert.Equal("Router edge-1: check site on net-1 works again: 200 OK.", Assert.Single(Between([Broken], [Site])).Sentence);
    }

    [Fact]
    public void Between_BrokenCheckOrItsReplicaIsGone_IsItsEnd()
    {
        const string End = "Router edge-1: check site on net-1, which was broken, is no longer reported.";
        Assert.Equal(End, Assert.Single(Between([Broken], [])).Sentence);
        Assert.Equal(End, Assert.Single(CheckNews.Between(Seen([Broken]), null)).Sentence);
        Assert.Empty(CheckNews.Between(Seen([Site]), null));
    }

    [Fact]
    public void Between_FirstReportOfABrokenCheck_IsNews() => Assert.Single(CheckNews.Between(null, Seen([Broken])));

    [Fact]
    public void Between_DampingHolds_IsNewsOnce()
    {
        var sick = Site with { Verdict = CheckVerdict.Sick };
        var held = sick with { Held = true };

        Assert.Equal(CheckNewsKind.Held, Assert.Single(Between([sick], [held])).Kind);
        Assert.Empty(Between([held], [held with { Message = "again" }]));
        Assert.Empty(Between([held], [Site]));
    }

    [Fact]
    public void Machine_CheckBreaksAndMends_IsAWarningAndAnInformation()
    {
        var machine = new FleetMachine();
        machine.Hello(new AgentHello(1, "net-1", "0.1.0", "boot", "start", TellsStateChanges: true, [Seen([Site])]), Samples.Noon);
        machine.Changed(1, "net-1", Seen([Broken]), Samples.Noon);
        machine.Changed(1, "net-1", Seen([Broken with { Message = "still" }]), Samples.Noon);
        machine.Changed(1, "net-1", Seen([Site]), Samples.Noon);
        var log = new LogCapture();
        foreach (var effect in machine.TakeEffects())
        {
            Logging.FleetLog.Write(log.For<FleetMachine>(), effect);
        }

        Assert.Equal(LogLevel.Warning, Assert.Single(log.Of(2011)).Level);
        Assert.Equal(LogLevel.Information, Assert.Single(log.Of(2012)).Level);
    }

    [Fact]
    public void Machine_SickMasterIsKept_IsAWarningOnceAndItsEnd()
    {
        var machine = new FleetMachine();
        var sick = Seen([Site with { Verdict = CheckVerdict.Sick }]);
        sick = sick with { Health = sick.Health with { Penalty = 51, Sentence = "check site fails (-51)" } };
        machine.Hello(new AgentHello(1, "net-1", "0.1.0", "boot", "start", TellsStateChanges: true, [sick]), Samples.Noon);
        for (var second = 1; second <= 20; second++)
        {
            machine.Heartbeat(1, "net-1", 0, Samples.Noon.AddSeconds(second));
            machine.Tick(Samples.Noon.AddSeconds(second));
        }

        machine.Changed(1, "net-1", Seen([Site]), Samples.Noon.AddSeconds(21));
        var log = new LogCapture();
        foreach (var effect in machine.TakeEffects())
        {
            Logging.FleetLog.Write(log.For<FleetMachine>(), effect);
        }

        Assert.Contains("keeps its master net-1 although it should give way (check site fails (-51))", Assert.Single(log.Of(2008)).Message, StringComparison.Ordinal);
        Assert.Single(log.Of(2009));
    }

    private static IEnumerable<CheckNews> Between(CheckReport[] before, CheckReport[] after) => CheckNews.Between(Seen(before), Seen(after));

    private static Observation Seen(CheckReport[] checks)
    {
        var seen = Samples.Observation("edge-1", "net-1", VrrpState.Master);
        return seen with { Health = seen.Health with { Checks = [.. checks] } };
    }
}
