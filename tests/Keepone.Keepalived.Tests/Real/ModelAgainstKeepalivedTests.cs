using System.Text.RegularExpressions;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Tests.Real;

/// <summary>The oracle of what is refused: keepalived 2.2.7 complains of the very lines that the model's reader complains of, and of no other.</summary>
public sealed partial class ModelAgainstKeepalivedTests
{
    private static readonly string[] InInstance =
    [
        "priority 1", "priority 255", "priority 256", "priority 0", "priority 9x", "priority \" 7\"", "priority -5", "priority +5", "virtual_router_id 255", "virtual_router_id 0",
        "virtual_router_id 256", "advert_int 255", "advert_int 255.1", "advert_int 0.009", "advert_int 1.0000001", "advert_int 1.", "advert_int 1x", "advert_int 1.2.3", "advert_int 1e1",
        "version 2", "version 3", "version 4", "version 1", "state MASTER", "state BACKUP", "state master", "preempt_delay 0", "preempt_delay 1000", "preempt_delay 1001", "preempt_delay 0.5",
        "preempt_delay x", "strict_mode off", "strict_mode maybe", "skip_check_adv_addr no", "skip_check_adv_addr x", "higher_prio_send_advert 1", "lower_prio_no_advert true",
        "down_timer_adverts 1", "down_timer_adverts 100", "down_timer_adverts 0", "down_timer_adverts 101", "garp_master_delay 0", "garp_master_delay 4294", "garp_master_delay 4295",
        "garp_master_delay 3s", "garp_master_delay 1.5", "garp_master_repeat 0", "garp_master_repeat 4294967295", "garp_master_refresh 4294967295", "garp_master_refresh 4294967296",
        "garp_master_refresh -1", "garp_master_refresh_repeat 0", "garp_lower_prio_delay 0", "garp_lower_prio_repeat 0", "garp_lower_prio_repeat 2147483648", "interface abcdefghijklmnop",
        "mcast_src_ip 10.1", "mcast_src_ip 10.0.0.1", "mcast_src_ip 010.0.0.1", "mcast_src_ip fe80::1%eth0", "unicast_src_ip x", "mcast_dst_ip 10.0.0.1", "mcast_dst_ip 224.0.0.5",
        "authentication {\nauth_type SHA\n}", "authentication {\nauth_type PASS\nauth_pass 12345678\n}", "authentication {\nauth_pass 123456789\n}",
        "virtual_ipaddress {\n10.0.1.1/33\n}", "virtual_ipaddress {\n10.0.1.1/\n}", "virtual_ipaddress {\nx\n}", "virtual_ipaddress {\n10.0.1.1 dev\n}", "virtual_ipaddress {\n10.1/24\n}",
        "virtual_ipaddress {\n10.0.1.1 dev eth0 scope global label eth0:1\n}", "virtual_ipaddress {\n10.0.1.1 colour red\n}", "virtual_ipaddress {\n10.0.1.1 no_track home -nodad\n}",
        "virtual_ipaddress {\n10.0.1.1/24 10.0.1.2/24\n}", "virtual_ipaddress_excluded {\n10.0.1.1/24 preferred_lft forever\n}",
        "track_script {\ngood weight 253\n}", "track_script {\ngood weight 254\n}", "track_script {\ngood weight 255\n}", "track_script {\ngood weigth 5\n}", "track_script {\ngood weight\n}",
        "track_script {\ngood weight 5 reverse\n}", "track_script {\ngood weight 5 backwards\n}", "track_script {\ngood\ngood\n}", "track_script {\ngood weight 5x\n}",
        "track_interface {\neth1 weight 10\n}", "track_interface {\neth1 weight -254\n}", "track_file {\nfile weight 254\n}", "track_file {\nfile weight 255\n}", "track_bfd {\nbfd weight 254\n}",
        "unicast_peer {\n10.0.0.2\n}", "unicast_peer {\nhost\n}", "unicast_peer {\n10.0.0.2 min_ttl 255 max_ttl 255\n}", "unicast_peer {\n10.0.0.2 min_ttl 256\n}", "unicast_peer {\n10.0.0.2 ttl 5\n}",
        "unicast_peer {\n10.0.0.2 min_ttl\n}", "notify_master \"/bin/true 'x y'\" root", "notify_master /bin/true\nnotify_master /bin/true", "notify_master '/bin/true", "notify_deleted",
        "debug 5", "debug 4", "unicast_ttl 256", "kernel_rx_buf_size", "smtp_alert maybe", "notify_priority_changes x",
    ];

    private static readonly string[] InScript =
    [
        "interval 0", "interval 4294", "interval 4295", "interval x", "interval 5s", "timeout 0", "timeout 4294", "rise 0", "rise 1", "fall 0", "fall 2147483648", "weight 253",
        "weight -253", "weight 254", "weight 5 reverse", "weight 5 back", "weight x", "weight 3x", "user root root", "init_fail",
    ];

    private static readonly string[] InGlobals =
    [
        "router_id", "vrrp_version 2", "vrrp_version 4", "dynamic_interfaces other", "default_interface", "default_interface eth0", "vrrp_down_timer_adverts 0", "vrrp_min_garp maybe",
        "vrrp_startup_delay 0.001", "vrrp_startup_delay 0.0001", "vrrp_startup_delay 4294", "vrrp_startup_delay 4295", "vrrp_garp_master_delay x", "vrrp_garp_master_repeat 0",
        "vrrp_garp_lower_prio_repeat 0", "vrrp_higher_prio_send_advert perhaps", "vrrp_notify_priority_changes x", "vrrp_lower_prio_no_advert y", "smtp_alert x", "min_auto_priority_delay 0",
        "max_auto_priority 100", "max_auto_priority -1", "vrrp_priority 20", "startup_script_timeout 1001", "vrrp_rlimit_rttime 0", "vrrp_garp_interval 0", "data_use_instance x",
    ];

