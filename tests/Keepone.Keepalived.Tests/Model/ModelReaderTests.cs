using CsCheck;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Tests.Model;

public sealed class ModelReaderTests
{
    [Fact]
    public void Read_AnInstanceOfEveryKeyword_GivesThem()
    {
        var instance = Assert.Single(Read(
            """
            vrrp_instance VI_1 {
                state MASTER
                interface eth0
                virtual_router_id 51
                priority 150
                advert_int 0.25
                version 3
                nopreempt
                preempt_delay 2.5
                strict_mode off
                no_accept
                use_vmac vrrp.51 00:11:22:33:44:55
                dont_track_primary
                skip_check_adv_addr
                higher_prio_send_advert true
                lower_prio_no_advert no
                down_timer_adverts 4
                timer_expired_backup 200
                garp_master_delay 1
                garp_master_repeat 2
                garp_master_refresh 60
                garp_master_refresh_repeat 3
                garp_lower_prio_delay 4
                garp_lower_prio_repeat 0
                unicast_src_ip 192.0.2.1
                unicast_peer {
                    192.0.2.2
                    192.0.2.3 min_ttl 255 max_ttl 255
                }
                check_unicast_src
                unicast_fault_no_peer
                track_src_ip
                authentication {
                    auth_type PASS
                    auth_pass secret
                }
                virtual_ipaddress {
                    192.0.2.10/24 dev eth1 label eth1:1
                    192.0.2.11
                }
                virtual_ipaddress_excluded { 2001:db8::1/64 no_track }
                virtual_routes { 0.0.0.0/0 via 192.0.2.254 dev eth1 }
                virtual_rules { from 192.0.2.0/24 table 1 }
                track_interface { eth2 weight -20 }
                track_script { check weight 10 reverse }
                track_file { load }
                track_process { nginx weight -254 }
                track_bfd { peer weight 5 noreverse }
                notify_master "/usr/bin/logger 'is master'" nobody nogroup
                smtp_alert
            }
            """).Instances);

        Assert.Equal(("VI_1", "MASTER", "eth0", 51, 150), (instance.Name, instance.State!.Value, instance.Interface!.Value, instance.VirtualRouterId!.Value, instance.Priority!.Value));
        Assert.Equal((0.25, 3, true, 2.5), (instance.AdvertInterval!.Value.TotalSeconds, instance.Version!.Value, instance.NoPreempt!.Value, instance.PreemptDelay!.Value.TotalSeconds));
        Assert.Equal((false, false, "vrrp.51", true), (instance.Strict!.Value, instance.Accept!.Value, instance.UseVmac!.Value, instance.DontTrackPrimary!.Value));
        Assert.Equal((true, true, false, 4, 200), (instance.SkipCheckAdvertAddresses!.Value, instance.HigherPrioritySendsAdvert!.Value, instance.LowerPriorityNoAdvert!.Value,
            instance.DownTimerAdverts!.Value, instance.TimerExpiredBackup!.Value));
        Assert.Equal((1, 2, 60, 3, 4, 0), ((int)instance.Garp.MasterDelay!.Value.TotalSeconds, instance.Garp.MasterRepeat!.Value, (int)instance.Garp.MasterRefresh!.Value.TotalSeconds,
            instance.Garp.MasterRefreshRepeat!.Value, (int)instance.Garp.LowerPriorityDelay!.Value.TotalSeconds, instance.Garp.LowerPriorityRepeat!.Value));
        Assert.Equal(("192.0.2.1", true), (instance.SourceAddress!.Value, instance.SourceIsUnicast));
        Assert.Equal(["192.0.2.2", "192.0.2.3"], instance.UnicastPeers!.Value.Select(peer => peer.Value));
        Assert.Equal(28, instance.UnicastPeers.Value[1].Place.Line);
        Assert.Equal((true, true, true), (instance.CheckUnicastSource!.Value, instance.UnicastFaultNoPeer!.Value, instance.TrackSourceAddress!.Value));
        Assert.Equal(("PASS", "secret"), (instance.AuthenticationType!.Value, instance.AuthenticationSecret!.Value));
        Assert.Equal([("192.0.2.10/24", "eth1"), ("192.0.2.11", null)], instance.Addresses.Select(address => (address.Address, address.Device)));
        Assert.Equal("2001:db8::1/64", Assert.Single(instance.ExcludedAddresses).Address);
        Assert.Equal(("0.0.0.0/0", "from"), (Assert.Single(instance.Routes).Keyword, Assert.Single(instance.Rules).Keyword));
        Assert.Equal(
            ["eth2 -20 ", "check 10 True", "load  ", "nginx -254 ", "peer 5 False"],
            new[] { instance.TrackInterfaces, instance.TrackScripts, instance.TrackFiles, instance.TrackProcesses, instance.TrackBfds }
                .Select(tracks => Assert.Single(tracks)).Select(track => $"{track.Name} {track.Weight} {track.IsReversed}"));
        var notify = Assert.Single(instance.NotifyScripts);
        Assert.Equal(["/usr/bin/logger", "is master"], notify.Command);
        Assert.Equal(new ScriptUser("nobody", "nogroup"), notify.User);
        Assert.Equal("smtp_alert", Assert.Single(instance.Others).Keyword);
    }

