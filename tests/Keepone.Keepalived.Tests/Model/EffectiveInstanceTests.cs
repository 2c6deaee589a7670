using System.Net.Sockets;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Tests.Model;

public sealed class EffectiveInstanceTests
{
    [Fact]
    public void Of_NothingGiven_HasTheDefaults()
    {
        var instance = Of("vrrp_instance a {\n}");

        Assert.Equal((AddressFamily.InterNetwork, 2, 100, false), (instance.Family, instance.Version, instance.Priority, instance.StartsAsMaster));
        Assert.Equal((1.0, 3, true, 0.0), (instance.AdvertInterval.TotalSeconds, instance.DownTimerAdverts, instance.Preempts, instance.PreemptDelay.TotalSeconds));
        Assert.Equal(new EffectiveGarp(5, TimeSpan.FromSeconds(5), TimeSpan.Zero, 1, 5, TimeSpan.FromSeconds(5)), instance.Garp);
        Assert.Equal((true, false, false, false), (instance.Accepts, instance.IsUnicast, instance.HigherPrioritySendsAdvert, instance.LowerPriorityNoAdvert));
        Assert.Equal(3.609375, instance.MasterDown(100).TotalSeconds, 6);
    }

    // reference/keepalived.md B.7.
    [Theory]
    [InlineData("state MASTER", 255, true)]
    [InlineData("state MASTER\npriority 50", 50, true)]
    [InlineData("state BACKUP", 100, false)]
    [InlineData("priority 255", 255, true)]
    [InlineData("state BACKUP\npriority 255", 255, false)]
    [InlineData("state MASTER\npriority 50\nstrict_mode", 50, false)]
    [InlineData("state MASTER\npriority 0", 100, true)]
    public void Of_AStateAndAPriority_HasWhatFollows(string lines, int priority, bool starts)
    {
        var instance = Of($"vrrp_instance a {{\n{lines}\n}}");

        Assert.Equal((priority, starts), (instance.Priority, instance.StartsAsMaster));
    }

    [Theory]
    [InlineData("nopreempt", false, 0)]
    [InlineData("nopreempt\npreempt_delay 5", false, 0)]
    [InlineData("nopreempt\nstate MASTER", true, 0)]
    [InlineData("nopreempt\npriority 255", true, 0)]
    [InlineData("preempt_delay 5", true, 5)]
    [InlineData("preempt_delay 5\nstrict_mode", true, 0)]
    [InlineData("preempt_delay 5\nstate MASTER\npriority 10", true, 0)]
    public void Of_Preemption_IsWhatKeepalivedLeavesOfIt(string lines, bool preempts, int delay)
    {
        var instance = Of($"vrrp_instance a {{\n{lines}\n}}");

        Assert.Equal((preempts, TimeSpan.FromSeconds(delay)), (instance.Preempts, instance.PreemptDelay));
    }

    [Theory]
    [InlineData("", "", 2)]
    [InlineData("vrrp_version 3", "", 3)]
    [InlineData("vrrp_version 3", "version 2", 2)]
    [InlineData("", "native_ipv6", 3)]
    [InlineData("", "virtual_ipaddress {\n2001:db8::1\n}", 3)]
    [InlineData("", "version 2\nvirtual_ipaddress {\n2001:db8::1\n}", 2)]
    [InlineData("vrrp_strict", "version 2\nvirtual_ipaddress {\n2001:db8::1\n}", 3)]
    public void Of_AVersion_IsTheOneThatIsSpoken(string globals, string lines, int version) =>
        Assert.Equal(version, Of($"global_defs {{\n{globals}\n}}\nvrrp_instance a {{\n{lines}\n}}").Version);

    [Theory]
    [InlineData("2", "0.4", 1000)]
    [InlineData("2", "1.5", 2000)]
    [InlineData("2", "1.4", 1000)]
    [InlineData("3", "0.4", 400)]
    [InlineData("3", "0.123", 120)]
    [InlineData("3", "200", 40950)]
    public void Of_AnInterval_IsRoundedAsTheVersionNeeds(string version, string interval, int milliseconds) =>
        Assert.Equal(milliseconds, Of($"vrrp_instance a {{\nversion {version}\nadvert_int {interval}\n}}").AdvertInterval.TotalMilliseconds);

