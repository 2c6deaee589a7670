using System.CommandLine;
using System.Text.Json;
using Keepone.Cli;
using Keepone.Cli.Config;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Cli.Config;

public sealed class DiffCommandTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public DiffCommandTests()
    {
        File.WriteAllText(_directory.PathOf("common.conf"), "virtual_router_id 7\ninterface eth0\n");
        File.WriteAllText(_directory.PathOf("addresses.conf"), "virtual_ipaddress {\n  203.0.113.1/24\n}\n");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Diff_FilesThatMeanTheSame_SaysSo()
    {
        var (exit, output, errors) = await DiffAsync(
            "vrrp_instance A {\n  include common.conf\n  @main priority 10\n}", "# moved\nvrrp_instance A { interface eth0\n virtual_router_id 7\n priority 10 }", "-i", "main");

        Assert.Equal((ExitCode.Ok, "Both mean the same.\n", ""), (exit, output, errors));
    }

    [Fact]
    public async Task Diff_OtherAddresses_SaysWhatHappensAndInWhichOrder()
    {
        var (exit, output, errors) = await DiffAsync(
            "vrrp_instance A {\n  include common.conf\n  include addresses.*\n}", "vrrp_instance A {\n  include common.conf\n  priority 10\n virtual_ipaddress { 203.0.113.2/24 }\n}");

        Assert.Equal((ExitCode.Finding, ""), (exit, errors));
        Assert.Equal(
            """
            two-phase:
              '203.0.113.2/24' is new in vrrp_instance A/virtual_ipaddress: a replica drops adverts that name other addresses: the master goes first
              '203.0.113.1/24' is gone in vrrp_instance A/virtual_ipaddress: a replica drops adverts that name other addresses: the master goes first
            hot:
              'priority 10' is new in vrrp_instance A: the priority changes, the state stays
            How to put it in force:
              1. Put skip_check_adv_addr into every instance and reload all nodes with only that: no state changes.
              2. Wait for one advert, so that the backups know their master.
              3. Reload the master with the new addresses: its backups go on trusting it.
              4. Reload the backups then, one after another.
              5. Or move the addresses to virtual_ipaddress_excluded, which no advert names: then every later change of them is without effect on the state.

            """, output);
    }

    [Fact]
    public async Task Diff_AsJson_CarriesAllOfIt()
    {
        var (exit, output, _) = await DiffAsync("vrrp_instance A {\n interface a\n}", "vrrp_instance A {\n interface b\n}", "--output", "json");

        Assert.Equal(ExitCode.Finding, exit);
        using var report = JsonDocument.Parse(output);
        var change = Assert.Single(report.RootElement.GetProperty("changes").EnumerateArray());
        Assert.Equal(
            ("state-resetting", "state-resetting", "interface a", "interface b", 2),
            (report.RootElement.GetProperty("class").GetString(), change.GetProperty("class").GetString(), change.GetProperty("before").GetString(),
                change.GetProperty("after").GetString(), report.RootElement.GetProperty("steps").GetArrayLength()));
    }

    [Fact]
    public async Task Diff_FilesThatAreNone_SaysBoth()
    {
        var (exit, output, errors) = await RunAsync("/nonexistent/old.conf", _directory.Root);

        Assert.Equal((ExitCode.BadInput, ""), (exit, output));
        Assert.Equal("/nonexistent/old.conf cannot be read: there is no such file.", errors.Split('\n')[0]);
        Assert.StartsWith($"{_directory.Root} cannot be read: ", errors.Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_WhatCannotBeRead_IsSaidAndTheRestCompared()
    {
        var (exit, _, errors) = await DiffAsync("vrrp_instance A {\n include none/*.conf\n includer none/*.conf\n}", "vrrp_instance A {");

        Assert.Equal(ExitCode.Ok, exit);
        Assert.Equal(
            [
                $"{_directory.PathOf("old.conf")}:3:2: no file matches 'none/*.conf', and 'includer' demands one: keepalived does not start with it",
                $"{_directory.PathOf("new.conf")}:1:17: the block 'vrrp_instance A' is not closed: a '}}' is missing",
            ],
            errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private Task<(int Exit, string Output, string Errors)> DiffAsync(string old, string wanted, params string[] more)
    {
        File.WriteAllText(_directory.PathOf("old.conf"), old);
        File.WriteAllText(_directory.PathOf("new.conf"), wanted);
        return RunAsync([_directory.PathOf("old.conf"), _directory.PathOf("new.conf"), .. more]);
    }

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = await ConfigCommand.Create().Parse(["diff", .. arguments]).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = errors }, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), errors.ToString());
    }
}