    [Fact]
    public void Read_TheOtherBlocks_GivesThem()
    {
        var read = Read(
            """
            net_namespace blue
            instance one
            linkbeat_use_polling
            global_defs {
                router_id a
                vrrp_version 3
                vrrp_strict
                enable_script_security
                script_user check checkers
                dynamic_interfaces allow_if_changes
                vrrp_skip_check_adv_addr
                vrrp_higher_prio_send_advert
                vrrp_garp_master_refresh 60
                vrrp_down_timer_adverts 2
                vrrp_min_garp
                vrrp_startup_delay 1.5
                vrrp_iptables
            }
            vrrp_sync_group G {
                group { A
                        B }
                sync_group_tracking_weight
                track_script { check }
                notify /bin/true
            }
            vrrp_script check {
                script "/usr/bin/check -a 'x y'"
                interval 2
                timeout 1.5
                rise 3
                fall 4
                weight -5 reverse
                user nobody
                init_fail
            }
            vrrp_track_file old { file /run/old }
            track_file new { file /run/new
                weight 2
                init_file 7 overwrite }
            vrrp_track_process p { process nginx -g daemon
                quorum 2
                delay 0.5 }
            bfd_instance b { neighbor_ip 192.0.2.9
                min_rx 50
                multiplier 3
                weight 4 }
            interface_up_down_delays { eth0 1 2.5 }
            virtual_server 192.0.2.1 80 { lb_algo rr }
            """);

        var globals = read.Globals;
        Assert.Empty(read.Errors);
        Assert.Equal(("blue", "one", "a", 3, true, true), (globals.NetNamespace!.Value, globals.Instance!.Value, globals.RouterId!.Value, globals.VrrpVersion!.Value,
            globals.Strict!.Value, globals.ScriptSecurity!.Value));
        Assert.Equal((new ScriptUser("check", "checkers"), true, true, true), (globals.ScriptUser!.Value, globals.DynamicInterfaces!.Value,
            globals.SkipCheckAdvertAddresses!.Value, globals.HigherPrioritySendsAdvert!.Value));
        Assert.Equal((60, 2, true, 1.5), (globals.Garp.MasterRefresh!.Value.TotalSeconds, globals.DownTimerAdverts!.Value, globals.MinimalGarp!.Value, globals.StartupDelay!.Value.TotalSeconds));
        Assert.Equal(["linkbeat_use_polling", "vrrp_iptables"], globals.Others.Select(entry => entry.Keyword));

        var group = Assert.Single(read.SyncGroups);
        Assert.Equal(["A", "B"], group.Members.Select(member => member.Value));
        Assert.Equal((true, "check", "notify"), (group.TrackingWeight!.Value, Assert.Single(group.Tracks).Name, Assert.Single(group.NotifyScripts).Keyword));
        var script = Assert.Single(read.Scripts);
        Assert.Equal(["/usr/bin/check", "-a", "x y"], script.Command!.Value);
        Assert.Equal((2, 1.5, 3, 4, -5, true, "nobody", true), (script.Interval!.Value.TotalSeconds, script.Timeout!.Value.TotalSeconds, script.Rise!.Value, script.Fall!.Value,
            script.Weight!.Value, script.IsReversed, script.User!.Value.User, script.InitFail!.Value));
        Assert.Equal(["old", "new"], read.TrackFiles.Select(file => file.Name));
        Assert.Equal(("/run/new", 2, 7, true), (read.TrackFiles[1].File!.Value, read.TrackFiles[1].Weight!.Value, read.TrackFiles[1].InitialValue!.Value, read.TrackFiles[1].Overwrites));
        var process = Assert.Single(read.TrackProcesses);
        Assert.Equal(["nginx", "-g", "daemon"], process.Process!.Value);
        Assert.Equal((2, 0.5, 0.5), (process.Quorum!.Value, process.TerminateDelay!.Value.TotalSeconds, process.ForkDelay!.Value.TotalSeconds));
        var bfd = Assert.Single(read.Bfds);
        Assert.Equal(("192.0.2.9", 50, 3, 4), (bfd.Neighbor!.Value, bfd.MinimalReceive!.Value.TotalMilliseconds, bfd.Multiplier!.Value, bfd.Weight!.Value));
        var delay = Assert.Single(read.InterfaceDelays);
        Assert.Equal(("eth0", 1, 2.5), (delay.Interface, delay.Down.TotalSeconds, delay.Up.TotalSeconds));
        Assert.Equal("virtual_server", Assert.Single(read.Others).Keyword);
    }

