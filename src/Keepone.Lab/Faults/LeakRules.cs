namespace Keepone.Lab.Faults;

/// <summary>What a program of the lab uses.</summary>
/// <param name="Pid">Its process id: a program that was started again is measured anew.</param>
/// <param name="Descriptors">Its open file descriptors.</param>
/// <param name="PssKilobytes">Its proportional set size, in kB.</param>
public sealed record ProgramUsage(int Pid, int Descriptors, long PssKilobytes);

/// <summary>What a lab uses, when nothing is going on in it.</summary>
/// <param name="Programs">The agents and the controller, by name.</param>
/// <param name="Processes">All processes of the lab.</param>
/// <param name="Namespaces">The network namespaces that a process is in or has open.</param>
public sealed record LabUsage(IReadOnlyDictionary<string, ProgramUsage> Programs, int Processes, int Namespaces);

/// <summary>
/// Whether something leaked. Pure. What the same process uses is compared with what it used at first; processes and namespaces of the
/// whole lab must be as many as at first.
/// </summary>
public static class LeakRules
{
    /// <summary>
    /// The most descriptors that a program may have more than at first: connections that are being made again, a file that is being
    /// read. A leak of one in ten faults shows.
    /// </summary>
    public const int MoreDescriptors = 12;

    /// <summary>
    /// The most memory that an agent may use more than at first, in kB: what a runtime compiles, and its heap before it is collected.
    /// A leak of 200 kB in a fault shows within 200 faults.
    /// </summary>
    public const long MoreKilobytes = 40 * 1024;

    /// <summary>The same of the controller, which keeps a history and whose runtime collects its larger heap more seldom.</summary>
    public const long MoreKilobytesOfController = 160 * 1024;

    private const string Controller = "controller";

    /// <summary>Compares.</summary>
    /// <param name="first">What was used at first, each program as it was first seen.</param>
    /// <param name="now">What is used now.</param>
    /// <returns>One sentence for each leak.</returns>
    public static IEnumerable<string> Compare(LabUsage first, LabUsage now)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(now);
        foreach (var (name, program) in now.Programs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!first.Programs.TryGetValue(name, out var before) || before.Pid != program.Pid)
            {
                continue;
            }

            if (program.Descriptors > before.Descriptors + MoreDescriptors)
            {
                yield return $"Leak: {name} had {before.Descriptors} descriptors and has {program.Descriptors}, "
                    + $"expected at most {MoreDescriptors} more.";
            }

            var more = name == Controller ? MoreKilobytesOfController : MoreKilobytes;
            if (program.PssKilobytes > before.PssKilobytes + more)
            {
                yield return $"Leak: {name} used {before.PssKilobytes} kB and uses {program.PssKilobytes} kB, expected at most {more} kB more.";
            }
        }

        if (now.Processes != first.Processes)
        {
            yield return $"Leak: the lab had {first.Processes} processes and has {now.Processes}.";
        }

        if (now.Namespaces != first.Namespaces)
        {
            yield return $"Leak: the lab had {first.Namespaces} network namespaces and has {now.Namespaces}.";
        }
    }

    /// <summary>What is compared with from now on: a program that was started again is first seen now.</summary>
    /// <param name="first">What was used at first.</param>
    /// <param name="now">What is used now.</param>
    /// <returns>The first usage of what runs now.</returns>
    public static LabUsage Follow(LabUsage first, LabUsage now)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(now);
        return first with
        {
            Programs = now.Programs.ToDictionary(
                pair => pair.Key,
                pair => first.Programs.TryGetValue(pair.Key, out var before) && before.Pid == pair.Value.Pid ? before : pair.Value,
                StringComparer.Ordinal),
        };
    }
}
