using System.Runtime.CompilerServices;
using Keepone.Core.Diagnosis;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Diagnosis;

public sealed class CauseListTests
{
    [Fact]
    public void All_EveryFileOfTheRoom_IsListedOnce()
    {
        var room = Path.Combine(Repository(), "src", "Keepone.Core", "Diagnosis", "Causes");
        var files = Directory.GetFiles(room, "*.cs").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        var listed = CauseList.All.Select(cause => cause.Prove.Method.DeclaringType!.Name).Order(StringComparer.Ordinal);

        Assert.Equal(files, listed);
    }

    [Fact]
    public void All_Identifiers_AreThoseOfTheDesignAndUnique()
    {
        string[] known =
        [
            "ha-network-partition", "one-way-loss", "vrrp-filtered", "vrid-collision", "config-mismatch", "orphaned-addresses",
            "keepalived-stalled", "dead-agent", "stray-replica", "all-isolated", "all-faulted", "keepalived-down", "ha-interface-down", "unknown",
        ];
        Assert.All(CauseList.All, cause => Assert.Contains(cause.Id, known));
        Assert.Equal(CauseList.All.Length, CauseList.All.Select(cause => cause.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("unknown", CauseList.All[^1].Id);
    }

    public static TheoryData<string, RouterStatus> Corpus => new()
    {
        { "ha-network-partition", RouterStatus.MultipleMasters },
        { "one-way-loss", RouterStatus.MultipleMasters },
        { "orphaned-addresses", RouterStatus.MultipleMasters },
        { "keepalived-stalled", RouterStatus.MultipleMasters },
        { "dead-agent", RouterStatus.MultipleMasters },
        { "unknown", RouterStatus.MultipleMasters },
        { "all-faulted", RouterStatus.NoMaster },
        { "keepalived-down", RouterStatus.NoMaster },
        { "ha-interface-down", RouterStatus.NoMaster },
        { "all-isolated", RouterStatus.NoMaster },
    };

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Find_EvidenceOfACause_NamesIt(string cause, RouterStatus status)
    {
        var fleet = new Fleet();
        switch (cause)
        {
            case "ha-network-partition":
                fleet.Cut();
                break;
            case "one-way-loss":
                fleet.Cut().Report("net-1", VrrpState.Master, "net-3");
                break;
            case "orphaned-addresses":
                fleet.Cut().Change("net-1", observation => observation with
                {
                    State = VrrpState.Down,
                    Keepalived = new KeepalivedEvidence(null, VrrpState.Down, null, "2.2.7"),
                });
                break;
            case "keepalived-stalled":
                fleet.Cut().Change("net-1", observation => observation with
                {
                    State = VrrpState.Down,
                    Keepalived = observation.Keepalived with { Condition = ProcessCondition.Stalled },
                });
                break;
            case "dead-agent":
                fleet.Cut().Agent("net-1", AgentState.Dead);
                break;
            case "unknown":
                fleet.Cut().Report("net-1", VrrpState.Master, "net-3").Report("net-3", VrrpState.Master, "net-1");
                break;
            case "all-isolated":
                fleet.KeptOut("net-1").KeptOut("net-2").KeptOut("net-3");
                break;
            default:
                foreach (var node in new[] { "net-1", "net-2", "net-3" })
                {
                    fleet.Report(node, cause == "keepalived-down" ? VrrpState.Down : VrrpState.Fault);
                    if (cause == "ha-interface-down")
                    {
                        fleet.Change(
                            node, observation => observation with { Kernel = observation.Kernel with { HaInterfaceUp = false } });
                    }
                }

                break;
        }

        fleet.After(10, "net-2", "net-3");
        if (cause != "dead-agent")
        {
            fleet.Heartbeat("net-1");
        }

        Assert.Equal((status, cause), (fleet.Diagnosis.Status, fleet.Diagnosis.Cause));
        Assert.Equal(cause, Assert.Single(fleet.Events).Cause);
    }

    [Fact]
    public void Find_AStrangerIsHeard_DoesNotProveAPartition()
    {
        var fleet = new Fleet().Cut().Report("net-1", VrrpState.Master, "stranger").After(2, "net-1", "net-2", "net-3");

        Assert.Equal("unknown", fleet.Diagnosis.Cause);
        Assert.Contains("net-1 is Master and hears a stranger", fleet.Diagnosis.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net-3 net-2 net-1", RouterStatus.NoMaster, "keepalived on net-1, net-2 and net-3 takes no part in the election")]
    [InlineData("net-3", RouterStatus.Degraded, "net-3 is Down")]
    public void Find_AStalledKeepalivedWithoutAddresses_IsTheCauseOfWhatItExplains(string nodes, RouterStatus status, string reason)
    {
        var fleet = new Fleet();
        foreach (var node in nodes.Split(' '))
        {
            fleet.Report(node, VrrpState.Down).Change(
                node, observation => observation with { Keepalived = new KeepalivedEvidence(4711, VrrpState.Backup, 100, "2.2.7", ProcessCondition.Stalled) });
        }

        fleet.After(10, "net-1", "net-2", "net-3");

        Assert.Equal((status, "keepalived-stalled"), (fleet.Diagnosis.Status, fleet.Diagnosis.Cause));
        Assert.Contains(reason, fleet.Diagnosis.Reason, StringComparison.Ordinal);
    }

    private static string Repository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