    [Theory]
    [InlineData("priority 300", "a.conf:2:10: priority: found '300', expected a whole number from 1 to 255: keepalived takes 100")]
    [InlineData("priority", "a.conf:2:1: priority: found nothing, expected a whole number from 1 to 255: keepalived ends with exit code 2")]
    [InlineData("priority 9x", "a.conf:2:10: priority: found '9x', expected a whole number from 1 to 255: keepalived takes 100")]
    [InlineData("virtual_router_id 0", "a.conf:2:19: virtual_router_id: found '0', expected a whole number from 1 to 255: keepalived ignores it")]
    [InlineData("advert_int 0.001", "a.conf:2:12: advert_int: found '0.001', expected a number from 0.01 to 255: keepalived ignores it")]
    [InlineData("advert_int 1.0000001", "a.conf:2:12: advert_int: found '1.0000001', expected a number from 0.01 to 255 with at most 6 decimal places: keepalived rounds it")]
    [InlineData("version 4", "a.conf:2:9: version: found '4', expected a whole number from 2 to 3: keepalived ignores it")]
    [InlineData("version 2\nversion 3", "a.conf:3:9: version: found '3', expected 2, as given or implied before: keepalived ignores it")]
    [InlineData("state MASTER\nstate BACKUP", "a.conf:3:7: state: found 'BACKUP', expected one state alone: keepalived stays with MASTER")]
    [InlineData("state master", "a.conf:2:7: state: found 'master', expected MASTER or BACKUP: keepalived takes BACKUP")]
    [InlineData("strict_mode maybe", "a.conf:2:13: strict_mode: found 'maybe', expected true, on, yes, false, off or no: keepalived ignores it")]
    [InlineData("interface abcdefghijklmnop", "a.conf:2:11: interface: found 'abcdefghijklmnop', expected the name of an interface, at most 15 characters: keepalived ignores it")]
    [InlineData("garp_master_repeat 0", "a.conf:2:20: garp_master_repeat: found '0', expected a whole number from 1: keepalived takes 1")]
    [InlineData("garp_master_delay 3s", "a.conf:2:19: garp_master_delay: found '3s', expected a whole number from 0 to 4294: keepalived warns, and takes 3")]
    [InlineData("unicast_src_ip 10.1", "a.conf:2:16: unicast_src_ip: found '10.1', expected an IPv4 or IPv6 address: keepalived ignores it")]
    [InlineData("unicast_peer {\nhost\n}", "a.conf:3:1: host: found 'host', expected an IPv4 or IPv6 address: keepalived leaves the peer out")]
    [InlineData("authentication {\nauth_type SHA\n}", "a.conf:3:11: auth_type: found 'SHA', expected PASS or AH: keepalived ignores it")]
    [InlineData("authentication {\nauth_pass 123456789\n}", "a.conf:3:1: auth_pass: found 9 characters, expected at most 8: keepalived cuts off the rest")]
    [InlineData("virtual_ipaddress {\n10.0.0.1/33\n}", "a.conf:3:1: 10.0.0.1/33: found '10.0.0.1/33', expected a prefix length from 0 to 32: keepalived takes 32")]
    [InlineData("virtual_ipaddress {\nhost\n}", "a.conf:3:1: host: found 'host', expected an IPv4 or IPv6 address, perhaps with a prefix length: keepalived leaves the address out")]
    [InlineData("mcast_dst_ip 10.0.0.1", "a.conf:2:14: mcast_dst_ip: found '10.0.0.1', expected a multicast address, of IPv6 a link-local one: keepalived ignores it")]
    [InlineData("debug 5", "a.conf:2:7: debug: found '5', expected a whole number from 0 to 4: keepalived ignores it")]
    [InlineData("virtual_ipaddress {\n10.0.0.1/24 dev\n}", "a.conf:3:1: 10.0.0.1/24: found nothing, expected a value for 'dev': keepalived leaves the address out")]
    [InlineData("track_script {\na weight 254\n}", "a.conf:3:10: a: found '254', expected a whole number from -253 to 253: keepalived takes 253")]
    [InlineData("track_script {\na weigth 5\n}", "a.conf:3:3: a: found 'weigth', expected 'weight' or nothing: keepalived does not track it")]
    [InlineData("track_script {\na\na\n}", "a.conf:4:1: track_script: 'a' is tracked already: keepalived ignores the second one")]
    [InlineData("notify_master \"/bin/a\"\nnotify_master /bin/b", "a.conf:3:1: notify_master is given already: keepalived ignores the second one")]
    [InlineData("notify_master", "a.conf:2:1: notify_master: found nothing, expected a program: keepalived ends with exit code 2")]
    public void Read_AValueThatKeepalivedRefuses_IsAnErrorWithItsPlace(string lines, string expected) =>
        Assert.Equal(expected, Assert.Single(Read($"vrrp_instance a {{\n{lines}\n}}\n").Errors).ToString());

