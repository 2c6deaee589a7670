using Keepone.Core.Model;
using Keepone.Keepalived.Neutron;

namespace Keepone.Keepalived.Tests.Neutron;

public sealed class NeutronReplicaReaderTests
{
    private const string Id = "b0a9d2f2-6a0a-4b7b-9a3e-1f1f3d6f5c11";

    // The form is that of Neutron's L3 agent (reference/neutron.md B): field order, indents, no line feed at the end.
    internal const string Text = """
        global_defs {
            notification_email_from neutron@openstack.local
            router_id neutron
        }

        vrrp_script ha_health_check_7 {
            script "/var/lib/neutron/ha_confs/b0a9d2f2-6a0a-4b7b-9a3e-1f1f3d6f5c11/ha_check_script_7.sh"
            interval 5
            fall 2
            rise 2
        }

        vrrp_instance VR_7 {
            state BACKUP
            interface ha-4c5d6e7f-80
            virtual_router_id 7
            priority 50
            garp_master_delay 60
            nopreempt
            advert_int 2
            authentication {
                auth_type PASS
                auth_pass correct!
            }
            track_interface {
                ha-4c5d6e7f-80
            }
            virtual_ipaddress {
                169.254.0.7/24 dev ha-4c5d6e7f-80
            }
            virtual_ipaddress_excluded {
                10.20.0.1/24 dev qr-11223344-55 no_track
                198.51.100.10/24 dev qg-66778899-aa no_track
                198.51.100.77/32 dev qg-66778899-aa no_track
                fe80::f816:3eff:fe01:2/64 dev qr-11223344-55 scope link no_track
            }
            virtual_routes {
                0.0.0.0/0 via 198.51.100.1 dev qg-66778899-aa no_track protocol static
                192.0.2.0/25 via 10.20.0.254 no_track protocol static
                192.0.2.128/25 dev qg-66778899-aa scope link no_track protocol static
            }
            track_script {
                ha_health_check_7
            }
        }
        """;

    [Fact]
    public void Read_NeutronsForm_GivesEverythingThatAnObserverNeeds()
    {
        var reading = Read(Text);

        Assert.Empty(reading.Errors);
        var replica = reading.Replica!;
        Assert.Equal((Id, 7, "ha-4c5d6e7f-80", "169.254.0.7/24"), (replica.Router.ToString(), replica.Vrid, replica.HaInterface, replica.Vip.ToString()));
        Assert.Equal((TimeSpan.FromSeconds(2), 2, 50, false), (replica.AdvertInterval, replica.VrrpVersion, replica.Priority, replica.Preempts));
        Assert.Equal((false, true), (replica.IsEncapsulated, replica.IsChecked));
        Assert.Equal(
            ["qr-11223344-55 10.20.0.1/24", "qg-66778899-aa 198.51.100.10/24", "qg-66778899-aa 198.51.100.77/32", "qr-11223344-55 fe80::f816:3eff:fe01:2/64"],
            replica.Addresses.Select(address => $"{address.Interface} {address.Address}"));
        Assert.Equal(
            ["0.0.0.0/0 198.51.100.1 qg-66778899-aa", "192.0.2.0/25 10.20.0.254 ", "192.0.2.128/25  qg-66778899-aa"],
            replica.Routes.Select(route => $"{route.Destination} {route.Via} {route.Interface}"));
    }

