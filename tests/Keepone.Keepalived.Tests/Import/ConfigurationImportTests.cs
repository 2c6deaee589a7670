using System.Collections.Immutable;
using CsCheck;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Keepalived.Import;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Tests.Import;

public sealed class ConfigurationImportTests
{
    private static readonly Dictionary<string, IpPrefix> Nothing = [];

    [Fact]
    public void Import_APair_IsTheSpecificationThatItMeans()
    {
        var result = ConfigurationImport.Import([Source("net-1", Pair(150, "192.0.2.2")), Source("net-2", Pair(100, "192.0.2.3"))], Nothing);

        Assert.Equal(
            """
            router: VI_1
            namespace: none
            vrid: 51
            advertInterval: 500ms
            replicas: [net-1, net-2]
            ha:
              network: ha-eth0
              interface: eth0
              vip: 192.0.2.1/24
              addresses: { net-1: 192.0.2.2/24, net-2: 192.0.2.3/24 }
            external:
              interface: eth1
              addresses: [203.0.113.10/24]
              gateway: 203.0.113.1
            internal:
              - { interface: eth2, addresses: [10.0.0.1/24, '2001:db8::1/64'] }
            routes:
              - { destination: 172.16.0.0/16, via: 10.0.0.9 }
            checks:
              - { name: carrier-eth1, probe: carrier, target: eth1, interval: 1s, timeout: 500ms, fall: 3, rise: 2, onFailure: fault }
              - { name: uplink, script: '/usr/libexec/check', arguments: ['-t', '3'], contract: exit-code, interval: 2s, timeout: 1s, fall: 3, rise: 2, onFailure: fault }

            """,
            Assert.Single(result.Routers).Yaml);
        Assert.Empty(result.Troubles);
        Assert.Empty(SpecificationReader.Read(result.Routers[0].Yaml, "VI_1.yaml").Errors);
        Assert.Empty(result.Notes.Where(note => note.Outcome == ImportOutcome.Lost));
        Assert.Contains("Two replicas have no majority: add a witness under guard.witnesses, or there is no guard (docs/witness.md).", result.Routers[0].Advice);
        Assert.Contains("The prefix length of net-1's address 192.0.2.2 is taken from ha.vip: see that it is right.", result.Routers[0].Advice);
    }

    [Fact]
    public void Import_ALine_IsSaidWhatBecameOfIt()
    {
        var result = ConfigurationImport.Import(
            [
                Source("a",
                    """
                    net_namespace blue
                    global_defs {
                        router_id a
                        vrrp_strict
                        vrrp_garp_master_refresh 30
                    }
                    virtual_server 192.0.2.1 80 {
                        lb_algo rr
                    }
                    vrrp_script other {
                        script /bin/x
                    }
                    vrrp_script weigh {
                        script "/bin/x a"
                        weight -20
                        user root
                    }
                    vrrp_instance VI {
                        interface eth0
                        virtual_router_id 5
                        priority 255
                        preempt_delay 10
                        use_vmac
                        authentication {
                            auth_type PASS
                            auth_pass s3cret
                        }
                        virtual_ipaddress {
                            192.0.2.1
                            192.0.2.9
                            10.0.0.1/24 dev eth1 label eth1:0
                        }
                        virtual_routes {
                            default via 198.51.100.1
                            10.9.0.0/16 via 10.0.0.7 metric 5
                        }
                        track_script {
                            weigh
                        }
                        notify_master /bin/n
                    }
                    """),
            ],
            Nothing);

        Assert.Equal(
            [
                "1 Carried net_namespace blue",
                "3 Implied router_id a",
                "4 Lost vrrp_strict",
                "5 Changed vrrp_garp_master_refresh 30",
                "7 Lost virtual_server 192.0.2.1 80",
                "10 Lost vrrp_script other",
                "14 Carried script /bin/x a",
                "15 Changed weight -20",
                "16 Changed user root",
                "19 Carried interface eth0",
                "20 Carried virtual_router_id 5",
                "21 Changed priority 255",
                "22 Changed preempt_delay 10",
                "23 Lost use_vmac",
                "24 Lost authentication",
                "29 Carried 192.0.2.1",
                "30 Lost 192.0.2.9",
                "31 Changed 10.0.0.1/24 dev eth1 label eth1:0",
                "34 Lost default via 198.51.100.1",
                "35 Lost 10.9.0.0/16 via 10.0.0.7 metric 5",
                "38 Changed weigh",
                "40 Lost notify_master /bin/n",
            ],
            result.Notes.Select(note => $"{note.Line} {note.Outcome} {note.Text}"));
        Assert.Equal("a.conf:30: '192.0.2.9' is not carried over: a specification has one address on the HA interface: move it to another interface, or make it a router of its own",
            result.Notes.Single(note => note.Line == 30).ToString());
        Assert.Equal((254, "blue"), (result.Routers[0].Specification!.Priority, result.Routers[0].Specification!.Namespace));
        Assert.False(result.IsWhole);
    }

