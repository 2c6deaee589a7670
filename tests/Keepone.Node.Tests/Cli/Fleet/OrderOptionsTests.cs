using System.Net;
using Keepone.Cli;
using Keepone.Cli.Fleet;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Node.Tests.Cli.Fleet;

public sealed class OrderOptionsTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("2h", 7200)]
    [InlineData("720h", 2_592_000)]
    [InlineData("721h", null)]
    [InlineData("0s", null)]
    [InlineData("1500ms", null)]
    [InlineData("90", null)]
    [InlineData("-1s", null)]
    [InlineData(null, null)]
    public void Seconds_Text_IsWholeSecondsWithinTheLimits(string? text, int? expected) =>
        Assert.Equal(expected, OrderOptions.Seconds(text));

    [Theory]
    [InlineData("ann", "root", "root", "ann")]
    [InlineData(null, "bob", "root", "bob")]
    [InlineData("", null, "carol", "carol")]
    public void By_Environment_IsThePersonBehindSudo(string? sudo, string? login, string? user, string expected) =>
        Assert.Equal(expected, OrderOptions.By(name => name switch
        {
            "SUDO_USER" => sudo,
            "LOGNAME" => login,
            "USER" => user,
            _ => null,
        }));

    [Theory]
    [InlineData(null, ExitCode.Unreachable)]
    [InlineData(HttpStatusCode.ServiceUnavailable, ExitCode.Unreachable)]
    [InlineData(HttpStatusCode.Conflict, ExitCode.Refused)]
    [InlineData(HttpStatusCode.Forbidden, ExitCode.Missing)]
    [InlineData(HttpStatusCode.Unauthorized, ExitCode.Missing)]
    [InlineData(HttpStatusCode.NotFound, ExitCode.BadInput)]
    public void ExitCodeOf_Status_IsTheCommands(HttpStatusCode? status, int expected) =>
        Assert.Equal(expected, ControllerOptions.ExitCodeOf(status));

    [Theory]
    [InlineData("router failover edge-1 --for 1500ms", "expected whole seconds as a duration")]
    [InlineData("node maintenance net-1 on --for 31d", "expected whole seconds as a duration")]
    [InlineData("node maintenance net-1 maybe", "maybe")]
    [InlineData("node maintenance net-1 off --for 2h", "--for goes with 'on'")]
    public void Parse_BadOrder_IsAnError(string line, string expected)
    {
        System.CommandLine.RootCommand root = [RouterCommand.Create(), NodeCommand.Create()];

        Assert.Contains(root.Parse(line).Errors, error => error.Message.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("router failover edge-1 --to net-3 --force --why upgrade --for 1m --output json --token /t")]
    [InlineData("node maintenance net-1 on --for 2h --why upgrade")]
    [InlineData("node maintenance net-1 off")]
    [InlineData("node list --output json")]
    public void Parse_Order_IsUnderstood(string line)
    {
        System.CommandLine.RootCommand root = [RouterCommand.Create(), NodeCommand.Create()];

        Assert.Empty(root.Parse(line).Errors);
    }

    [Fact]
    public void Of_Order_SaysUntilWhenByWhomAndWhy()
    {
        var until = new DateTimeOffset(new DateTime(2026, 3, 1, 14, 0, 0, DateTimeKind.Local));
        var order = new OperatorOrder(OrderKind.Maintenance, null, until, "bob", "new kernel", until);

        Assert.Equal("maintenance until 2026-03-01 14:00:00, by order of bob: new kernel", OrderText.Of(order));
        Assert.Equal(
            "gives way until 2026-03-01 14:00:00, by order of bob", OrderText.Of(order with { Kind = OrderKind.Failover, Why = "" }));
    }

    [Theory]
    [InlineData(CheckOutcome.Fail, false, false, "Sick")]
    [InlineData(CheckOutcome.Error, true, false, "Sick, broken")]
    [InlineData(CheckOutcome.Pass, false, true, "Sick, held by damping")]
    [InlineData(null, false, false, "Sick, not run yet")]
    public void Verdict_Check_SaysWhatIsSpecialAboutIt(CheckOutcome? outcome, bool broken, bool held, string expected) =>
        Assert.Equal(expected, OrderText.Verdict(new CheckReport("c", CheckVerdict.Sick, default, outcome, "", broken, held)));
}
