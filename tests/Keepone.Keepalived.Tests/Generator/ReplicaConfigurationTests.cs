using System.Net;
using Keepone.Core.Model;
using Keepone.Keepalived.Generator;
using Keepone.Keepalived.Tests.Golden;

namespace Keepone.Keepalived.Tests.Generator;

public sealed class ReplicaConfigurationTests
{
    public static TheoryData<string> Cases => GoldenCases.Theory;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Render_AGoldenCase_IsTheGoldenFile(string name)
    {
        foreach (var replica in GoldenCases.Replicas(GoldenCases.Router(name)))
        {
            var actual = GoldenCases.Render(replica);
            Assert.Equal(GoldenCases.Expected(name, replica, actual), actual);
        }
    }

    [Fact]
    public void Cases_AreThoseThatTheDesignNames() =>
        Assert.Equal(
            ["extra-routes", "fast-adverts", "five-replicas", "ipv6-mixed", "keepalived-checks", "many-floating", "no-external", "pair-with-priority",
                "three-replicas", "two-internal"],
            GoldenCases.Names);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Render_AnyCase_KeepsTheRulesOfTheDesign(string name)
    {
        var router = GoldenCases.Router(name);
        var texts = GoldenCases.Replicas(router).Select(GoldenCases.Render).ToList();

        Assert.Equal(texts.Count, texts.Select(text => Line(text, "priority ")).Distinct(StringComparer.Ordinal).Count());
        foreach (var text in texts)
        {
            Assert.DoesNotContain("nopreempt", text, StringComparison.Ordinal);
            Assert.DoesNotContain("net_namespace", text, StringComparison.Ordinal);
            Assert.Equal(router.CheckRunner == CheckRunner.Keepalived, text.Contains("script", StringComparison.Ordinal));
            Assert.Equal(1, text.Split('\n').Count(line => line.TrimEnd() == "    virtual_ipaddress {"));
            var excluded = Block(text, "virtual_ipaddress_excluded");
            Assert.All(excluded, line => Assert.EndsWith(" no_track", line, StringComparison.Ordinal));
            Assert.Equal((router.External?.Addresses.Length ?? 0) + router.Internal.Sum(side => side.Addresses.Length),
                excluded.Count);
            Assert.All(Block(text, "virtual_routes"), line =>
                Assert.EndsWith(" no_track protocol static", line, StringComparison.Ordinal));
        }
    }

    // Without it a master's configuration test hangs: keepalived asks a resolver that nobody in the namespace can reach.
    [Fact]
    public void Render_AnyNode_NamesItSoThatKeepalivedAsksNoResolver() =>
        Assert.All(GoldenCases.Replicas(GoldenCases.Router("three-replicas")), replica =>
            Assert.Equal($"router_id {replica.Node}", Line(GoldenCases.Render(replica), "router_id ")));

    [Fact]
    public void Render_Twice_IsTheSameText()
    {
        var replica = GoldenCases.Replicas(GoldenCases.Router("two-internal")).First();
        Assert.Equal(GoldenCases.Render(replica), GoldenCases.Render(replica));
    }

    [Theory]
    [InlineData("2.0.19", "vrrp_track_file health {", "track_file quorum {", false, false)]
    [InlineData("2.1.0", "track_file health {", "vrrp_track_file", false, true)]
    [InlineData("2.2.4", "track_file health {", "vrrp_track_file", false, true)]
    [InlineData("2.2.5", "track_file health {", "vrrp_track_file", true, true)]
    public void Render_ForAVersion_UsesOnlyWhatItKnows(string text, string has, string hasNot, bool statesOnReload,
        bool autoPriority)
    {
        Assert.True(KeepalivedVersion.TryParse(text, out var version));
        var replica = GoldenCases.Replicas(GoldenCases.Router("three-replicas")).First();
        var lines = ReplicaConfiguration.Render(replica, ReplicaFiles.For("/run/keepone", replica.Router.Id), version)
            .Split('\n').Select(line => line.Trim()).ToList();

        Assert.Contains(has, lines);
        Assert.DoesNotContain(lines, line => line.StartsWith(hasNot, StringComparison.Ordinal));
        Assert.Equal(statesOnReload, lines.Contains("fifo_write_vrrp_states_on_reload"));
        Assert.Equal(autoPriority, lines.Exists(line => line.StartsWith("min_auto_priority_delay ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(10, "0.01", 5_000)]
    [InlineData(100, "0.1", 50_000)]
    [InlineData(920, "0.92", 460_000)]
    [InlineData(1000, "1", 500_000)]
    [InlineData(40_950, "40.95", 10_000_000)]
    public void Render_AnInterval_IsWrittenInSeconds(int milliseconds, string seconds, int late)
    {
        var router = GoldenCases.Router("three-replicas") with { AdvertInterval = TimeSpan.FromMilliseconds(milliseconds) };
        var text = GoldenCases.Render(Replica.Of(router, "net-1")!);

        Assert.Equal($"advert_int {seconds}", Line(text, "advert_int "));
        Assert.Equal($"min_auto_priority_delay {late}", Line(text, "min_auto_priority_delay "));
    }

    [Theory]
    [InlineData("203.0.113.1", "0.0.0.0/0 via 203.0.113.1 dev qg0 no_track protocol static")]
    [InlineData("198.51.100.1", "0.0.0.0/0 via 198.51.100.1 dev qg0 onlink no_track protocol static")]
    [InlineData("fe80::1", "::/0 via fe80::1 dev qg0 no_track protocol static")]
    public void Render_AGateway_IsReachableOnItsInterface(string gateway, string route)
    {
        var router = GoldenCases.Router("three-replicas");
        router = router with { External = router.External! with { Gateway = IPAddress.Parse(gateway) } };

        Assert.Contains(route, GoldenCases.Render(Replica.Of(router, "net-1")!), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ANameThatWouldBreakTheFile_Throws()
    {
        var router = GoldenCases.Router("three-replicas");
        router = router with { Ha = router.Ha with { Interface = "ha0\n}" } };

        Assert.Throws<ArgumentException>(() => GoldenCases.Render(Replica.Of(router, "net-1")!));
    }

    private static string Line(string text, string start) =>
        text.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith(start, StringComparison.Ordinal));

    private static List<string> Block(string text, string name) =>
        [.. text.Split('\n').Select(line => line.Trim()).SkipWhile(line => line != name + " {").Skip(1)
            .TakeWhile(line => line != "}")];
}