    [Theory]
    [InlineData("vrrp_instance {\n}", "a.conf:1:1: vrrp_instance: found nothing, expected a name: keepalived skips the block")]
    [InlineData("vrrp_instance a {\n}\nvrrp_instance a {\npriority 0\n}", "a.conf:3:1: vrrp_instance a is defined already: keepalived skips the second one")]
    [InlineData("vrrp_script a {\n}", "a.conf:1:1: vrrp_script a has no script: keepalived removes it, and what tracks it is not checked")]
    [InlineData("vrrp_script a {\nscript /bin/a\ninterval 0\n}", "a.conf:3:10: interval: found '0', expected more than 0: keepalived takes 1")]
    [InlineData("vrrp_script a {\nscript /bin/a\nweight 300\n}", "a.conf:3:8: weight: found '300', expected a whole number from -253 to 253: keepalived complains, and takes 300")]
    [InlineData("vrrp_track_process a {\nprocess a\nquorum 3\nquorum_max 2\n}", "a.conf:4:12: quorum_max: found '2', expected no less than the quorum of 3: keepalived ignores it")]
    [InlineData("vrrp_script {\nscript /bin/a\n}", "a.conf:1:1: vrrp_script: found nothing, expected a name: keepalived ends with exit code 2")]
    [InlineData("vrrp_script a {\nscript /bin/a\nrise 0\n}", "a.conf:3:6: rise: found '0', expected a whole number from 1: keepalived takes 1")]
    [InlineData("vrrp_script a {\nscript 'x\nscript /bin/a\n}", "a.conf:2:8: script: found ''x', expected a command line, but the quote ' is not closed: keepalived ignores it")]
    [InlineData("vrrp_script a {\nscript /bin/a b\n}", "a.conf:2:1: script: found 'b' after the program, expected arguments within its quotes: keepalived ignores what follows the first word")]
    [InlineData("track_file a {\n}", "a.conf:1:1: track_file a has no file: keepalived ignores it")]
    [InlineData("vrrp_track_process a {\n}", "a.conf:1:1: vrrp_track_process a has no process: keepalived removes it")]
    [InlineData("bfd_instance a {\n}", "a.conf:1:1: bfd_instance a has no neighbor_ip: keepalived disables it")]
    [InlineData("vrrp_sync_group a {\n}", "a.conf:1:1: vrrp_sync_group a has no members: keepalived removes it")]
    [InlineData("global_defs {\nscript_user\n}", "a.conf:2:1: script_user: found nothing, expected a user: keepalived ignores it")]
    [InlineData("instance a\ninstance b", "a.conf:2:1: instance is given already: keepalived ignores the second one")]
    public void Read_ABlockThatKeepalivedRefuses_IsAnErrorWithItsPlace(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(Read(text).Errors).ToString());

