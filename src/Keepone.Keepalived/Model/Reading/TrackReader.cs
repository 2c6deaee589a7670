using System.Collections.Immutable;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model.Reading;

/// <summary>Reads what can be tracked: scripts, files, processes, sessions.</summary>
internal sealed class TrackReader(ValueReader values)
{
    /// <summary>The largest weight of a file or a process.</summary>
    internal const int MostWeight = 254;

    private const long Most = ValueReader.MostSeconds * 1_000_000;

    internal VrrpScript ReadScript(Entry block)
    {
        var script = block.Body.Aggregate(new VrrpScript(block.Value(1)!, block), AddToScript);
        if (script.Command is null)
        {
            values.Complain(block.Place, $"vrrp_script {script.Name} has no script: keepalived removes it, and what tracks it is not checked");
        }

        return script;
    }

    internal TrackFile ReadFile(Entry block)
    {
        var file = block.Body.Aggregate(new TrackFile(block.Value(1)!, block), AddToFile);
        if (file.File is null)
        {
            values.Complain(block.Place, $"{block.Keyword} {file.Name} has no file: keepalived ignores it");
        }

        return file;
    }

    internal TrackProcess ReadProcess(Entry block)
    {
        var process = block.Body.Aggregate(new TrackProcess(block.Value(1)!, block), AddToProcess);
        if (process.Process is null)
        {
            values.Complain(block.Place, $"{block.Keyword} {process.Name} has no process: keepalived removes it");
        }

        return process;
    }

    internal BfdInstance ReadBfd(Entry block)
    {
        var bfd = block.Body.Aggregate(new BfdInstance(block.Value(1)!, block), AddToBfd);
        if (bfd.Neighbor is null)
        {
            values.Complain(block.Place, $"bfd_instance {bfd.Name} has no neighbor_ip: keepalived disables it");
        }

        return bfd;
    }

    private VrrpScript AddToScript(VrrpScript script, Entry entry) => entry.Keyword switch
    {
        "script" => values.Command(entry, mayHaveUser: false) is { } line ? script with { Command = new Given<ImmutableArray<string>>(line.Command, entry.Place) } : script,
        "interval" => script with { Interval = Time(entry) ?? script.Interval },
        "timeout" => script with { Timeout = Time(entry) ?? script.Timeout },
        "rise" => script with { Rise = Count(entry) },
        "fall" => script with { Fall = Count(entry) },
        "weight" => script with
        {
            Weight = values.WholeTakenAnyway(entry, -LineReader.MostWeight, LineReader.MostWeight) ?? script.Weight,
            IsReversed = Reversed(entry),
        },
        "user" => script with { User = values.User(entry, ValueReader.Fatal) ?? script.User },
        "init_fail" => script with { InitFail = ValueReader.Flag(entry) },
        _ => script,
    };

    private TrackFile AddToFile(TrackFile file, Entry entry) => entry.Keyword switch
    {
        "file" when file.File is not null => Twice(file, entry),
        "file" => file with { File = values.Text(entry, "the path of a file") },
        "weight" when file.Weight is { Value: not 1 } => Twice(file, entry),
        "weight" => file with
        {
            Weight = values.Whole(entry, -MostWeight, MostWeight, "keepalived takes 1", missing: ValueReader.Ignored) ?? new Given<int>(1, entry.Place),
            IsReversed = Reversed(entry),
        },
        "init_file" => Initial(file, entry),
        _ => file,
    };

    private TrackProcess AddToProcess(TrackProcess process, Entry entry) => entry.Keyword switch
    {
        "process" when process.Process is not null => Twice(process, entry),
        "process" => process with
        {
            Process = values.Text(entry, "a program", ValueReader.Fatal) is null ? null : new Given<ImmutableArray<string>>([.. entry.Values], entry.Place),
        },
        "weight" when process.Weight is { Value: not 0 } => Twice(process, entry),
        "weight" => process with { Weight = values.Whole(entry, -MostWeight, MostWeight, missing: ValueReader.Ignored) ?? process.Weight, IsReversed = Reversed(entry) },
        "quorum" => process with { Quorum = values.Whole(entry, 1, ushort.MaxValue) ?? process.Quorum },
        "quorum_max" => process with { QuorumMax = QuorumMax(process, entry) ?? process.QuorumMax },
        "delay" => Delay(entry) is { } delay ? process with { TerminateDelay = delay, ForkDelay = delay } : process,
        "terminate_delay" => process with { TerminateDelay = Delay(entry) ?? process.TerminateDelay },
        "fork_delay" => process with { ForkDelay = Delay(entry) ?? process.ForkDelay },
        _ => process,
    };

