using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Keepone.Agent.Configuration;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Linux;

namespace Keepone.Cli.Checks;

/// <summary>The options that say which replica's checks are meant, and how scripts are run.</summary>
internal sealed class CheckTarget
{
    private const int FileLimit = 4 * 1024 * 1024;

    private readonly Argument<string> _router = new("ROUTER") { Description = "The router, by name or id." };
    private readonly Option<string?> _routers = new("--routers") { Description = "The directory of router specifications; the agent's unless given." };
    private readonly Option<string?> _file = new("--spec") { Description = "A file of router specifications, instead of a directory." };
    private readonly Option<string?> _node = new("--node", "-n") { Description = "The node whose replica is meant; the agent's unless given." };
    private readonly Option<string> _configuration = new("--config")
    {
        Description = "The agent's configuration, for what is not given here. It need not exist.",
        DefaultValueFactory = _ => AgentConfiguration.DefaultFile,
    };

    /// <summary>Gives a command the argument and the options.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_router);
        command.Options.Add(_routers);
        command.Options.Add(_file);
        command.Options.Add(_node);
        command.Options.Add(_configuration);
    }

    /// <summary>Finds the replica.</summary>
    /// <param name="parsed">The command line.</param>
    /// <returns>The replica and how scripts are run; or null and what is wrong, one sentence each.</returns>
    public (Replica? Replica, ScriptOptions Scripts, ImmutableArray<string> Trouble) Find(ParseResult parsed)
    {
        var scripts = new ScriptOptions();
        try
        {
            var (configuration, mistakes) = Configuration(parsed.GetValue(_configuration)!);
            if (configuration is null)
            {
                return (null, scripts, [.. mistakes.Select(mistake => mistake.ToString())]);
            }

            scripts = configuration.Scripts;
            var (router, trouble) = Router(parsed.GetValue(_router)!, parsed.GetValue(_file), parsed.GetValue(_routers) ?? configuration.Routers);
            if (router is null)
            {
                return (null, scripts, trouble);
            }

            var node = parsed.GetValue(_node) ?? configuration.Node;
            return Replica.Of(router, node) is { } replica
                ? (replica, scripts, [])
                : (null, scripts,
                    [$"Router {router.Name} has no replica on {node}; its replicas are on {string.Join(", ", router.Replicas)}: name one with --node."]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, scripts, [$"{error.Message}."]);
        }
    }

    private static (AgentConfiguration? Configuration, ImmutableArray<SpecificationError> Mistakes) Configuration(string file) =>
        AtomicFile.TryRead(file, FileLimit, out var content)
            ? AgentConfiguration.Read(Encoding.UTF8.GetString(content), file, Environment.MachineName)
            : (new AgentConfiguration { Node = Environment.MachineName }, []);

    // A mistake in another router's file is not this one's.
    private static (RouterSpecification? Router, ImmutableArray<string> Trouble) Router(string name, string? file, string directory)
    {
        if (file is null && !Directory.Exists(directory))
        {
            return (null, [$"The directory {directory} of router specifications does not exist; name one with --routers, or a file with --spec."]);
        }

        var trouble = ImmutableArray.CreateBuilder<string>();
        string[] files = file is not null ? [file] : [.. Directory.EnumerateFiles(directory, "*.yaml").Order(StringComparer.Ordinal)];
        var known = new List<string>();
        foreach (var path in files)
        {
            if (!AtomicFile.TryRead(path, FileLimit, out var content))
            {
                trouble.Add($"{path} does not exist.");
                continue;
            }

            var read = SpecificationReader.Read(Encoding.UTF8.GetString(content), path);
            trouble.AddRange(read.Errors.Select(error => error.ToString()));
            known.AddRange(read.Routers.Select(router => router.Name));
            if (read.Errors.IsEmpty
                && read.Routers.FirstOrDefault(router => router.Name == name || (RouterId.TryParse(name, out var id) && router.Id == id)) is { } found)
            {
                return (found, []);
            }
        }

        trouble.Add($"{file ?? directory} holds no router {name}{(known.Count == 0 ? "" : $"; it has {string.Join(", ", known)}")}.");
        return (null, trouble.ToImmutable());
    }
}
