using Keepone.Core.Model;
using Keepone.Keepalived.Generator;
using Keepone.Keepalived.Tests.Golden;

namespace Keepone.Keepalived.Tests.Generator;

public sealed class ScriptChecksTests
{
    [Theory]
    [InlineData("2.2.7", 5000, 3000, 5.0, 4.0)]
    [InlineData("2.2.7", 1000, 500, 2.0, 1.0)]
    [InlineData("2.2.7", 1500, 1000, 3.0, 2.0)]
    [InlineData("2.2.7", 200, 100, 2.0, 1.0)]
    [InlineData("2.3.1", 1000, 500, 2.0, 1.0)]
    [InlineData("2.3.2", 1000, 500, 1.0, 0.75)]
    [InlineData("2.3.2", 5000, 3000, 5.0, 4.0)]
    public void TimesOf_ACheck_KeepaliveEndsItAfterKeeponeAndBeforeTheNext(string text, int interval, int timeout, double expectedInterval, double expectedTimeout)
    {
        Assert.True(KeepalivedVersion.TryParse(text, out var version));
        var check = new CheckSpecification { Name = "x", Interval = TimeSpan.FromMilliseconds(interval), Timeout = TimeSpan.FromMilliseconds(timeout) };
        var times = ScriptChecks.TimesOf(check, version);
        Assert.Equal(((decimal)expectedInterval, (decimal)expectedTimeout), (times.Interval, times.Timeout));
        Assert.True((decimal)check.Timeout.TotalSeconds < times.Timeout && times.Timeout < times.Interval);
    }

    [Fact]
    public void Render_ChecksOfTheAgent_AreNotInTheFile()
    {
        var router = GoldenCases.Router("keepalived-checks") with { CheckRunner = CheckRunner.Agent };
        Assert.DoesNotContain("script", GoldenCases.Render(Replica.Of(router, "net-1")!), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_AWeight_IsNegativeAndInKeepalivedsRange()
    {
        var router = GoldenCases.Router("keepalived-checks");
        router = router with { Checks = [.. router.Checks.Select(check => check with { Penalty = 1000 })] };
        var weights = GoldenCases.Render(Replica.Of(router, "net-1")!).Split('\n').Select(line => line.Trim())
            .Where(line => line.StartsWith("weight ", StringComparison.Ordinal)).ToList();
        Assert.Equal(["weight -1", "weight 0", "weight -253", "weight -253", "weight -253"], weights);
    }
}
