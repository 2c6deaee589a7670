using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Keepone.Core.Model;
using Keepone.Keepalived.Import;

namespace Keepone.Cli.Config;

/// <summary><c>keepone config import</c>: existing keepalived pairs become router specifications.</summary>
internal static class ImportCommand
{
    // Sentences hold apostrophes, which need no escape outside of HTML.
    private static readonly ImportJson Json = new(
        new JsonSerializerOptions(ImportJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "keepalived configurations, one a node: a.conf is that of node a.", Arity = ArgumentArity.ZeroOrMore };
        var nodes = new Option<string[]>("--node", "-n") { Description = "The configuration of a node, where its file has another name.", HelpName = "NODE=FILE" };
        var addresses = new Option<string[]>("--address") { Description = "A node's own address on the HA network, where no file says it.", HelpName = "NODE=ADDRESS/LENGTH" };
        var directory = new Option<string?>("--directory", "-d") { Description = "Where to write ROUTER.yaml for each router; without it, all are printed." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace files that are there." };
        var configId = ConfigurationFile.ConfigIdOption();
        configId.Description = "Read lines after @ID as keepalived -i ID does; by default the name of the file's node.";
        var output = OutputOption.Create();
        var command = new Command("import",
            """
            Turn keepalived configurations into router specifications, and say of every line what became of it. Specifications go to
            standard output or into a directory, what could not be carried over to standard error. Nothing is started or changed.
            Exit code 1 when a line was not carried over or not as it was, 2 when a file cannot be read.

            Examples:
              keepone config import net-1.conf net-2.conf --address net-1=10.9.0.1/24 --address net-2=10.9.0.2/24
              keepone config import --node net-1=a/keepalived.conf --node net-2=b/keepalived.conf --directory routers.d
              keepone config import net-1.conf net-2.conf --output json | jq '.notes[] | select(.outcome == "Lost")'
            """) { files, nodes, addresses, directory, overwrite, configId, output };
        command.SetAction(async (parsed, stop) =>
        {
            var (writer, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var troubles = new List<string>();
            var paths = Paths(parsed.GetValue(files) ?? [], parsed.GetValue(nodes) ?? [], troubles);
            var given = Addresses(parsed.GetValue(addresses) ?? [], [.. paths.Select(path => path.Node)], troubles);
            var sources = ImmutableArray.CreateBuilder<ImportSource>();
            foreach (var (node, path) in troubles.Count > 0 ? [] : paths)
            {
                if (ConfigurationFile.Read(path, parsed.GetValue(configId) ?? node, out var trouble) is { } read)
                {
                    sources.Add(new ImportSource(node, read));
                }
                else
                {
                    troubles.Add(trouble!);
                }
            }

            if (troubles.Count > 0)
            {
                await WriteAllAsync(errors, troubles);
                return ExitCode.BadInput;
            }

            var result = ConfigurationImport.Import(sources.ToImmutable(), given);
            var texts = sources.SelectMany(source => source.Configuration.Errors).Select(error => error.ToString()).ToList();
            await WriteAllAsync(errors, texts);
            var refusal = parsed.GetValue(directory) is { } target ? await WriteFilesAsync(result, target, parsed.GetValue(overwrite), errors, stop) : ExitCode.Ok;
            if (parsed.GetValue(output) == Output.Json)
            {
                await writer.WriteLineAsync(JsonSerializer.Serialize(result, Json.ImportResult));
            }
            else
            {
                await WriteTextAsync(result, parsed.GetValue(directory) is null, writer, errors);
            }

            return refusal != ExitCode.Ok ? refusal : result.IsWhole && texts.Count == 0 ? ExitCode.Ok : ExitCode.Finding;
        });
        return command;
    }

    private static List<(string Node, string Path)> Paths(string[] files, string[] nodes, List<string> troubles)
    {
        var paths = files.Select(file => (Node: Path.GetFileNameWithoutExtension(file), Path: file)).ToList();
        foreach (var pair in nodes)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == pair.Length - 1)
            {
                troubles.Add($"--node: found '{pair}', expected NODE=FILE such as net-1=a/keepalived.conf");
            }
            else
            {
                paths.Add((pair[..equals], pair[(equals + 1)..]));
            }
        }

        if (paths.Count == 0 && troubles.Count == 0)
        {
            troubles.Add("Found no file, expected keepalived configurations: FILE… or --node NODE=FILE.");
        }

        foreach (var node in paths.GroupBy(path => path.Node).Where(group => group.Count() > 1))
        {
            troubles.Add($"Found {node.Count()} files for node '{node.Key}' ({string.Join(", ", node.Select(path => path.Path))}), expected one: name the nodes with --node NODE=FILE.");
        }

        return paths;
    }

