using System.Collections.Immutable;
using Keepone.Keepalived.Lint;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Tests.Lint;

/// <summary>Lints texts, as the command does.</summary>
internal static class Linted
{
    public static readonly KeepalivedVersion Latest = new(2, 3, 4);

    public static LintInput Input(string text, KeepalivedVersion? version = null, HostFacts? host = null, string file = "a.conf")
    {
        var read = Configuration.Read(text, file);
        return new LintInput(read, ModelReader.Read(read), version ?? KeepalivedVersion.Debian12, host);
    }

    public static LintResult File(string text, KeepalivedVersion? version = null, HostFacts? host = null) => Linter.Lint([Input(text, version, host)]);

    public static LintResult Group(params string[] texts) => Linter.Lint([.. texts.Select((text, index) => Input(text, file: LintExample.NameOf(index)))], isGroup: true);

    /// <summary>What one rule finds, a line each: the file, the line and the message.</summary>
    public static ImmutableArray<string> By(string rule, LintResult result) =>
        [.. result.Findings.Where(finding => finding.Rule.Id == rule).Select(finding => $"{finding.Place.File}:{finding.Place.Line}: {finding.Message}")];

    /// <summary>The lines in which one rule finds something in a file.</summary>
    public static ImmutableArray<int> Lines(string rule, string text, KeepalivedVersion? version = null, HostFacts? host = null) =>
        [.. File(text, version, host).Findings.Where(finding => finding.Rule.Id == rule).Select(finding => finding.Place.Line)];

    /// <summary>What one rule finds in a file that is to have one finding of it.</summary>
    public static string Message(string rule, string text, KeepalivedVersion? version = null, HostFacts? host = null) =>
        Assert.Single(File(text, version, host).Findings, finding => finding.Rule.Id == rule).Message;

    /// <summary>Asserts that a rule finds one thing in a file, and which, or nothing.</summary>
    public static void AssertFinds(string rule, string? message, string text, KeepalivedVersion? version = null, HostFacts? host = null) =>
        AssertFinds(rule, message, File(text, version, host));

    /// <summary>Asserts that a rule finds one thing in the files of a group, and which, or nothing.</summary>
    public static void AssertFinds(string rule, string? message, string[] texts) => AssertFinds(rule, message, Group(texts));

    private static void AssertFinds(string rule, string? message, LintResult result)
    {
        if (message is null)
        {
            Assert.Empty(By(rule, result));
        }
        else
        {
            Assert.Contains(message, Assert.Single(By(rule, result)), StringComparison.Ordinal);
        }
    }

    /// <summary>An instance with more lines.</summary>
    public static string Instance(string lines, string name = "VI_1", int id = 30, string address = "192.0.2.10/24") =>
        $"vrrp_instance {name} {{\ninterface eth0\nvirtual_router_id {id}\nvirtual_ipaddress {{\n{address}\n}}\n{lines}\n}}\n";

    /// <summary>A check with more lines.</summary>
    public static string Script(string lines, string name = "web", string command = "/usr/bin/curl -sf http://localhost/") =>
        $"vrrp_script {name} {{\nscript \"{command}\"\n{lines}\n}}\n";
}