    [Fact]
    public void Read_RefusedAndRepeatedValues_GivesWhatKeepalivedTakes()
    {
        var instance = Assert.Single(Read("vrrp_instance a {\nstate MASTER\nstate x\npriority 300\nadvert_int 2\nadvert_int 999\nnopreempt\npreempt\n}").Instances);

        Assert.Equal(("BACKUP", 100, 2.0, false), (instance.State!.Value, instance.Priority!.Value, instance.AdvertInterval!.Value.TotalSeconds, instance.NoPreempt!.Value));
    }

    [Fact]
    public void Read_AConfiguration_NotesKeywordsByPathAndNotTheLinesOfValues()
    {
        var read = Read("global_defs {\nrouter_id a\n}\nvrrp_instance a {\nvirtual_ipaddress {\n10.0.0.1\n}\nauthentication {\nauth_type PASS\n}\n}\nvirtual_server x {\nlb_algo rr\n}");

        Assert.Equal(
            ["global_defs", "global_defs/router_id", "vrrp_instance", "vrrp_instance/virtual_ipaddress", "vrrp_instance/authentication", "vrrp_instance/authentication/auth_type",
             "virtual_server"],
            read.Keywords.Select(use => use.Path));
    }

    [Fact]
    public void Read_AnyText_NeverThrows()
    {
        string[] words =
        [
            "vrrp_instance", "vrrp_sync_group", "vrrp_script", "track_file", "vrrp_track_process", "bfd_instance", "global_defs", "interface_up_down_delays", "a", "{", "}", "\n",
            "state", "MASTER", "priority", "advert_int", "weight", "-1", "99999999999999999999", "1.5", ".", "script", "\"", "'", "\\", "interval", "unicast_peer", "::1",
            "10.0.0.1/24", "dev", "track_script", "authentication", "auth_pass", "init_file", "quorum", "group", "min_rx", "delay", "vrrp_garp_master_delay", "notify", "use_vmac", "version",
        ];
        Gen.OneOf(Gen.Int[0, words.Length - 1].Select(index => words[index]), Gen.String[0, 4]).Array[0, 60].Sample(parts =>
        {
            var read = Read(string.Join(' ', parts));
            foreach (var instance in read.Instances)
            {
                _ = EffectiveInstance.Of(read, instance);
            }
        });
    }

    private static KeepalivedConfiguration Read(string text) => ModelReader.Read(Configuration.Read(text, "a.conf"));
}