    [Fact]
    public void Import_ASyncGroup_IsOneRouter()
    {
        const string Text =
            """
            vrrp_sync_group G {
                group {
                    OUT
                    IN
                }
            }
            vrrp_instance OUT {
                interface eth0
                virtual_router_id 1
                virtual_ipaddress {
                    192.0.2.1/24
                }
            }
            vrrp_instance IN {
                interface eth1
                virtual_router_id 2
                virtual_ipaddress {
                    10.0.0.1/24
                }
            }
            """;

        var result = ConfigurationImport.Import([Source("a", Text)], Nothing);

        var router = Assert.Single(result.Routers).Specification!;
        Assert.Equal(("OUT", 1, "192.0.2.1/24"), (router.Name, router.Vrid, router.Ha.Vip.ToString()));
        Assert.Equal(("eth1", "10.0.0.1/24"), (Assert.Single(router.Internal).Interface, Assert.Single(router.Internal[0].Addresses).ToString()));
        Assert.Equal(["2 Changed", "16 Changed"], result.Notes.Where(note => note.Outcome == ImportOutcome.Changed).Select(note => $"{note.Line} {note.Outcome}"));
    }

    [Fact]
    public void Import_NodesThatDiffer_SayWhoseLineIsLost()
    {
        const string Text = "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\npriority PRIORITY\nmcast_src_ip 192.0.2.ADDRESS\nvirtual_ipaddress {\n192.0.2.1/24\nEXTRA\n}\n}";

        string Of(string priority, string address, string extra) => Text.Replace("PRIORITY", priority, StringComparison.Ordinal)
            .Replace("ADDRESS", address, StringComparison.Ordinal).Replace("EXTRA", extra, StringComparison.Ordinal);
        var result = ConfigurationImport.Import([Source("a", Of("100", "2", "10.1.0.1/24 dev eth1")), Source("b", Of("150", "3", "10.2.0.1/24 dev eth2"))], Nothing);

        Assert.Equal(["b", "a"], Assert.Single(result.Routers).Specification!.Replicas);
        Assert.Equal("a.conf:8: '10.1.0.1/24 dev eth1' is not carried over: b says otherwise, and a specification is the same on all nodes",
            Assert.Single(result.Notes, note => note.Outcome == ImportOutcome.Lost).ToString());
        Assert.Equal("b.conf:8: '10.2.0.1/24 dev eth2' is changed: an address of eth2; a gets it, too, which does not have it",
            Assert.Single(result.Notes, note => note.Outcome == ImportOutcome.Changed).ToString());
    }

    [Theory]
    [InlineData("virtual_router_id 1\nvirtual_ipaddress {\n10.0.0.1/24\n}", "a.conf:1:1: vrrp_instance A has no interface: there is no router without one")]
    [InlineData("interface eth0\nvirtual_ipaddress {\n10.0.0.1/24\n}", "a.conf:1:1: vrrp_instance A has no virtual_router_id: there is no router without one")]
    [InlineData("interface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\n10.0.0.1/24 dev eth1\n}",
        "a.conf:1:1: vrrp_instance A has no address on eth0, which would be the router's ha.vip: give it one there")]
    [InlineData("interface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\n10.0.0.1/24\n}",
        "a.conf:1:1: the own address of a and b on eth0 is in no file: give it with --address a=ADDRESS/LENGTH --address b=ADDRESS/LENGTH")]
    public void Import_WhatMakesNoRouter_SaysWhy(string lines, string expected)
    {
        var text = $"vrrp_instance A {{\n{lines}\n}}";

        var result = ConfigurationImport.Import([Source("a", text), Source("b", text)], Nothing);

        Assert.Empty(result.Routers);
        Assert.Equal(expected, Assert.Single(result.Troubles));
        Assert.All(result.Notes, note => Assert.Equal(ImportOutcome.Lost, note.Outcome));
        Assert.False(result.IsWhole);
    }