    [Fact]
    public void MasterDown_OfEitherVersion_HasItsSkew()
    {
        var second = Of("vrrp_instance a {\nadvert_int 2\npriority 50\n}");
        var third = Of("vrrp_instance a {\nversion 3\nadvert_int 2\npriority 50\ndown_timer_adverts 4\n}");

        // Neutron's 6.80 s (reference/keepalived.md B.10); of version 3 the skew grows with the interval.
        Assert.Equal(6 + (206 / 256.0), second.MasterDown(50).TotalSeconds, 6);
        Assert.Equal(8 + (2 * 206 / 256.0), third.MasterDown(50).TotalSeconds, 6);
        Assert.Equal(4 + (206 / 256.0), third.MasterDown(50, TimeSpan.FromSeconds(1)).TotalSeconds, 6);
    }

    [Fact]
    public void Of_GratuitousArp_IsOfTheInstanceThenOfAll()
    {
        Assert.Equal(
            new EffectiveGarp(2, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(60), 1, 3, TimeSpan.FromSeconds(7)),
            Of("global_defs {\nvrrp_garp_master_repeat 3\nvrrp_garp_master_delay 7\nvrrp_garp_master_refresh 60\n}\nvrrp_instance a {\ngarp_master_repeat 2\n}").Garp);
        Assert.Equal(
            new EffectiveGarp(1, TimeSpan.Zero, TimeSpan.Zero, 0, 1, TimeSpan.Zero),
            Of("global_defs {\nvrrp_min_garp\n}\nvrrp_instance a {\n}").Garp);
        Assert.Equal(
            new EffectiveGarp(5, TimeSpan.FromSeconds(5), TimeSpan.Zero, 1, 0, TimeSpan.Zero),
            Of("vrrp_instance a {\nstrict_mode\ngarp_lower_prio_repeat 4\n}").Garp);
    }

    [Fact]
    public void Of_WhatIsTracked_HasTheWeightThatCounts()
    {
        const string Text =
            """
            vrrp_script s { script /bin/s
              weight -20 reverse }
            track_file f { file /run/f }
            vrrp_instance a {
                interface eth0
                virtual_ipaddress { 10.0.0.1 dev eth1 }
                virtual_ipaddress_excluded { 10.0.0.2 dev eth2 no_track }
                track_interface { eth3 weight 5
              eth0 weight 7 }
                track_script { s
                  gone }
                track_file { f }
                PRIORITY
            }
            GROUP
            """;

        Assert.Equal(
            ["Interface eth0 0", "Interface eth1 0", "Interface eth3 5", "Interface eth0 7, dropped", "Script s -20 reversed", "Script gone 0, dropped", "File f 1"],
            Tracks(Text.Replace("PRIORITY", "", StringComparison.Ordinal).Replace("GROUP", "", StringComparison.Ordinal)));
        Assert.Equal(
            ["Interface eth0 0", "Interface eth1 0", "Interface eth3 0, dropped", "Interface eth0 7, dropped", "Script s -20 reversed, dropped", "Script gone 0, dropped", "File f 0, dropped"],
            Tracks(Text.Replace("PRIORITY", "", StringComparison.Ordinal).Replace("GROUP", "vrrp_sync_group g {\ngroup {\na\n}\n}", StringComparison.Ordinal)));
        Assert.Equal(
            ["Interface eth0 0", "Interface eth1 0", "Interface eth3 5", "Interface eth0 7, dropped", "Script s -20 reversed", "Script gone 0, dropped", "File f 1"],
            Tracks(Text.Replace("PRIORITY", "", StringComparison.Ordinal)
                .Replace("GROUP", "vrrp_sync_group g {\ngroup {\na\n}\nsync_group_tracking_weight\n}", StringComparison.Ordinal)));
        Assert.Equal(
            ["Interface eth0 0", "Interface eth1 0", "Interface eth3 5, dropped", "Interface eth0 7, dropped", "Script s -20 reversed, dropped", "Script gone 0, dropped", "File f 0, dropped"],
            Tracks(Text.Replace("PRIORITY", "priority 255", StringComparison.Ordinal).Replace("GROUP", "", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Tracks(string text) => Of(text).Tracks
        .Select(track => $"{track.Kind} {track.Name} {track.Weight}{(track.IsReversed ? " reversed" : "")}{(track.Dropped is null ? "" : ", dropped")}");

    private static EffectiveInstance Of(string text)
    {
        var read = ModelReader.Read(Configuration.Read(text, "a.conf"));
        return EffectiveInstance.Of(read, Assert.Single(read.Instances));
    }
}
