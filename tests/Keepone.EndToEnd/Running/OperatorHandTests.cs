using Keepone.Lab.Running;
using Keepone.Lab.Scenarios;

namespace Keepone.EndToEnd.Running;

public sealed class OperatorHandTests
{
    public static TheoryData<Step, string> Orders => new()
    {
        { new OrderFailover(null), "router failover edge-1" },
        { new OrderFailover("net-3"), "router failover edge-1 --to net-3" },
        { new OrderMaintenance("net-1", TimeSpan.FromMinutes(10)), "node maintenance net-1 on --for 10m" },
        { new OrderMaintenance("net-1", null), "node maintenance net-1 off" },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public void Command_Order_IsWhatAnOperatorTypes(Step order, string expected) =>
        Assert.Equal(expected, string.Join(' ', OperatorHand.Command(order, "edge-1")));
}
