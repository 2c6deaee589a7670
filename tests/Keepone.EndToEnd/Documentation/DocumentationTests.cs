using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Keepone.Agent.Configuration;
using Keepone.Agent.Witness;
using Keepone.Core.Specification;

namespace Keepone.EndToEnd.Documentation;

/// <summary>
/// What the pages for operators show is true: files in them are accepted, commands in them work, links in them lead somewhere. A
/// <c>yaml</c> block that begins with <c># file: NAME</c> is a file, and so is a block of <c>json NAME</c> or <c>conf NAME</c>; a line <c>$ keepone …</c> of a <c>console</c> block is
/// run beside the page's files and must exit with 0, one after the other; what judges a configuration may exit with 1 (something was found), and prints what is shown.
/// Commands of the lab and of daemons are left to the tests that run them for real.
/// </summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages =>
        [.. Directory.GetFiles(Repository.Root, "*.md").Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_ItsFilesAndCommands_Work(string page)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, page), TestContext.Current.CancellationToken);
        var directory = Directory.CreateTempSubdirectory("keepone-docs-").FullName;
        try
        {
            foreach (Match block in FileBlock().Matches(text))
            {
                var (name, content) = (block.Groups["name"].Value, block.Groups["content"].Value);
                Assert.Empty(Mistakes(name, content));
                await File.WriteAllTextAsync(Path.Combine(directory, name), content, TestContext.Current.CancellationToken);
            }

            foreach (Match block in NamedBlock().Matches(text))
            {
                await File.WriteAllTextAsync(
                    Path.Combine(directory, block.Groups["name"].Value), block.Groups["content"].Value, TestContext.Current.CancellationToken);
            }

            foreach (Match command in Command().Matches(text))
            {
                var arguments = command.Groups["arguments"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (arguments is ["guard", "key", ..])
                {
                    arguments = [.. arguments, "--keys", directory];
                }

                if (arguments is ["config", "diff" or "lint" or "import", ..])
                {
                    var (code, output, error) = await Repository.RunAsync(directory, Repository.Program, arguments);
                    Assert.True(code is 0 or 1, $"{page}: '{command.Value}' exits with {code}: {error}");
                    if (command.Groups["output"].Value is { Length: > 0 } shown)
                    {
                        Assert.Equal(shown.TrimEnd(), output.TrimEnd());
                    }
                }
                else if (arguments[0] is "config" or "guard" || arguments[^1] is "--help")
                {
                    var (code, _, error) = await Repository.RunAsync(directory, Repository.Program, arguments);
                    Assert.True(code == 0, $"{page}: '{command.Value}' exits with {code}: {error}");
                }
                else
                {
                    // Needs a lab or a daemon: that the command exists is what is checked here.
                    var words = arguments.TakeWhile(word => !word.StartsWith('-')).Take(2).Append("--help").ToArray();
                    var (code, _, error) = await Repository.RunAsync(directory, Repository.Program, words);
                    Assert.True(code == 0, $"{page}: '{command.Value}' is no command: {error}");
                }
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_ItsLinks_LeadSomewhere(string page)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, page), TestContext.Current.CancellationToken);
        foreach (Match link in Link().Matches(text))
        {
            var target = link.Groups["target"].Value;
            if (target.StartsWith("http", StringComparison.Ordinal))
            {
                continue;
            }

            var (path, anchor) = target.Split('#') is [var left, var right] ? (left, right) : (target, "");
            var file = path.Length == 0 ? Path.Combine(Repository.Root, page) : Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, path);
            Assert.True(File.Exists(file) || Directory.Exists(file), $"{page} links to {target}, which does not exist");
            if (anchor.Length > 0)
            {
                var headings = Heading().Matches(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))
                    .Select(heading => NotInAnchor().Replace(heading.Groups["title"].Value.ToLowerInvariant(), "").Replace(' ', '-'));
                Assert.Contains(anchor, headings);
            }
        }
    }

    private static ImmutableArray<SpecificationError> Mistakes(string name, string content) => name switch
    {
        "agent.yaml" => AgentConfiguration.Read(content, name, "host").Errors,
        "witness.yaml" => WitnessConfiguration.Read(content, name, "host", new WitnessWishes()).Errors,
        "controller.yaml" => [],
        _ => SpecificationReader.Read(content, name).Errors,
    };

    [GeneratedRegex("^```yaml\n# file: (?<name>[^\n]+)\n(?<content>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FileBlock();

    [GeneratedRegex("^```(json|conf) (?<name>[^\n]+)\n(?<content>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamedBlock();

    [GeneratedRegex("^\\$ (\\./)?keepone (?<arguments>[^\n|]+)[^\n]*\n(?<output>([^$`\n][^\n]*\n)*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Command();

    [GeneratedRegex("\\]\\((?<target>[^)\\s]+)\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<title>[^\n]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 -]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotInAnchor();
}
