using Keepone.Keepalived.Neutron;

namespace Keepone.Keepalived.Tests.Neutron;

public sealed class OperatorCheckTests
{
    private static readonly OperatorCheck Good = new() { Script = "/etc/keepone/checks/site.sh" };

    [Fact]
    public void Arguments_UnlessToldOtherwise_AreTheIdAndEveryParameterButFloatingAddresses() =>
        Assert.Equal(
            "/etc/keepone/checks/site.sh 7e0c1d52-9a4f-4a37-8c1b-5d9e2f604477"
            + " KEEPONE_ROUTER_ID=7e0c1d52-9a4f-4a37-8c1b-5d9e2f604477"
            + " KEEPONE_VRID=42"
            + " KEEPONE_NAMESPACE=qrouter-7e0c1d52-9a4f-4a37-8c1b-5d9e2f604477"
            + " KEEPONE_HA_INTERFACE=ha-c1f0a7e2-5b"
            + " KEEPONE_HA_ADDRESS=169.254.194.7"
            + " KEEPONE_EXTERNAL_INTERFACE=qg-0be4c7d9-33"
            + " KEEPONE_EXTERNAL_ADDRESSES=198.51.100.20,2001:db8:100::20"
            + " KEEPONE_GATEWAYS=198.51.100.1,2001:db8:100::1"
            + " KEEPONE_INTERNAL_INTERFACES=qr-6d2c90b4-11,qr-f3c1d0aa-22"
            + " KEEPONE_INTERNAL_ADDRESSES=192.168.7.1,2001:db8:7::1",
            Line(Good));

    [Fact]
    public void Arguments_WithoutAGateway_KeepTheirNames() =>
        Assert.EndsWith(" KEEPONE_EXTERNAL_INTERFACE= KEEPONE_EXTERNAL_ADDRESSES= KEEPONE_GATEWAYS= KEEPONE_INTERNAL_INTERFACES= KEEPONE_INTERNAL_ADDRESSES=",
            Line(Good, "bare"), StringComparison.Ordinal);

    [Theory]
    [InlineData("$KEEPONE_FLOATING_ADDRESSES", "198.51.100.99")]
    [InlineData("on=$KEEPONE_HA_INTERFACE,$KEEPONE_EXTERNAL_INTERFACE.", "on=ha-c1f0a7e2-5b,qg-0be4c7d9-33.")]
    [InlineData("-x", "-x")]
    public void Arguments_WithNames_StandForTheRoutersValues(string argument, string expected) =>
        Assert.Equal($"/etc/keepone/checks/site.sh {expected}", Line(Good with { Arguments = [argument] }));

    public static TheoryData<string, OperatorCheck> Bad => new()
    {
        { "--check: found 'site.sh'", Good with { Script = "site.sh" } },
        { "--check: found '/etc/a b.sh'", Good with { Script = "/etc/a b.sh" } },
        { "--check: found '/etc/$X.sh'", Good with { Script = "/etc/$X.sh" } },
        { "--check: found '/etc/'", Good with { Script = "/etc/" } },
        { "--check-args: found '$KEEPONE_STATE', expected one of $KEEPONE_ROUTER_ID, ", Good with { Arguments = ["$KEEPONE_STATE"] } },
        { "--check-args: found 'a b'", Good with { Arguments = ["a b"] } },
        { "--check-args: found 'a\"'", Good with { Arguments = ["a\""] } },
        { "--check-args: found 'a\n}'", Good with { Arguments = ["a\n}"] } },
        { "--check-args: found '$HOME'", Good with { Arguments = ["$HOME"] } },
        { "--check-args: found ''", Good with { Arguments = [""] } },
        { "--check-user: found 'root'", Good with { User = "root" } },
        { "--check-user: found '0'", Good with { User = "0" } },
        { "--check-user: found 'nobody nogroup'", Good with { User = "nobody nogroup" } },
        { "--check-user: found ''", Good with { User = "" } },
        { "--check-interval: found '1s', expected 2s to 1h", Good with { Interval = 1, Timeout = 0 } },
        { "--check-interval: found '3601s'", Good with { Interval = 3601 } },
        { "--check-timeout: found '5s', expected 1s or more, and less than the interval of 5s", Good with { Timeout = 5 } },
        { "--check-fall: found '0', expected 1 to 100", Good with { Fall = 0 } },
        { "--check-rise: found '101', expected 1 to 100", Good with { Rise = 101 } },
        { "--check-args: the script and its arguments make a line of ", Good with { Arguments = [new string('x', 970)] } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Errors_WhatCannotBeWritten_NamesTheOptionAndWhatIsExpected(string start, OperatorCheck check) =>
        Assert.Contains(check.Errors(GoldenRouters.Router("dual-stack"), GoldenRouters.Agent("dual-stack")),
            error => error.StartsWith(start, StringComparison.Ordinal));

    [Fact]
    public void Errors_SeveralMistakes_TellsAllOfThem() =>
        Assert.Equal(6, new OperatorCheck { Script = "x", Arguments = ["$KEEPONE_X"], User = "root", Interval = 0, Fall = 0, Rise = 0, Timeout = -1 }
            .Errors(GoldenRouters.Router("bare"), GoldenRouters.Agent("bare")).Length - 1);

    [Fact]
    public void Errors_AValueThatIsMissingOnThisRouter_SaysHowToWriteIt() =>
        Assert.Contains("write name=$KEEPONE_GATEWAYS", Assert.Single((Good with { Arguments = ["$KEEPONE_GATEWAYS"] })
            .Errors(GoldenRouters.Router("bare"), GoldenRouters.Agent("bare"))), StringComparison.Ordinal);

    [Fact]
    public void Errors_TheLongestLine_IsWithinWhatKeepalivedReads()
    {
        var fits = Good with { Arguments = [new string('x', OperatorCheck.LongestLine - "    script \"/etc/keepone/checks/site.sh \"".Length)] };

        Assert.Empty(fits.Errors(GoldenRouters.Router("bare"), GoldenRouters.Agent("bare")));
        Assert.Single((fits with { Arguments = [fits.Arguments[0] + "x"] }).Errors(GoldenRouters.Router("bare"), GoldenRouters.Agent("bare")));
    }

    private static string Line(OperatorCheck check, string router = "dual-stack") =>
        NeutronConfiguration.Render(GoldenRouters.Router(router), GoldenRouters.Agent(router), NeutronRelease.Zed, check).Configuration.Split('\n')
            .Single(line => line.StartsWith("    script \"/etc/keepone/", StringComparison.Ordinal))["    script \"".Length..^1];
}
