using System.CommandLine;
using System.Text.Json;
using Keepone.Cli;
using Keepone.Cli.Config;

namespace Keepone.Node.Tests.Cli.Config.Lint;

public sealed class LintCommandTests : IDisposable
{
    private const string Clean =
        """
        global_defs {
            router_id a
            dynamic_interfaces
            vrrp_garp_master_refresh 60
        }
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            priority 150
            virtual_ipaddress {
                192.0.2.10/24
            }
        }
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("keepone-lint-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Invoke_ACleanFile_FindsNothingAndSaysForWhichVersion()
    {
        var (exit, output, errors) = await RunAsync(["--keepalived-version", "2.2.8", Write("a.conf", Clean)]);

        Assert.Equal((ExitCode.Ok, ""), (exit, errors));
        Assert.Equal("1 file: nothing found. For keepalived 2.2.8 (as asked for); scripts and users of this host looked at.", output.Trim());
    }

    [Fact]
    public async Task Invoke_AFileWithFindings_ShowsPlaceSeverityRuleMessageAndRemedy()
    {
        var file = Write("a.conf", Clean.Replace("priority 150", "prioritty 150", StringComparison.Ordinal));
        var (exit, output, _) = await RunAsync(["--keepalived-version", "2.2.7", "--no-host", file]);

        Assert.Equal(ExitCode.Finding, exit);
        Assert.Contains($"{file}:9: error K002: 'prioritty' is no keyword of vrrp_instance", output, StringComparison.Ordinal);
        Assert.Contains("\n    -> Did you mean 'priority'?", output, StringComparison.Ordinal);
        Assert.Contains("1 file: 1 error. For keepalived 2.2.7 (as asked for); scripts and users not looked at.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_AnInfoAlone_ExitsWithZero()
    {
        var (exit, output, _) = await RunAsync(["--keepalived-version", "2.2.7", Write("a.conf", Clean.Replace("router_id a", "", StringComparison.Ordinal))]);

        Assert.Equal(ExitCode.Ok, exit);
        Assert.Contains("K054", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_Json_HasEverything()
    {
        var file = Write("a.conf", Clean.Replace("priority 150", "priority 255\nnopreempt # keepone: ignore K020 it is an appliance\nadvert_int 0.5", StringComparison.Ordinal));
        var (exit, output, _) = await RunAsync(["--output", "json", "--keepalived-version", "2.2.7", "--no-host", file]);

        Assert.Equal(ExitCode.Finding, exit);
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal(("2.2.7", "option", false, false),
            (root.GetProperty("keepalivedVersion").GetString(), root.GetProperty("versionFrom").GetString(), root.GetProperty("hostExamined").GetBoolean(), root.GetProperty("group").GetBoolean()));
        var finding = Assert.Single(root.GetProperty("findings").EnumerateArray());
        Assert.Equal((file, 11, "K027", "error", "docs/lint/K027.md"),
            (finding.GetProperty("file").GetString(), finding.GetProperty("line").GetInt32(), finding.GetProperty("rule").GetString(), finding.GetProperty("severity").GetString(), finding.GetProperty("page").GetString()));
        Assert.All(["title", "message", "remedy", "why", "source"], name => Assert.NotEmpty(finding.GetProperty(name).GetString()!));
        Assert.Equal("it is an appliance", Assert.Single(root.GetProperty("suppressed").EnumerateArray()).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Invoke_AGroup_IsCompared()
    {
        var (one, other) = (Write("a.conf", Clean), Write("b.conf", Clean.Replace("router_id a", "router_id b", StringComparison.Ordinal).Replace("priority 150", "version 3", StringComparison.Ordinal)));
        var (exit, output, _) = await RunAsync(["--group", "--keepalived-version", "2.2.7", one, other]);

        Assert.Equal(ExitCode.Finding, exit);
        Assert.Contains("K062", output, StringComparison.Ordinal);
        Assert.Contains("2 files, compared with each other: 1 error. For", output, StringComparison.Ordinal);
        Assert.Contains("scripts and users not looked at.", output, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Ok, (await RunAsync(["--keepalived-version", "2.2.7", one, other])).Exit);
    }

    [Fact]
    public async Task Invoke_AnIncludedFile_IsReadRelativeToTheOneThatIncludesIt()
    {
        Write("conf.d/10-edge.conf", Clean[Clean.IndexOf("vrrp_instance", StringComparison.Ordinal)..].Replace("priority 150", "prioritty 150", StringComparison.Ordinal));
        var file = Write("a.conf", Clean[..Clean.IndexOf("vrrp_instance", StringComparison.Ordinal)] + "include conf.d/*.conf\n");
        var (exit, output, _) = await RunAsync(["--keepalived-version", "2.2.7", file]);

        Assert.Equal(ExitCode.Finding, exit);
        Assert.Contains("conf.d/10-edge.conf:4", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_AScriptThatIsMissingOnThisHost_IsFoundUnlessTheFileIsForAnother()
    {
        var file = Write("a.conf", Clean.Replace("dynamic_interfaces", "dynamic_interfaces\nenable_script_security\nscript_user nobody", StringComparison.Ordinal)
            .Replace("priority 150", "priority 150\ntrack_script {\nweb\n}", StringComparison.Ordinal)
            .Replace("vrrp_instance", "vrrp_script web {\nscript \"/nonexistent/check\"\ninterval 2\ntimeout 1\nfall 2\nweight -20\n}\nvrrp_instance", StringComparison.Ordinal));

        var (exit, output, _) = await RunAsync(["--keepalived-version", "2.2.7", file]);
        Assert.Equal(ExitCode.Finding, exit);
        Assert.Contains("and /nonexistent does not exist on this host", output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await RunAsync(["--keepalived-version", "2.2.7", "--no-host", file])).Exit);
    }

    [Theory]
    [InlineData("cannot be read", "/nonexistent/keepalived.conf")]
    [InlineData("--keepalived-version: found 'new', expected a version such as 2.2.7", "--keepalived-version", "new", "FILE")]
    [InlineData("--group: found one file, expected those of two nodes or more", "--group", "FILE")]
    public async Task Invoke_WhatCannotBeRead_SaysWhyInOneSentence(string sentence, params string[] arguments)
    {
        var file = Write("a.conf", Clean);
        var (exit, output, errors) = await RunAsync([.. arguments.Select(argument => argument == "FILE" ? file : argument)]);

        Assert.Equal((ExitCode.BadInput, ""), (exit, output));
        Assert.Contains(sentence, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_WithoutAVersion_TakesTheInstalledOneOrSaysThatThereIsNone()
    {
        var (_, output, _) = await RunAsync([Write("a.conf", Clean)]);

        Assert.Matches(@"For keepalived [0-9.]+ \((the installed one|Debian 12's, as none is installed)\)", output);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = await ConfigCommand.Create().Parse(["lint", .. arguments])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors }, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), errors.ToString());
    }
}