    private static readonly string[] Blocks =
    [
        "track_file NAME {\nfile FILE\nweight 254\n}", "track_file NAME {\nfile FILE\nweight 255\n}", "track_file NAME {\nfile FILE\nfile /b\n}", "track_file NAME {\nfile FILE\nweight 2\nweight 3\n}",
        "track_file NAME {\nfile FILE\nweight 1\nweight 3\n}", "track_file NAME {\nfile FILE\ninit_file 300\n}", "track_file NAME {\nfile FILE\ninit_file x\n}",
        "vrrp_track_process NAME {\nprocess a\nweight 255\n}", "vrrp_track_process NAME {\nprocess a\nquorum 0\n}", "vrrp_track_process NAME {\nprocess a\nquorum 65535\n}",
        "vrrp_track_process NAME {\nprocess a\nquorum 65536\n}", "vrrp_track_process NAME {\nprocess a\ndelay 0\n}", "vrrp_track_process NAME {\nprocess a\ndelay 3601\n}",
        "vrrp_track_process NAME {\nprocess a\nquorum 3\nquorum_max 2\n}", "bfd_instance NAME {\nneighbor_ip 10.0.9.NUMBER\nmin_rx 1\n}", "bfd_instance NAME {\nneighbor_ip 10.0.9.NUMBER\nmin_rx 0\n}",
        "bfd_instance NAME {\nneighbor_ip 10.0.9.NUMBER\nmultiplier 0\n}", "bfd_instance NAME {\nneighbor_ip 10.0.9.NUMBER\nmultiplier 256\n}",
        "bfd_instance NAME {\nneighbor_ip 10.0.9.NUMBER\nweight 254\n}", "bfd_instance NAME {\nneighbor_ip 10.0.9.NUMBER\nmin_tx 1.5\n}", "interface_up_down_delays {\neth1 1 2\n}",
        "interface_up_down_delays {\neth1 300\n}", "vrrp_instance {\n}", "vrrp_sync_group {\n}",
    ];

    [Fact]
    public async Task Read_ManyLines_ComplainsOfThoseThatKeepalivedComplainsOf()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var place = await TestNamespace.CreateAsync(["eth0", "eth1"]);
        var directory = Directory.CreateTempSubdirectory("keepone-model-").FullName;
        try
        {
            var file = Path.Combine(directory, "a.conf");
            var tracked = Path.Combine(directory, "tracked");
            await File.WriteAllTextAsync(tracked, "0\n", TestContext.Current.CancellationToken);
            var text = Text(tracked);
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);

            var (_, output, errors) = await place.RunAsync(KeepalivedCommand.Program, ["-t", "-f", file]);

            var theirs = LineNumber().Matches(output + errors).Select(match => int.Parse(match.Groups["line"].Value, System.Globalization.CultureInfo.InvariantCulture)).ToHashSet();
            var ours = ModelReader.Read(Configuration.Read(text, "a.conf")).Errors.Select(error => error.Place.Line).ToHashSet();
            var lines = text.Split('\n');
            Assert.True(theirs.Count > 100, output + errors);
            Assert.Equal([], theirs.Except(ours).Order().Select(line => $"only keepalived: {lines[line - 1]}").Concat(ours.Except(theirs).Order().Select(line => $"only the model: {lines[line - 1]}")));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // null_strvec() of lib/parser.c.
    [Theory]
    [InlineData("vrrp_instance a {\npriority\n}")]
    [InlineData("vrrp_script a {\nscript /bin/true\nuser\n}")]
    public async Task Read_AMissingValue_SaysThatKeepalivedEnds(string text)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var place = await TestNamespace.CreateAsync([]);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);

            var (exit, _, _) = await place.RunAsync(KeepalivedCommand.Program, ["-t", "-f", file]);

            Assert.Equal(2, exit);
            Assert.EndsWith(": keepalived ends with exit code 2", Assert.Single(ModelReader.Read(Configuration.Read(text, "a.conf")).Errors).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Text(string tracked)
    {
        var parts = new List<string>
        {
            "global_defs {\nscript_user root\nenable_script_security", string.Join('\n', InGlobals), "}",
            $"vrrp_script good {{\nscript /bin/true\n}}\ntrack_file file {{\nfile {tracked}\n}}\nbfd_instance bfd {{\nneighbor_ip 10.9.9.9\n}}",
        };
        parts.AddRange(InScript.Select((line, index) => $"vrrp_script s{index} {{\nscript /bin/true\n{line}\n}}"));
        parts.AddRange(Blocks.Select((block, index) => block.Replace("NAME", $"n{index}", StringComparison.Ordinal).Replace("NUMBER", $"{index + 1}", StringComparison.Ordinal)
            .Replace("FILE", tracked, StringComparison.Ordinal)));
        parts.AddRange(InInstance.Select((line, index) => $"vrrp_instance i{index} {{\ninterface eth0\nvirtual_router_id {index + 1}\n{line}\nvirtual_ipaddress {{\n10.0.0.{index + 1}\n}}\n}}"));
        return string.Join('\n', parts) + '\n';
    }

    [GeneratedRegex("\\(Line (?<line>[0-9]+)\\)|: Line (?<line>[0-9]+)\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LineNumber();
}