    [Fact]
    public void Import_WithAddresses_NeedsThemInNoFile()
    {
        const string Text = "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nversion 3\nvirtual_ipaddress {\n10.0.0.1/24\n}\n}";
        var addresses = new Dictionary<string, IpPrefix> { ["a"] = Prefix("10.0.0.2/24"), ["b"] = Prefix("10.0.0.3/24") };

        var result = ConfigurationImport.Import([Source("a", Text), Source("b", Text)], addresses);

        Assert.Equal(["10.0.0.2/24", "10.0.0.3/24"], Assert.Single(result.Routers).Specification!.Ha.Addresses.Values.Select(address => address.ToString()));
        Assert.True(result.IsWhole);
    }

    [Fact]
    public void Import_TwoPeers_HaveTheirAddressesFromEachOther()
    {
        string Of(string peer) => $"vrrp_instance A {{\ninterface eth0\nvirtual_router_id 1\nunicast_peer {{\n{peer}\n}}\nvirtual_ipaddress {{\n10.0.0.1/24\n}}\n}}";

        var result = ConfigurationImport.Import([Source("a", Of("10.0.0.3")), Source("b", Of("10.0.0.2"))], Nothing);

        Assert.Equal(["a 10.0.0.2/24", "b 10.0.0.3/24"], Assert.Single(result.Routers).Specification!.Ha.Addresses.Select(pair => $"{pair.Key} {pair.Value}"));
    }

    // Whatever the text: no line without a note, and no specification that its reader refuses.
    [Fact]
    public void Import_AnyText_ForgetsNoLineAndWritesNoBadSpecification()
    {
        string[] words =
        [
            "vrrp_instance", "vrrp_sync_group", "vrrp_script", "global_defs", "A", "B", "{", "}", "\n", "\n", "interface", "eth0", "eth1", "virtual_router_id", "7", "virtual_ipaddress",
            "10.0.0.1/24", "192.0.2.1", "dev", "virtual_routes", "default", "via", "10.0.0.9", "172.16.0.0/12", "track_script", "track_interface", "script", "/bin/x", "group", "notify_master", "'a b'", "\"x\"",
        ];
        const string Begun = "vrrp_instance A {\n interface eth0\n virtual_router_id 7\n virtual_ipaddress {\n 10.0.0.1/24\n }\n";
        Gen.Int[0, words.Length - 1].Select(index => words[index]).Array[0, 60].Sample(parts =>
        {
            var source = Source("a", Begun + string.Join(' ', parts));

            var result = ConfigurationImport.Import([source], Nothing);

            Assert.All(result.Routers, router => Assert.Empty(SpecificationReader.Read(router.Yaml, "a.yaml").Errors));
            var noted = result.Notes.Select(note => note.Line).ToHashSet();
            Assert.All(Leaves(source.Configuration.Entries), entry => Assert.True(noted.Contains(entry.Place.Line) || Covered(source.Configuration.Entries, entry, noted), entry.Text));
        });
    }

    // A note of a block is one of all that is in it.
    private static bool Covered(ImmutableArray<Entry> entries, Entry leaf, HashSet<int> noted) =>
        entries.Any(entry => ReferenceEquals(entry, leaf) ? noted.Contains(entry.Place.Line) : Leaves([entry]).Any(inner => ReferenceEquals(inner, leaf)) && (noted.Contains(entry.Place.Line) || Covered(entry.Body, leaf, noted)));

    private static IEnumerable<Entry> Leaves(ImmutableArray<Entry> entries) => entries.SelectMany(entry => entry.Body.IsEmpty ? [entry] : Leaves(entry.Body));

    private static IpPrefix Prefix(string text) => IpPrefix.TryParse(text, out var prefix) ? prefix : throw new ArgumentException(text, nameof(text));

    private static ImportSource Source(string node, string text) => new(node, Configuration.Read(text, $"{node}.conf"));

    private static string Pair(int priority, string own) =>
        $$"""
        global_defs {
            router_id any
            dynamic_interfaces
        }
        vrrp_script uplink {
            script "/usr/libexec/check -t 3"
            interval 2
            timeout 1
            fall 3
            rise 2
        }
        vrrp_instance VI_1 {
            state BACKUP
            version 3
            interface eth0
            virtual_router_id 51
            priority {{priority}}
            advert_int 0.5
            nopreempt
            mcast_src_ip {{own}}
            virtual_ipaddress {
                192.0.2.1/24
            }
            virtual_ipaddress_excluded {
                203.0.113.10/24 dev eth1 no_track
                10.0.0.1/24 dev eth2
                2001:db8::1/64 dev eth2
            }
            virtual_routes {
                0.0.0.0/0 via 203.0.113.1 dev eth1
                172.16.0.0/16 via 10.0.0.9
            }
            track_interface {
                eth0
                eth1
            }
            track_script {
                uplink
            }
        }
        """;
}
