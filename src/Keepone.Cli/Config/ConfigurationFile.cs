using System.CommandLine;
using Keepone.Keepalived.Syntax;
using Keepone.Linux;

namespace Keepone.Cli.Config;

/// <summary>A <c>keepalived.conf</c> on disk, with what it includes.</summary>
internal static class ConfigurationFile
{
    /// <summary>The largest file that is read: 16 MiB, some ten thousand instances.</summary>
    public const int Largest = 16 * 1024 * 1024;

    // More than the reader takes, so that it says so.
    private const int MostIncluded = 2000;

    /// <summary>The option <c>--config-id</c>: keepalived's <c>-i</c>.</summary>
    public static Option<string?> ConfigIdOption() => new("--config-id", "-i")
    {
        Description = "Read lines after @ID as keepalived -i ID does; by default the first part of this node's name.",
    };

    /// <summary>Reads one.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="configId">What lines with a condition are compared with; null: the first part of this node's name.</param>
    /// <param name="trouble">Why it cannot be read, in one sentence; or null.</param>
    /// <returns>What keepalived makes of it; null when it cannot be read.</returns>
    public static Configuration? Read(string path, string? configId, out string? trouble)
    {
        var file = Load(path);
        trouble = file.Text is null ? $"{path} cannot be read: {file.Trouble}." : null;
        return file.Text is null ? null : Configuration.Read(file.Text, path, new ReadOptions
        {
            ConfigId = configId ?? Environment.MachineName.Split('.')[0],
            Include = Find,
        });
    }

    private static IncludedFile[] Find(string pattern, string from)
    {
        try
        {
            var directory = Path.GetDirectoryName(Path.GetFullPath(from)) ?? "/";
            return [.. GlobPattern.Find(pattern, directory, MostIncluded).Select(Load)];
        }
        catch (LinuxException error)
        {
            return [new IncludedFile(pattern, null, error.Message)];
        }
    }

    private static IncludedFile Load(string path)
    {
        try
        {
            return AtomicFile.TryRead(path, Largest, out var content)
                ? new IncludedFile(path, SourceText.Decode(content).Text)
                : new IncludedFile(path, null, "there is no such file");
        }
        catch (LinuxException error)
        {
            return new IncludedFile(path, null, error.Message);
        }
    }
}
