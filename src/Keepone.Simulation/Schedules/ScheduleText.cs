using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Keepone.Simulation.Schedules;

/// <summary>
/// Schedules as text, so that other models can run the same faults. One word a kind, times in milliseconds:
/// <c>schedule L-17 3 0</c> (name, replicas, witnesses), <c>8123.4 cut 0 2 both</c>, <c>28000 quiet</c>, <c>remains 1 2 both</c>.
/// </summary>
public static class ScheduleText
{
    private static readonly ImmutableArray<(string Word, FaultKind Kind)> Words =
    [
        ("cut", FaultKind.Cut), ("heal", FaultKind.Heal), ("kill", FaultKind.Kill), ("leave", FaultKind.Leave),
        ("start", FaultKind.Start), ("pause", FaultKind.Pause), ("resume", FaultKind.Resume), ("hang", FaultKind.Hang),
        ("unhang", FaultKind.Unhang), ("crash", FaultKind.Crash), ("boot", FaultKind.Boot),
        ("kill-keepalived", FaultKind.KillKeepalived), ("penalty", FaultKind.Penalty),
    ];

    /// <summary>Reads schedules.</summary>
    /// <param name="text">The text; empty lines and lines that begin with # are skipped.</param>
    /// <returns>The schedules.</returns>
    /// <exception cref="FormatException">A line is none of the above: the message names it and its number.</exception>
    public static IEnumerable<FaultSchedule> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        FaultSchedule? schedule = null;
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
            {
                continue;
            }

            if (words is ["schedule", _, _, _])
            {
                if (schedule is not null)
                {
                    yield return schedule;
                }

                schedule = Begin(words);
            }
            else
            {
                schedule = schedule is not null && Continue(schedule, words) is { } next
                    ? next
                    : throw new FormatException($"Line {number} of the schedule is not understood: {line}");
            }
        }

        if (schedule is not null)
        {
            yield return schedule;
        }
    }

    /// <summary>Writes a schedule.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <returns>The text, which <see cref="Read"/> reads back.</returns>
    public static string Write(FaultSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var text = new StringBuilder($"schedule {schedule.Name} {schedule.Replicas} {schedule.Witnesses}\n");
        foreach (var fault in schedule.Faults)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Milliseconds(fault.At)} {Words.First(word => word.Kind == fault.Kind).Word} ")
                .Append(CultureInfo.InvariantCulture, $"{fault.Node} {fault.Other} {Word(fault.Traffic)}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{Milliseconds(schedule.Quiet)} quiet\n");
        foreach (var cut in schedule.Remaining)
        {
            text.Append(CultureInfo.InvariantCulture, $"remains {cut.Node} {cut.Other} {Word(cut.Traffic)}\n");
        }

        return text.ToString();
    }

    private static FaultSchedule Begin(string[] words) => new()
    {
        Name = words[1],
        Replicas = int.Parse(words[2], CultureInfo.InvariantCulture),
        Witnesses = int.Parse(words[3], CultureInfo.InvariantCulture),
        Faults = [],
        Quiet = TimeSpan.Zero,
        Remaining = [],
    };

    private static FaultSchedule? Continue(FaultSchedule schedule, string[] words) => words switch
    {
        ["remains", var node, var other, var traffic] => schedule with
        {
            Remaining = schedule.Remaining.Add(new Fault(default, FaultKind.Cut, Number(node), Number(other), ReadTraffic(traffic))),
        },
        [var at, "quiet"] => schedule with { Quiet = Time(at) },
        [var at, var kind, var node, var other, var traffic] when Words.Any(word => word.Word == kind) => schedule with
        {
            Faults = schedule.Faults.Add(new Fault(
                Time(at), Words.First(word => word.Word == kind).Kind, Number(node), Number(other), ReadTraffic(traffic))),
        },
        _ => null,
    };

    private static string Word(Traffic traffic) => traffic.ToString().ToLowerInvariant();

    private static Traffic ReadTraffic(string word) => Enum.Parse<Traffic>(word, ignoreCase: true);

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    private static TimeSpan Time(string word) => new((long)(decimal.Parse(word, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMillisecond));

    private static decimal Milliseconds(TimeSpan time) => time.Ticks / (decimal)TimeSpan.TicksPerMillisecond;
}
