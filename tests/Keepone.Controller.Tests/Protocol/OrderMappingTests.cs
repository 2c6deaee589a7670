using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Protocol;
using V1 = Keepone.Protocol.V1;

namespace Keepone.Controller.Tests.Protocol;

public sealed class OrderMappingTests
{
    private static readonly OrderRequest Failover =
        new(OrderKind.Failover, RouterId.FromName("edge-1"), TimeSpan.FromSeconds(30), "ann", "net-1 is to be upgraded");

    public static TheoryData<string, Action<V1.Order>, string> Hostile => new()
    {
        { "kind", order => order.Kind = (V1.OrderKind)99, "does not know this kind of order" },
        { "no router", order => order.ClearRouterId(), "router id '' is not a UUID" },
        { "router", order => order.RouterId = "a\nb", "router id 'a?b' is not a UUID" },
        { "router of a maintenance", order => order.Kind = V1.OrderKind.Maintenance, "of a whole node" },
        { "nobody's", order => order.By = "", "does not say whose it is" },
        { "no duration", order => order.Lasting = null, "no duration from 1s to 30 days" },
        { "short", order => order.Lasting = new() { Nanos = 5 }, "no duration from 1s to 30 days" },
        { "endless", order => order.Lasting = new() { Seconds = long.MaxValue, Nanos = int.MaxValue }, "no duration" },
        { "backwards", order => order.Lasting = new() { Seconds = long.MinValue, Nanos = -1 }, "no duration" },
    };

    [Fact]
    public void FromMessage_OwnMessage_IsTheSameOrder()
    {
        var maintenance = new OrderRequest(OrderKind.Maintenance, null, TimeSpan.FromHours(2), "bob", "");
        foreach (var order in new[] { Failover, Failover with { Lasting = null }, maintenance, maintenance with { Lasting = null } })
        {
            var message = V1.Order.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(OrderMapping.ToMessage(7, order)));

            Assert.Equal(7UL, message.Id);
            Assert.Equal(order, OrderMapping.FromMessage(message, out var refusal));
            Assert.Null(refusal);
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void FromMessage_HostileMessage_IsRefusedWithASentence(string what, Action<V1.Order> spoil, string expected)
    {
        ArgumentNullException.ThrowIfNull(spoil);
        var message = OrderMapping.ToMessage(1, Failover);
        spoil(message);

        Assert.True(OrderMapping.FromMessage(message, out var refusal) is null, what);
        Assert.Contains(expected, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void FromMessage_LongTextsOfSeveralLines_AreOneShortLine()
    {
        var message = OrderMapping.ToMessage(1, Failover with { By = "a\nb", Why = new string('w', 5000) });

        var order = OrderMapping.FromMessage(message, out _);

        Assert.Equal(("a?b", OperatorOrder.LongestText), (order!.By, order.Why.Length));
    }

    [Fact]
    public void Maintenance_OwnMessage_IsTheSameAndAnythingElseIsNone()
    {
        var order = new OperatorOrder(OrderKind.Maintenance, null, Samples.Noon.AddHours(2), "bob", "new kernel", Samples.Noon);
        Assert.Equal(order, OrderMapping.Maintenance(OrderMapping.ToMessage(order)));

        Assert.Null(OrderMapping.Maintenance(null));
        Assert.Null(OrderMapping.Maintenance(OrderMapping.ToMessage(order with { Kind = OrderKind.Failover })));
        Assert.Null(OrderMapping.Maintenance(OrderMapping.ToMessage(order with { Router = RouterId.FromName("edge-1") })));
        var hostile = OrderMapping.ToMessage(order with { By = "a\nb" });
        Assert.Equal("a?b", OrderMapping.Maintenance(hostile)!.By);
        hostile.Until.Seconds = long.MaxValue;
        Assert.Null(OrderMapping.Maintenance(hostile));
    }

    [Fact]
    public void FromMessage_Answer_IsTheSameAndAHostileTimeIsLeftOut()
    {
        var taken = new OrderReply(null, Samples.Noon);
        var refused = new OrderReply("This node has no replica of it.", null);
        Assert.Equal(taken, OrderMapping.FromMessage(OrderMapping.ToMessage(1, taken)));
        Assert.Equal(refused, OrderMapping.FromMessage(OrderMapping.ToMessage(1, refused)));

        var hostile = new V1.OrderAnswer { Refusal = "no\u001b[31m", Until = new() { Seconds = long.MaxValue } };
        Assert.Equal(new OrderReply("no?[31m", null), OrderMapping.FromMessage(hostile));
    }
}