    private static Dictionary<string, IpPrefix> Addresses(string[] pairs, HashSet<string> nodes, List<string> troubles)
    {
        var addresses = new Dictionary<string, IpPrefix>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !IpPrefix.TryParse(pair[(equals + 1)..], out var prefix))
            {
                troubles.Add($"--address: found '{pair}', expected NODE=ADDRESS/LENGTH such as net-1=10.9.0.1/24");
            }
            else if (!nodes.Contains(pair[..equals]))
            {
                troubles.Add($"--address: found node '{pair[..equals]}', expected one of {string.Join(", ", nodes)}");
            }
            else
            {
                addresses[pair[..equals]] = prefix;
            }
        }

        return addresses;
    }

    private static async Task<int> WriteFilesAsync(ImportResult result, string directory, bool overwrite, TextWriter errors, CancellationToken stop)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var there = result.Routers.Select(router => Path.Combine(directory, $"{router.Name}.yaml")).Where(File.Exists).ToList();
            if (there.Count > 0 && !overwrite)
            {
                await errors.WriteLineAsync($"{string.Join(", ", there)} {(there.Count == 1 ? "is" : "are")} there already: nothing is written; --overwrite replaces them.");
                return ExitCode.Refused;
            }

            foreach (var router in result.Routers)
            {
                var path = Path.Combine(directory, $"{router.Name}.yaml");
                await using (var file = new FileStream(path, overwrite ? FileMode.Create : FileMode.CreateNew))
                await using (var text = new StreamWriter(file))
                {
                    await text.WriteAsync(router.Yaml.AsMemory(), stop);
                }

                await errors.WriteLineAsync($"{path} is written.");
            }

            return ExitCode.Ok;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"{directory} cannot be written: {error.Message}");
            return ExitCode.BadInput;
        }
    }

    private static async Task WriteTextAsync(ImportResult result, bool isPrinted, TextWriter writer, TextWriter errors)
    {
        if (isPrinted)
        {
            await writer.WriteAsync(string.Join("---\n", result.Routers.Select(router => router.Yaml)));
        }

        await WriteAllAsync(errors, result.Troubles);
        await WriteAllAsync(errors, result.Notes.Where(note => note.Outcome is ImportOutcome.Changed or ImportOutcome.Lost).Select(note => note.ToString()));
        foreach (var advice in result.Routers.SelectMany(router => router.Advice.Select(text => (router.Name, Text: text))).GroupBy(item => item.Text, item => item.Name))
        {
            await errors.WriteLineAsync($"Router {string.Join(", ", advice)}: {advice.Key}");
        }

        var (lines, kept) = (result.Notes.Length, result.Notes.Count(note => note.Outcome is ImportOutcome.Carried or ImportOutcome.Implied));
        await errors.WriteLineAsync($"{result.Routers.Length} {(result.Routers.Length == 1 ? "router" : "routers")}; of {lines} lines {kept} are carried over or need none, "
            + $"{result.Notes.Count(note => note.Outcome == ImportOutcome.Changed)} are changed, {result.Notes.Count(note => note.Outcome == ImportOutcome.Lost)} are not carried over.");
    }

    private static async Task WriteAllAsync(TextWriter writer, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            await writer.WriteLineAsync(line);
        }
    }
}
