using Keepone.Lab.Checks;
using Keepone.Lab.Fabric;
using Keepone.Lab.Interventions;
using Keepone.Lab.Scenarios;

namespace Keepone.EndToEnd.Scenarios;

public sealed class ScenarioReaderTests
{
    private const string Good =
        """
        scenario: trial
        description: A trial.
        steps:
          - wait: master net-1 within 15s
          - wait: masters 2 within 8s
          - wait: incident opened within 6s
          - wait: status Ok within 10s
          - traffic: start
          - cut: net-1 tunnel
          - heal: net-1 tunnel
          - run: 4s
          - agent: upgrade net-2
          - node: kill net-1
          - controller: start
          - specification: storm 200 within 10s
          - wait: audits within 5s
          - cut: net-1 -> net-2 tunnel
          - cut: all -> net-2 tunnel adverts
          - heal: net-1 - net-2 tunnel beacons
          - heal: all tunnel
          - agent: restart all
          - node: boot net-1
          - check: hang net-1
          - check: pass all
          - operator: failover
          - operator: failover to net-2
          - operator: maintenance net-1 for 2m
          - operator: maintenance net-1 off
          - wait: master other than net-1 within 5s
        expect:
          masters: 2
          dualAtLeast: 2s
        ---
        router: edge-1
        namespace: keepone-edge-1
        vrid: 7
        replicas: [net-1, net-2]
        ha: { network: a, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18 } }
        external: { interface: qg0, addresses: [203.0.113.10/24], gateway: 203.0.113.1 }
        internal: [{ interface: qr0, addresses: [10.0.0.1/24] }]
        guard: { mode: off }

        """;

