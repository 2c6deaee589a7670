using System.Collections.Immutable;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;
using Keepone.Keepalived.Timing;

namespace Keepone.Keepalived.Tests.Timing;

public sealed class KeepalivedTimingTests
{
    private const string Neutron =
        "vrrp_instance VR_1 {\nstate BACKUP\ninterface ha-1\nvirtual_router_id 1\npriority 50\nadvert_int 2\nnopreempt\ngarp_master_delay 60\nvirtual_ipaddress {\n169.254.0.1/24 dev ha-1\n}\n}";

    [Fact]
    public void Of_NeutronsForm_HasItsMasterDownInterval()
    {
        var group = Assert.Single(KeepalivedTiming.Of([Read("a.conf", Neutron)]).Groups);

        // reference/keepalived.md B.10: 6.80 s.
        var member = Assert.Single(group.Members);
        Assert.Equal((2, 50, false), (member.Version, member.Priority, member.Preempts));
        Assert.Equal((206 / 256.0, 4 + (206 / 256.0), 6 + (206 / 256.0)), (member.Skew.TotalSeconds, member.EarliestTakeover.TotalSeconds, member.LatestTakeover.TotalSeconds));
        Assert.Equal("5 at once, 5 after 60 s, then none", member.Announcements);
        Assert.Equal(["another is master and crashes", "another is master and stops cleanly", "it is cut off from the others"], group.Causes.Select(cause => cause.Cause));
        Assert.Null(group.Causes[2].TwoMasters);
        Assert.Equal(
            ["VR_1 never announces its addresses again (5 at once, 5 after 60 s, then none): after a healed cut, switches may send to the wrong node until they forget."],
            group.Sentences);
    }

    [Fact]
    public void Of_EqualPriorities_SaysThatTwoBecomeMasterAtOnce()
    {
        var group = Assert.Single(KeepalivedTiming.Of([Read("a.conf", Neutron), Read("b.conf", Neutron), Read("c.conf", Neutron)]).Groups);

        var crash = group.Causes[0];
        Assert.Equal("master's node or keepalived crashes", crash.Cause);
        Assert.Equal(TimeSpan.FromMilliseconds(40), crash.TwoMasters);
        Assert.Contains("b.conf and c.conf have the same priority and time out at the same instant", crash.Sentence, StringComparison.Ordinal);
        Assert.Contains("a.conf and b.conf and c.conf have the same priority 50: when they start or time out together, both are master for some milliseconds, and the higher address wins.", group.Sentences);
        Assert.Equal("It has nopreempt: b.conf stays master until it fails.", group.Causes.Single(cause => cause.Cause == "a.conf returns").Sentence);
    }

    [Fact]
    public void Of_ThreeNodes_GivesTheSuccessionAndWhatEachFailureDoes()
    {
        var group = Assert.Single(KeepalivedTiming.Of([Node("b.conf", 100), Node("c.conf", 90), Node("a.conf", 110)]).Groups);

        Assert.Equal(["a.conf", "b.conf", "c.conf"], group.Members.Select(member => member.File));
        Assert.Equal(
            [
                ("master's node or keepalived crashes", 3.609, 3.609, 0.0),
                ("master stops cleanly", 0.609, 0.609, 0),
                ("master is cut off from the others", 3.609, 0, -1),
                ("a.conf returns", 8.57, 0.04, 0),
            ],
            group.Causes.Take(4).Select(cause => (cause.Cause, Seconds(cause.TakeOver), Seconds(cause.NoMaster), Seconds(cause.TwoMasters))));
        Assert.Equal(
            "It takes the mastership back 8.57 s after its start at the latest, 5 s of which are its preempt_delay: every return of the first one is an interruption.",
            group.Causes[3].Sentence);
    }

