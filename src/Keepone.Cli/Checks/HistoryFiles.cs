using System.Collections.Immutable;
using System.Text;
using Keepone.Agent.Checks;
using Keepone.Agent.Configuration;
using Keepone.Core.Health.History;
using Keepone.Core.Model;

namespace Keepone.Cli.Checks;

/// <summary>The files of the history of checks, each with the older one beside it.</summary>
internal static class HistoryFiles
{
    /// <summary>The largest file that is read: four times what an agent lets one of its two grow to.</summary>
    public const long Largest = 4 * CheckHistoryFile.MostBytes;

    /// <summary>The file of this node's agent, unless it is configured otherwise.</summary>
    public static string Default { get; } = Path.Combine(new AgentConfiguration { Node = "" }.State, CheckHistoryFile.Name);

    /// <summary>Reads the files. Bad lines are told and cost themselves.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="errors">Takes what is wrong, one a line.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>All records, in the order of the files; null: at least one file cannot be read, which has been told.</returns>
    public static async Task<ImmutableArray<CheckRecord>?> ReadAsync(IEnumerable<string> paths, TextWriter errors, CancellationToken stop)
    {
        var (records, readable) = (ImmutableArray.CreateBuilder<CheckRecord>(), true);
        foreach (var file in paths.SelectMany(path => new[] { path + CheckHistoryFile.OlderSuffix, path }.Where(file => file == path || File.Exists(file)))
            .Distinct(StringComparer.Ordinal))
        {
            var reading = await ReadAsync(file, errors, stop);
            readable &= reading is not null;
            records.AddRange(reading?.Records ?? []);
        }

        return readable ? records.ToImmutable() : null;
    }

    /// <summary>Keeps what is of one router, and of one check.</summary>
    /// <param name="records">The records.</param>
    /// <param name="router">The router's name or id; null: all.</param>
    /// <param name="check">The check's name; null: all.</param>
    /// <param name="errors">Takes what there is instead when nothing is left.</param>
    /// <returns>What is left; null: nothing.</returns>
    public static async Task<ImmutableArray<CheckRecord>?> OnlyAsync(ImmutableArray<CheckRecord> records, string? router, string? check, TextWriter errors)
    {
        if (records.IsEmpty)
        {
            await errors.WriteLineAsync("Nothing is recorded there: found no run of a check.");
            return null;
        }

        var ofRouter = records.Where(record => router is null || record.Name == router || IsId(router, record.Router)).ToImmutableArray();
        if (ofRouter.IsEmpty)
        {
            await errors.WriteLineAsync($"Nothing is recorded of router {router}; there is {Names(records.Select(record => record.Name))}.");
            return null;
        }

        var left = ofRouter.Where(record => check is null || record.Check == check).ToImmutableArray();
        if (left.IsEmpty)
        {
            await errors.WriteLineAsync($"Nothing is recorded of check {check}; there is {Names(ofRouter.Select(record => record.Check))}.");
            return null;
        }

        return left;
    }

    private static bool IsId(string text, RouterId id) => RouterId.TryParse(text, out var given) && given == id;

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static async Task<CheckHistoryReading?> ReadAsync(string path, TextWriter errors, CancellationToken stop)
    {
        string[] lines;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > Largest } large)
            {
                await errors.WriteLineAsync($"{path} has {large.Length} bytes; a history of checks has at most {Largest}.");
                return null;
            }

            lines = await File.ReadAllLinesAsync(path, Encoding.UTF8, stop);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"{path} cannot be read: {error.Message} It is the agent's; name another with --from.");
            return null;
        }

        var reading = CheckHistoryReader.Read(lines, path);
        foreach (var bad in reading.Bad)
        {
            await errors.WriteLineAsync($"Warning: {bad}");
        }

        if (reading.BadCount > reading.Bad.Length)
        {
            await errors.WriteLineAsync($"Warning: {path}: {reading.BadCount - reading.Bad.Length} more lines are no records.");
        }

        return reading;
    }
}
