using Keepone.Core.Model;
using Keepone.Protocol;
using V1 = Keepone.Protocol.V1;

namespace Keepone.Controller.Tests.Protocol;

public sealed class StateChangeMappingTests
{
    public static TheoryData<string, Action<V1.StateChanges>, string> Hostile => new()
    {
        { "too many", message => message.Changes.AddRange(Enumerable.Repeat(message.Changes[0], 256)), "259 changes of state, more than 256" },
        { "not sent", message => message.SentAt = null, "sent is missing" },
        { "id", message => message.Changes[0].RouterId = "a\nb", "router id 'a?b' is not a UUID" },
        { "order", message => message.Changes[1].Sequence = 1, "not in order: 1 follows 1" },
        { "zero", message => message.Changes[0].Sequence = 0, "not in order: 0 follows 0" },
        { "endless", message => message.Changes[1].Sequence = ulong.MaxValue, "not in order" },
        { "name", message => message.Changes[0].RouterName = new string('n', 10_000), "is not a name of 1 to 253" },
        { "reason", message => message.Changes[0].Reason = new string('r', 2000), "reason has 2000 characters" },
        { "check", message => message.Changes[0].Check = "a\nb", "check 'a?b' is not a name of 1 to 253" },
        { "time", message => message.Changes[1].At = new() { Seconds = long.MaxValue }, "time is missing or outside" },
    };

    [Fact]
    public void FromMessage_OwnMessage_IsTheSameReport()
    {
        var report = Report();
        var read = StateChangeMapping.FromMessage(StateChangeMapping.ToMessage(report), out var rejection);

        Assert.Null(rejection);
        Assert.Equal((report.SentAt, report.Forgotten), (read!.SentAt, read.Forgotten));
        Assert.Equal(report.Changes, read.Changes);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void FromMessage_HostileMessage_IsRefusedWithASentence(string what, Action<V1.StateChanges> spoil, string expected)
    {
        ArgumentNullException.ThrowIfNull(spoil);
        var message = StateChangeMapping.ToMessage(Report());
        spoil(message);

        Assert.True(StateChangeMapping.FromMessage(message, out var rejection) is null, what);
        Assert.Contains(expected, rejection, StringComparison.Ordinal);
        Assert.True(rejection!.Length < 400 && !rejection.Any(char.IsControl), rejection);
    }

    private static StateChangeReport Report() => new(
        Samples.Noon,
        3,
        [
            new StateChange(1, RouterId.FromName("edge-1"), "edge-1", Samples.Noon.AddSeconds(-2), null, VrrpState.Backup, "It was elected by nobody."),
            new StateChange(2, RouterId.FromName("edge-1"), "edge-1", Samples.Noon.AddSeconds(-1), VrrpState.Backup, VrrpState.Master, "It has the VIP."),
            new StateChange(3, RouterId.FromName("edge-1"), "edge-1", Samples.Noon, VrrpState.Master, VrrpState.Master, "check uplink failed 3 times", "uplink"),
        ]);
}