    // fall x interval + timeout (reference/keepalived.md B.1, B.2); then the goodbye and the skew, or the master-down interval.
    [Theory]
    [InlineData("weight 0", 2 * 2 + 1, 2 * 2 + 1 + 0.609, null, "it is in FAULT and says goodbye, b.conf takes over 609.4 ms later")]
    [InlineData("weight -15", 5, 5 + 3.609 + 5, 95, "and b.conf, which has 100, takes over 8.609 s later at the latest")]
    [InlineData("weight -5", 5, null, 105, "no other has more (b.conf has 100): nothing moves")]
    public void Of_AScriptOfTheMasterThatFails_SaysWhatThatDoes(string weight, double found, double? takeOver, int? priority, string part)
    {
        var group = Assert.Single(KeepalivedTiming.Of([Node("a.conf", 110, weight), Node("b.conf", 100, weight), Node("c.conf", 90, weight)]).Groups);

        var check = group.Members[0].Checks.Single(check => check.Check == "script check");
        Assert.Equal((found, 3 * 2 + 1, priority), (check.Found!.Value.TotalSeconds, check.Recovered!.Value.TotalSeconds, check.PriorityThen));
        var cause = group.Causes.Single(cause => cause.Cause == "script check of the master fails");
        Assert.Equal(takeOver, cause.TakeOver is { } at ? Math.Round(at.TotalSeconds, 3) : null);
        Assert.Contains(part, cause.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weight 20", 130, 110)]
    [InlineData("weight -20", 110, 90)]
    [InlineData("weight 20 reverse", 110, 130)]
    [InlineData("weight -20 reverse", 90, 110)]
    [InlineData("weight 250", 254, 110)]
    public void Of_AWeight_IsAddedOrTakenOffAsKeepalivedDoes(string weight, int healthy, int then)
    {
        var member = Assert.Single(Assert.Single(KeepalivedTiming.Of([Node("a.conf", 110, weight)]).Groups).Members);

        Assert.Equal((110, healthy, then), (member.BasePriority, member.Priority, member.Checks.Single(check => check.Check == "script check").PriorityThen));
    }

    [Fact]
    public void Of_OtherChecks_HasTheirTimes()
    {
        var read = Read("a.conf",
            """
            interface_up_down_delays {
                eth1 0.5 2
            }
            bfd_instance peer {
                neighbor_ip 192.0.2.2
                min_rx 50
                min_tx 100
                multiplier 3
                weight -10
            }
            track_file load {
                file /run/load
                weight -2
            }
            vrrp_track_process nginx {
                process nginx
                terminate_delay 0.2
                weight -30
            }
            vrrp_instance A {
                interface eth0
                virtual_router_id 1
                priority 200
                track_interface {
                    eth1 weight -40
                }
                track_file {
                    load
                }
                track_process {
                    nginx
                }
                track_bfd {
                    peer
                }
            }
            """);

        var member = Assert.Single(Assert.Single(KeepalivedTiming.Of([read]).Groups).Members);

        Assert.Equal(
            [("interface eth0", 0.0, 0.0, null), ("interface eth1", 0.5, 2, 160), ("file load", 0, 0, 198), ("process nginx", 0.2, 0, 170), ("bfd peer", 0.3, -1, (int?)190)],
            member.Checks.Select(check => (check.Check, Seconds(check.Found), Seconds(check.Recovered), check.PriorityThen)));
    }

    [Fact]
    public void Of_NodesThatDoNotHearEachOther_SaysSo()
    {
        Assert.Contains("a.conf speaks version 2, b.conf version 3: they do not hear each other, and both are master.", Sentences("", "version 3"));
        Assert.Contains("a.conf advertises every 1 s, b.conf every 2 s: version 2 drops such adverts, and both are master.", Sentences("", "advert_int 2"));
        Assert.Contains("a.conf advertises every 1 s, b.conf every 2 s: version 3 goes by what the master says.", Sentences("version 3", "version 3\nadvert_int 2"));
        Assert.Contains("Only 1 of 2 files have it: a.conf.", Sentences("", "virtual_router_id 8"));
        Assert.Contains("There is no virtual_router_id: keepalived does not run it.",
            Assert.Single(KeepalivedTiming.Of([Read("a.conf", "vrrp_instance A {\n}")]).Groups).Sentences);
    }

    [Fact]
    public void Of_TheSameVridOnTwoInterfaces_AreTwoGroups()
    {
        const string Two = "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\n}\nvrrp_instance B {\ninterface eth1\nvirtual_router_id 1\n}";

        var groups = KeepalivedTiming.Of([Read("a.conf", Two), Read("b.conf", Two)]).Groups;

        Assert.Equal(["A A", "B B"], groups.Select(group => string.Join(' ', group.Members.Select(member => member.Instance))));
    }

    private static ImmutableArray<string> Sentences(string a, string b) => KeepalivedTiming.Of(
        [Read("a.conf", $"vrrp_instance A {{\nvirtual_router_id 7\n{a}\n}}"), Read("b.conf", $"vrrp_instance A {{\nvirtual_router_id 7\npriority 90\n{b}\n}}")]).Groups[0].Sentences;

    private static double Seconds(TimeSpan? time) => time is { } at ? Math.Round(at.TotalSeconds, 3) : -1;

    private static KeepalivedConfiguration Node(string file, int priority, string weight = "weight 0") => Read(file,
        $$"""
        vrrp_script check {
            script /bin/check
            interval 2
            timeout 1
            fall 2
            rise 3
            {{weight}}
        }
        vrrp_instance A {
            interface eth0
            virtual_router_id 7
            priority {{priority}}
            preempt_delay 5
            garp_master_refresh 60
            track_script {
                check
            }
            virtual_ipaddress {
                192.0.2.1/24
            }
        }
        """);

    private static KeepalivedConfiguration Read(string file, string text)
    {
        var read = ModelReader.Read(Configuration.Read(text, file));
        Assert.Empty(read.Errors);
        return read;
    }
}