    private BfdInstance AddToBfd(BfdInstance bfd, Entry entry) => entry.Keyword switch
    {
        "neighbor_ip" or "neighbour_ip" => bfd with { Neighbor = values.Address(entry, 1, "keepalived ignores the instance") ?? bfd.Neighbor },
        "source_ip" => bfd with { Source = values.Address(entry, 1) ?? bfd.Source },
        "min_rx" => bfd with { MinimalReceive = Milliseconds(entry) ?? bfd.MinimalReceive },
        "min_tx" => bfd with { MinimalTransmit = Milliseconds(entry) ?? bfd.MinimalTransmit },
        "multiplier" => bfd with { Multiplier = values.Whole(entry, 1, byte.MaxValue, strict: true) ?? bfd.Multiplier },
        "passive" => bfd with { Passive = ValueReader.Flag(entry) },
        "weight" => bfd with
        {
            Weight = values.Whole(entry, -LineReader.MostWeight, LineReader.MostWeight) ?? bfd.Weight,
            IsReversed = Reversed(entry),
        },
        _ => bfd,
    };

    // Three decimal places since 2.3.2, none before: the table of versions says so.
    private Given<TimeSpan>? Time(Entry entry)
    {
        var time = values.Decimal(entry, 0, Most, digits: 3);
        if (time is { Value.Ticks: 0 })
        {
            values.Refuse(entry, 1, "more than 0", "keepalived takes 1");
            return time with { Value = TimeSpan.FromSeconds(1) };
        }

        return time;
    }

    private Given<int> Count(Entry entry) => values.Whole(entry, 1, int.MaxValue, "keepalived takes 1") ?? new Given<int>(1, entry.Place);

    private Given<int>? QuorumMax(TrackProcess process, Entry entry)
    {
        var (most, quorum) = (values.Whole(entry, 0, ushort.MaxValue), process.Quorum?.Value ?? 1);
        if (most is not null && most.Value < quorum && (most.Value > 0 || quorum > 1))
        {
            values.Refuse(entry, 1, $"no less than the quorum of {quorum}");
            return null;
        }

        return most;
    }

    private Given<TimeSpan>? Delay(Entry entry) => values.Decimal(entry, 1, 3_600_000_000);

    private Given<TimeSpan>? Milliseconds(Entry entry) =>
        values.Decimal(entry, 1_000_000, Most * 1_000, digits: 3) is { } time ? time with { Value = time.Value / 1000 } : null;

    private bool Reversed(Entry entry)
    {
        if (entry.Value(2) is not (null or "reverse"))
        {
            values.Refuse(entry, 2, "reverse or nothing");
        }

        return entry.Value(2) == "reverse";
    }

    private TrackFile Initial(TrackFile file, Entry entry)
    {
        var begun = file with { InitialValue = new Given<int>(0, entry.Place) };
        for (var i = 1; i < entry.Words.Length; i++)
        {
            var word = entry.Words[i].Text.TrimStart();
            if (word is [(>= '0' and <= '9') or '-', ..])
            {
                begun = begun with { InitialValue = values.Whole(entry, -MostWeight, MostWeight, index: i) ?? begun.InitialValue };
            }
            else if (word == "overwrite")
            {
                begun = begun with { Overwrites = true };
            }
            else
            {
                values.Refuse(entry, i, "a number or overwrite");
            }
        }

        return begun;
    }

    private T Twice<T>(T read, Entry entry)
    {
        values.Complain(entry.Place, $"{entry.Keyword} is given already: keepalived ignores the second one");
        return read;
    }
}
