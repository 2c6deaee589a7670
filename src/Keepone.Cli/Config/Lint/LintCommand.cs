using System.CommandLine;
using System.Text.Json;
using Keepone.Keepalived;
using Keepone.Keepalived.Lint;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Cli.Config.Lint;

/// <summary><c>keepone config lint</c>: judges keepalived configurations, whoever wrote them.</summary>
internal static class LintCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "keepalived configurations; - for standard input.", Arity = ArgumentArity.OneOrMore };
        var version = new Option<string?>("--keepalived-version") { Description = "The keepalived that will read them; the installed one, or else that of Debian 12." };
        var group = new Option<bool>("--group") { Description = "The files are those of one group's nodes: compare them, too. Implies --no-host." };
        var noHost = new Option<bool>("--no-host") { Description = "The files are for another host: do not look at scripts and users of this one." };
        var configId = ConfigurationFile.ConfigIdOption();
        var output = OutputOption.Create();
        var command = new Command("lint",
            """
            Judge keepalived configurations: what keepalived refuses, drops or does otherwise than it says, and what fails when it counts.
            Each rule has a page, docs/lint/KNNN.md. Exit code 1 when there is an error or a warning, 2 when a file cannot be read.

            Examples:
              keepone config lint /etc/keepalived/keepalived.conf
              keepone config lint --group a.conf b.conf c.conf
              keepone config lint --keepalived-version 2.3.4 --output json keepalived.conf | jq '.findings[].message'
            """) { files, version, group, noHost, configId, output };
        command.SetAction(async (parsed, stop) =>
        {
            var (writer, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var paths = parsed.GetValue(files)!;
            var isGroup = parsed.GetValue(group);
            var (keepalived, from) = await VersionAsync(parsed.GetValue(version), stop);
            var troubles = keepalived is null
                ? [$"--keepalived-version: found '{parsed.GetValue(version)}', expected a version such as {KeepalivedVersion.Debian12}"]
                : isGroup && paths.Length < 2 ? ["--group: found one file, expected those of two nodes or more"]
                : paths.Count(path => path == "-") > 1 ? new List<string> { "standard input can be read once" } : [];
            var isHostExamined = !isGroup && !parsed.GetValue(noHost);
            var inputs = new List<LintInput>();
            foreach (var path in troubles.Count > 0 ? [] : paths)
            {
                var (read, trouble) = await ReadAsync(path, parsed.GetValue(configId), stop);
                if (read is null)
                {
                    troubles.Add(trouble!);
                    continue;
                }

                var model = ModelReader.Read(read);
                inputs.Add(new LintInput(read, model, keepalived!, isHostExamined ? HostInspection.Answer(HostQuestions.Of(model)) : null));
            }

            if (troubles.Count > 0)
            {
                foreach (var trouble in troubles)
                {
                    await errors.WriteLineAsync(trouble);
                }

                return ExitCode.BadInput;
            }

            var result = Linter.Lint(inputs, isGroup);
            var report = new LintReport(
                keepalived!.ToString(), from, isHostExamined, isGroup, paths,
                [.. result.Findings.Select(finding => LintFinding.Of(finding))], [.. result.Suppressed.Select(meant => LintFinding.Of(meant.Finding, meant.Reason))]);
            if (parsed.GetValue(output) == Output.Json)
            {
                await writer.WriteLineAsync(JsonSerializer.Serialize(report, ReadableLintJson.Instance.LintReport));
            }
            else
            {
                await LintLines.WriteAsync(writer, report);
            }

            return result.Findings.Any(finding => finding.Rule.Severity != LintSeverity.Info) ? ExitCode.Finding : ExitCode.Ok;
        });
        return command;
    }

    // From standard input there is no directory in which an included file could be.
    private static async Task<(Configuration? Read, string? Trouble)> ReadAsync(string path, string? configId, CancellationToken stop) => path == "-"
        ? (Configuration.Read(await Console.In.ReadToEndAsync(stop), "standard input", new ReadOptions { ConfigId = configId }), null)
        : (ConfigurationFile.Read(path, configId, out var trouble), trouble);

    private static async Task<(KeepalivedVersion? Version, string From)> VersionAsync(string? given, CancellationToken stop)
    {
        if (given is not null)
        {
            return (KeepalivedVersion.TryParse(given, out var version) ? version : null, "option");
        }

        return await InstalledKeepalived.VersionAsync(KeepalivedCommand.Program, stop) is { } installed ? (installed, "installed") : (KeepalivedVersion.Debian12, "default");
    }
}