    [Fact]
    public void ToRouter_NeutronsForm_IsARouterOfTheModelWithoutGuardAndChecks()
    {
        var replica = Read(Text).Replica!;

        var router = replica.ToRouter($"qrouter-{Id}");

        Assert.Equal((Id, Id, $"qrouter-{Id}"), (router.Id.ToString(), router.Name, router.Namespace));
        Assert.Equal((50, GuardMode.Off, true), (router.Priority, router.Guard.Mode, router.Replicas.IsEmpty));
        Assert.Equal(
            ("qg-66778899-aa", 2, "198.51.100.1"), (router.External!.Interface, router.External.Addresses.Length, router.External.Gateway!.ToString()));
        Assert.Equal(["10.20.0.1/24", "fe80::f816:3eff:fe01:2/64"], Assert.Single(router.Internal).Addresses.Select(address => address.ToString()));
        Assert.Equal("192.0.2.0/25", Assert.Single(router.Routes).Destination.ToString());
        Assert.Equal(50, Replica.Of(router, "net-1")!.BasePriority);
        Assert.Equal(
            [
                "the route to 192.0.2.128/25 on the link qg-66778899-aa",
                "nopreempt: Keepone moves a mastership by priorities",
                "Neutron's check of the gateways",
            ],
            replica.NotCarriedOver());
    }

    [Fact]
    public void Read_WhatNeutronMayLeaveOut_IsWhatKeepalivedTakesForGranted()
    {
        var replica = Read("""
            vrrp_instance VR_9 {
                interface ha-0
                virtual_router_id 9
                virtual_ipaddress {
                    169.254.0.9/24
                }
            }
            """).Replica!;

        Assert.Equal((TimeSpan.FromSeconds(1), 2, 100, true), (replica.AdvertInterval, replica.VrrpVersion, replica.Priority, replica.Preempts));
        Assert.Equal((false, false), (replica.IsEncapsulated, replica.IsChecked));
        Assert.Null(replica.ToRouter("n").External);
    }

    [Theory]
    [InlineData("    virtual_router_id 7\n", "    virtual_router_id 300\n", "keepalived.conf:16: virtual_router_id: found '300', expected a number from 1 to 255")]
    [InlineData("    virtual_router_id 7\n", "", "keepalived.conf:13: virtual_router_id: found nothing, expected it in the instance, as Neutron writes it")]
    [InlineData("    interface ha-4c5d6e7f-80\n", "", "keepalived.conf:13: interface: found nothing, expected it in the instance, as Neutron writes it")]
    [InlineData("    priority 50\n", "    priority 255\n", "keepalived.conf:17: priority: found '255', expected a number from 1 to 254")]
    [InlineData("    advert_int 2\n", "    advert_int soon\n", "keepalived.conf:20: advert_int: found 'soon', expected seconds, from 0.01 to 255")]
    [InlineData("169.254.0.7/24 dev ha-4c5d6e7f-80", "169.254.0/24 dev ha-4c5d6e7f-80", "keepalived.conf:29: virtual_ipaddress: found '169.254.0/24', expected ADDRESS/LENGTH")]
    [InlineData("via 10.20.0.254", "via nowhere", "keepalived.conf:39: virtual_routes: found via 'nowhere', expected the address of the next hop")]
    public void Read_AMistake_SaysWhereAndWhatIsExpected(string good, string bad, string expected)
    {
        Assert.Contains(good, Text, StringComparison.Ordinal);

        var reading = Read(Text.Replace(good, bad, StringComparison.Ordinal));

        Assert.Null(reading.Replica);
        Assert.Contains(expected, reading.Errors.Select(error => error.ToString()));
    }

    [Fact]
    public void Read_HalfAFile_SaysSoAndNothingElse()
    {
        var half = Text[..Text.IndexOf("virtual_routes", StringComparison.Ordinal)];

        var error = Assert.Single(Read(half).Errors);

        Assert.Equal("a block that is not closed", error.Found);
        Assert.Contains("half written", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("global_defs {\n}\n")]
    public void Read_NoInstance_IsAMistake(string text) => Assert.Equal("0 blocks", Assert.Single(Read(text).Errors).Found);

    [Fact]
    public void Read_AuthenticationByAH_SaysThatAdvertsAreNotToBeHeard() =>
        Assert.True(Read(Text.Replace("auth_type PASS", "auth_type AH", StringComparison.Ordinal)).Replica!.IsEncapsulated);

    private static NeutronReplicaReading Read(string text)
    {
        Assert.True(RouterId.TryParse(Id, out var id));
        return NeutronReplicaReader.Read(text, "keepalived.conf", id);
    }
}
