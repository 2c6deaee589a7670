using System.Collections.Immutable;
using System.Net;
using Keepone.Core.Model;
using Keepone.Lab.Audits;
using Keepone.Linux;

namespace Keepone.EndToEnd.Audits;

public sealed class AuditRulesTests
{
    private static readonly IPAddress Vip = IPAddress.Parse("169.254.0.7");
    private static readonly IPAddress Outer = IPAddress.Parse("203.0.113.10");
    private static readonly ImmutableHashSet<string> NobodyDead = [];
    private static readonly KeepalivedState State = new(new ProcessIdentity(7, 100), VrrpState.Backup, TimesMaster: 0, DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData("net-1", "net-1", null)]
    [InlineData("", "net-1", "Audit: 169.254.0.7 has 0 holders, expected exactly one.")]
    [InlineData("net-1 net-2", "net-1", "Audit: 169.254.0.7 has 2 holders (net-1, net-2), expected exactly one.")]
    [InlineData("net-1", "net-1 net-3", "Audit: 203.0.113.10 has 2 holders (net-1, net-3), expected exactly one.")]
    [InlineData("net-1", "net-2", "Audit: the router's addresses are spread over net-1 and net-2, expected all on one replica.")]
    public void OneHolder_Truth_SaysWhatIsWrong(string vip, string outer, string? expected) =>
        Expect(expected, AuditRules.OneHolder([Holders(Vip, vip), Holders(Outer, outer)]));

    [Theory]
    [InlineData("Master", "Backup", null)]
    [InlineData("Backup", "Backup", "Audit: the agent of net-1 says Backup, but by the kernel its replica is Master.")]
    [InlineData("Master", "Master", "Audit: the agent of net-2 says Master, but by the kernel its replica is Backup.")]
    [InlineData("Master", null, "Audit: the agent of net-2 says nothing, but by the kernel its replica is Backup.")]
    public void AgentsAgree_Views_SaysWhoDoesNot(string one, string? two, string? expected) =>
        Expect(expected, AuditRules.AgentsAgree(Vip, [Holders(Vip, "net-1")], new Dictionary<string, string?> { ["net-1"] = one, ["net-2"] = two }));

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(2, 2, 0, 0)]
    [InlineData(2, 1, 1, 1)]
    [InlineData(1, 0, 0, 0, "Audit: the controller logged 1 incidents as opened and 0 as closed, expected 0 to be open.")]
    [InlineData(1, 1, 0, 1, "Audit: the controller logged 1 incidents as opened and 1 as closed, expected 1 to be open.",
        "Audit: the controller's API lists 0 open incidents, expected 1.")]
    [InlineData(1, 1, 1, 0, "Audit: the controller's API lists 1 open incidents, expected 0.")]
    [InlineData(0, 0, null, 0, "Audit: the controller's API did not answer when asked for incidents.")]
    public void IncidentsClosed_Counts_SaysWhatIsOpen(int opened, int closed, int? open, int expected, params string[] sentences) =>
        Assert.Equal(sentences, AuditRules.IncidentsClosed(opened, closed, open, expected));

    [Theory]
    [InlineData("keepalived", null)]
    [InlineData("", "Audit: the replica's namespace on net-1 has no process, expected one keepalived.")]
    [InlineData("keepalived keepalived", "Audit: the replica's namespace on net-1 has keepalived, keepalived, expected one keepalived.")]
    [InlineData("keepalived sh", "Audit: the replica's namespace on net-1 has keepalived, sh, expected one keepalived.")]
    public void OneKeepalived_Processes_SaysWhatElseIsThere(string processes, string? expected) =>
        Expect(expected, AuditRules.OneKeepalived(Processes(processes), NobodyDead));

    [Theory]
    [InlineData("", null)]
    [InlineData("keepalived", "Audit: net-1 lost its power, but its replica's namespace has keepalived.")]
    public void OneKeepalived_DeadNode_HasNone(string processes, string? expected) =>
        Expect(expected, AuditRules.OneKeepalived(Processes(processes), NobodyDead.Add("net-1")));

    [Theory]
    [InlineData(null)]
    [InlineData("Audit: keepalived 112 runs in a namespace that is no replica's.", 112)]
    public void NoStray_Processes_SaysWhich(string? expected, params int[] strays) => Expect(expected, AuditRules.NoStray(strays));

    public static TheoryData<string?, KeepalivedState?, bool> Changes => new()
    {
        { null, State, true },
        { null, State with { Since = DateTimeOffset.UnixEpoch.AddSeconds(9) }, false },
        { "Audit: the keepalived of net-1 is Backup as before, but changed its state in between.",
            State with { Since = DateTimeOffset.UnixEpoch.AddSeconds(9) }, true },
        { "Audit: the keepalived of net-1 was Backup and is Backup, 1 times master in between.", State with { TimesMaster = 1 }, false },
        { "Audit: the keepalived of net-1 was Backup and is Master, 1 times master in between.",
            State with { State = VrrpState.Master, TimesMaster = 1 }, false },
        { "Audit: the keepalived of net-1 was process 7 and is process 8, expected the same.",
            State with { Process = new ProcessIdentity(8, 100) }, false },
        { "Audit: the keepalived of net-1 did not say its state at last.", null, false },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Untouched_BeforeAndAfter_SaysWhatChanged(string? expected, KeepalivedState? after, bool strict) => Expect(
        expected,
        AuditRules.Untouched(
            new Dictionary<string, KeepalivedState?> { ["net-1"] = State }, new Dictionary<string, KeepalivedState?> { ["net-1"] = after }, strict));

    [Theory]
    [InlineData("", null)]
    [InlineData("keepalived keepalived", null)]
    [InlineData("keepalived sh", "Audit: left behind by the agents and the controller: sh.")]
    public void NothingLeft_Processes_SaysWhatIsLeft(string processes, string? expected) => Expect(expected, AuditRules.NothingLeft(Words(processes)));

    private static Dictionary<string, ImmutableArray<string>> Processes(string names) => new() { ["net-1"] = Words(names) };

    private static void Expect(string? expected, IEnumerable<string> found) => Assert.Equal(expected is null ? [] : [expected], found);

    private static AddressHolders Holders(IPAddress address, string nodes) => new(address, Words(nodes));

    private static ImmutableArray<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
