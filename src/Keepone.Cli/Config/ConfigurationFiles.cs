using System.Text;
using System.Text.RegularExpressions;
using Keepone.Keepalived.Syntax;

namespace Keepone.Cli.Config;

/// <summary>Reads keepalived configurations from disk, with the files that they include, as keepalived finds them.</summary>
internal static class ConfigurationFiles
{
    /// <summary>The largest file that is read: 4 MiB, some ten thousand instances.</summary>
    public const long Largest = 4 * 1024 * 1024;

    // A pattern over a tree that nobody meant.
    private const int MostMatches = 1_000;

    private static readonly TimeSpan MatchPatience = TimeSpan.FromSeconds(1);

    /// <summary>Reads a configuration.</summary>
    /// <param name="path">The first file's path, or - for standard input.</param>
    /// <param name="configId">What lines with a condition are for; null: this host, as keepalived takes it.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>The configuration, or null and why it cannot be read.</returns>
    public static async Task<(Configuration? Read, string? Trouble)> ReadAsync(string path, string? configId, CancellationToken stop)
    {
        var options = new ReadOptions { ConfigId = configId ?? Environment.MachineName.Split('.')[0], Include = Find };
        if (path == "-")
        {
            return (Configuration.Read(await Console.In.ReadToEndAsync(stop), "standard input", options with { Include = (pattern, _) => Find(pattern, "./-") }), null);
        }

        var file = ReadFile(path);
        return file.Text is { } text ? (Configuration.Read(text, path, options), null) : (null, $"{path} cannot be read: {file.Trouble}");
    }

    /// <summary>Finds files by a pattern of glob(7), with braces, relative to the directory of the file that names it.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="from">The file that names it.</param>
    /// <returns>The regular files that match, in the order of their names.</returns>
    public static IReadOnlyList<IncludedFile> Find(string pattern, string from)
    {
        var found = new List<string>();
        foreach (var alternative in Alternatives(pattern))
        {
            var start = alternative.StartsWith('/') ? "/" : Path.GetDirectoryName(from) ?? "";
            found.AddRange(Matches(start, alternative.Split('/', StringSplitOptions.RemoveEmptyEntries)).Order(StringComparer.Ordinal));
        }

        return [.. found.Take(MostMatches).Select(ReadFile)];
    }

    private static IncludedFile ReadFile(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > Largest } large
                ? new IncludedFile(path, null, $"it has {large.Length} bytes, expected at most {Largest}")
                : Directory.Exists(path) ? new IncludedFile(path, null, "it is a directory")
                : new IncludedFile(path, File.ReadAllText(path, Encoding.UTF8));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new IncludedFile(path, null, error.Message);
        }
    }

    private static IEnumerable<string> Matches(string directory, string[] parts)
    {
        if (parts.Length == 0)
        {
            return [];
        }

        var rest = parts[1..];
        IEnumerable<string> here;
        if (parts[0].AsSpan().IndexOfAny("*?[") < 0)
        {
            here = [Path.Combine(directory, parts[0].Replace("\\", "", StringComparison.Ordinal))];
        }
        else
        {
            var expression = Expression(parts[0]);
            here = Entries(directory).Where(name => (name[0] != '.' || parts[0][0] == '.') && expression.IsMatch(name)).Order(StringComparer.Ordinal)
                .Select(name => Path.Combine(directory, name)).Take(MostMatches).ToList();
        }

        return rest.Length == 0 ? here.Where(File.Exists) : here.Where(path => parts[0] is "." or ".." || Directory.Exists(path)).SelectMany(path => Matches(path, rest)).Take(MostMatches);
    }

    private static IEnumerable<string> Entries(string directory)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(directory.Length == 0 ? "." : directory).Select(path => Path.GetFileName(path)).ToList();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static Regex Expression(string glob)
    {
        var text = new StringBuilder("^");
        for (var i = 0; i < glob.Length; i++)
        {
            var close = glob[i] == '[' ? glob.IndexOf(']', Math.Min(i + 2, glob.Length)) : -1;
            if (close > 0)
            {
                var set = glob[(i + 1)..close].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);
                text.Append('[').Append(set[0] == '!' ? $"^{set[1..]}" : set).Append(']');
                i = close;
            }
            else
            {
                text.Append(glob[i] switch { '*' => ".*", '?' => ".", var sign => Regex.Escape(sign.ToString()) });
            }
        }

        try
        {
            return new Regex(text.Append('$').ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline, MatchPatience);
        }
        catch (ArgumentException)
        {
            // A set that is none: glob(7) takes it for its own signs.
            return new Regex($"^{Regex.Escape(glob)}$", RegexOptions.CultureInvariant, MatchPatience);
        }
    }

    // {a,b}: one pattern for each; at most as many as may match.
    private static IEnumerable<string> Alternatives(string pattern)
    {
        var open = pattern.IndexOf('{', StringComparison.Ordinal);
        var close = open < 0 ? -1 : pattern.IndexOf('}', open);
        return close < 0 ? [pattern]
            : pattern[(open + 1)..close].Split(',').SelectMany(word => Alternatives(pattern[..open] + word + pattern[(close + 1)..])).Take(MostMatches);
    }
}
