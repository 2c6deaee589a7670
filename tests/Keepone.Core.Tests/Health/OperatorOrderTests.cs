using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Health;

public sealed class OperatorOrderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, "edge-1", -1, true)]
    [InlineData(null, "edge-2", -1, true)]
    [InlineData("edge-1", "edge-1", -1, true)]
    [InlineData("edge-1", "edge-2", -1, false)]
    [InlineData("edge-1", "edge-1", 0, false)]
    [InlineData(null, "edge-1", 1, false)]
    public void Concerns_ARouterAndATime_IsWhileItIsInForce(string? ordered, string router, int afterItsEnd, bool expected)
    {
        var order = new OperatorOrder(
            OrderKind.Failover, ordered is null ? null : RouterId.FromName(ordered), Noon, "anna", "", Noon.AddHours(-1));

        Assert.Equal(expected, order.Concerns(RouterId.FromName(router), Noon.AddTicks(afterItsEnd)));
    }
}