    [Fact]
    public void Read_GoodFile_GivesTheScenario()
    {
        Assert.Empty(ScenarioReader.Read(Good, "trial.yaml", out var scenario));
        Assert.Equal(
            [
                new WaitMaster("net-1", TimeSpan.FromSeconds(15)), new WaitMasters(2, TimeSpan.FromSeconds(8)),
                new WaitIncident(IncidentMoment.Opened, TimeSpan.FromSeconds(6)), new WaitStatus("Ok", TimeSpan.FromSeconds(10)), new StartTraffic(),
                new Plug(Cut: true, "net-1", FabricName.Tunnel), new Plug(Cut: false, "net-1", FabricName.Tunnel), new Run(TimeSpan.FromSeconds(4)),
                new Intervene(Intervention.AgentUpgrade, "net-2"), new Intervene(Intervention.NodeKill, "net-1"),
                new Intervene(Intervention.ControllerStart, null), new Storm(200, TimeSpan.FromSeconds(10)), new WaitAudits(TimeSpan.FromSeconds(5)),
                new LinkPlug(Cut: true, "net-1", "net-2", BothWays: false, TrafficClass.Everything),
                new LinkPlug(Cut: true, "all", "net-2", BothWays: false, TrafficClass.Adverts),
                new LinkPlug(Cut: false, "net-1", "net-2", BothWays: true, TrafficClass.Beacons), new Plug(Cut: false, "all", FabricName.Tunnel),
                new Intervene(Intervention.AgentRestart, "all"), new Intervene(Intervention.NodeBoot, "net-1"),
                new Obey(CheckWords.Find("hang")!, "net-1"), new Obey(CheckWords.Find("pass")!, "all"), new OrderFailover(null), new OrderFailover("net-2"),
                new OrderMaintenance("net-1", TimeSpan.FromMinutes(2)), new OrderMaintenance("net-1", null),
                new WaitOtherMaster("net-1", TimeSpan.FromSeconds(5)),
            ],
            scenario!.Steps);
        Assert.Equal((2, TimeSpan.FromSeconds(2), null), (scenario.Expect.Masters, scenario.Expect.DualAtLeast, scenario.Expect.DualAtMost));
        Assert.StartsWith("router: edge-1", scenario.RouterText, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{12}$", scenario.Hash);
    }

    [Theory]
    [InlineData("scenario: trial", "scenario: other", "trial.yaml:1: scenario: ")]
    [InlineData("wait: master net-1 within 15s", "wait: master net-9 within 15s", "trial.yaml:4: steps[0].wait: ")]
    [InlineData("wait: masters 2 within 8s", "wait: masters 2 within 8", "trial.yaml:5: steps[1].wait: ")]
    [InlineData("wait: incident opened", "wait: incident begun", "trial.yaml:6: steps[2].wait: ")]
    [InlineData("cut: net-1 tunnel", "cut: net-1 tunel", "trial.yaml:9: steps[5].cut: ")]
    [InlineData("- run: 4s", "- run: 4", "trial.yaml:11: steps[7].run: ")]
    [InlineData("- run: 4s", "- walk: 4s", "trial.yaml:11: steps[7].walk: found an unknown key")]
    [InlineData("- run: 4s", "- { run: 4s, traffic: start }", "trial.yaml:11: steps[7]: found 2 keys")]
    [InlineData("agent: upgrade net-2", "agent: upgrade net-9", "trial.yaml:12: steps[8].agent: ")]
    [InlineData("agent: upgrade net-2", "agent: promote net-2", "'kill|stop|start|restart|upgrade|freeze|thaw NODE|all'")]
    [InlineData("agent: upgrade net-2", "agent: upgrade", "trial.yaml:12: steps[8].agent: ")]
    [InlineData("controller: start", "controller: start net-1", "steps[10].controller: found 'start net-1', expected 'kill|stop|start'")]
    [InlineData("storm 200", "storm 2000", "trial.yaml:15: steps[11].specification: ")]
    [InlineData("cut: net-1 -> net-2", "cut: net-1 -> net-9", "trial.yaml:17: steps[13].cut: ")]
    [InlineData("cut: net-1 -> net-2", "cut: net-1 -> net-1", "trial.yaml:17: steps[13].cut: ")]
    [InlineData("cut: net-1 -> net-2 tunnel", "cut: net-1 -> net-2 external", "trial.yaml:17: steps[13].cut: ")]
    [InlineData("tunnel beacons", "tunnel pings", "trial.yaml:19: steps[15].heal: ")]
    [InlineData("node: boot net-1", "node: boot all", "trial.yaml:22: steps[18].node: ")]
    [InlineData("other than net-1", "other than net-9", "trial.yaml:29: steps[25].wait: ")]
    [InlineData("check: hang net-1", "check: sulk net-1", "steps[19].check: found 'sulk net-1', expected 'pass|warn|fail|error|broken|hang|flap|unkillable NODE|all'")]
    [InlineData("check: hang net-1", "check: hang net-9", "trial.yaml:23: steps[19].check: ")]
    [InlineData("failover to net-2", "failover net-2", "steps[22].operator: found 'failover net-2', expected 'failover [to NODE]', 'maintenance NODE for TIME'")]
    [InlineData("failover to net-2", "failover to net-9", "trial.yaml:26: steps[22].operator: ")]
    [InlineData("net-1 for 2m", "net-1 for ever", "trial.yaml:27: steps[23].operator: ")]
    [InlineData("net-1 off", "all off", "trial.yaml:28: steps[24].operator: ")]
    [InlineData("dualAtLeast: 2s", "log: 123456", "trial.yaml:32: expect.log: ")]
    [InlineData("dualAtLeast: 2s", "timing: bad luck", "expect.timing: found 'bad luck', expected one of 'master's node or keepalived crashes'")]
    [InlineData("masters: 2", "masters: two", "trial.yaml:31: expect.masters: ")]
    [InlineData("masters: 2", "masters: 2\n  mastersAtMost: 2", "expected one of them")]
    [InlineData("dualAtLeast: 2s", "dualAtLest: 2s", "trial.yaml:32: expect.dualAtLest: found an unknown key")]
    [InlineData("dualAtLeast: 2s", "deadAgent: net-9", "trial.yaml:32: expect.deadAgent: found 'net-9', expected one of net-1, net-2")]
    [InlineData("vrid: 7", "vrid: 700", "trial.yaml:36: vrid: ")]
    [InlineData("namespace: keepone-edge-1", "namespace: none", "'namespace', 'replicas'")]
    [InlineData("---\n", "", "trial.yaml:1: found one YAML document, expected two")]
    public void Read_Mistake_SaysFileLineKeyAndWhatWasExpected(string good, string bad, string expected)
    {
        var text = Good.Replace(good, bad, StringComparison.Ordinal);
        Assert.NotEqual(Good, text);
        var errors = ScenarioReader.Read(text, "trial.yaml", out var scenario);
        Assert.Null(scenario);
        Assert.Contains(errors, error => error.ToString().Contains(expected, StringComparison.Ordinal));
    }
}
