using System.Collections.Immutable;

namespace Keepone.Core.Health.History;

/// <summary>What a file of the history of checks holds.</summary>
/// <param name="Records">Its records, in its order.</param>
/// <param name="Bad">The first lines that are none, with their numbers.</param>
/// <param name="BadCount">How many there are in all.</param>
public sealed record CheckHistoryReading(ImmutableArray<CheckRecord> Records, ImmutableArray<BadLine> Bad, int BadCount);

/// <summary>A line that is no record.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Problem">What is wrong with it.</param>
public sealed record BadLine(string File, int Line, string Problem)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}: {Problem}";
}

/// <summary>Reads lines of the history of checks. A bad line costs itself: the last one of a node that lost its power is cut.</summary>
public static class CheckHistoryReader
{
    /// <summary>How many bad lines are named: more say nothing new.</summary>
    public const int MostNamed = 10;

    /// <summary>Reads the lines of a file.</summary>
    /// <param name="lines">The lines, without their ends.</param>
    /// <param name="file">The file's name, for the bad ones.</param>
    /// <returns>Its records.</returns>
    public static CheckHistoryReading Read(IEnumerable<string> lines, string file)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var (records, bad, number, count) = (ImmutableArray.CreateBuilder<CheckRecord>(), ImmutableArray.CreateBuilder<BadLine>(), 0, 0);
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (CheckHistoryLine.Parse(line, out var problem) is { } record)
            {
                records.Add(record);
            }
            else if (++count <= MostNamed)
            {
                bad.Add(new BadLine(file, number, problem!));
            }
        }

        return new CheckHistoryReading(records.ToImmutable(), bad.ToImmutable(), count);
    }
}
