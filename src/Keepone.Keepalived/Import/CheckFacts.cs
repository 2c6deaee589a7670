using System.Globalization;
using Keepone.Core.Model;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Import;

/// <summary>What becomes of what is tracked.</summary>
internal static class CheckFacts
{
    private const int MostTimes = 100;

    // What a check takes where nothing is given.
    private const int DefaultFall = 3;
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);

    /// <summary>What becomes of the lines of an instance that track something, and of the blocks that they name.</summary>
    internal static IEnumerable<Fact> Of(KeepalivedConfiguration configuration, VrrpInstance instance, string haInterface) =>
    [
        .. Lines(instance, "track_interface").SelectMany(line => Interface(line.Track, line.Entry, haInterface)),
        .. Lines(instance, "track_script").SelectMany(line => Script(configuration, line.Track, line.Entry)),
        .. Lines(instance, "track_process").SelectMany(line => Process(configuration, line.Track, line.Entry)),
        .. Lines(instance, "track_file").Select(line => Fact.Lost(line.Entry, "Keepone's own track files move the priority; make a check script of what writes this one")),
        .. Lines(instance, "track_bfd").Select(line => Fact.Lost(line.Entry, "Keepone has no BFD; its beacons and the ping probe see a neighbour that is gone")),
    ];

    private static IEnumerable<(Track Track, Entry Entry)> Lines(VrrpInstance instance, string keyword)
    {
        var tracks = keyword switch
        {
            "track_interface" => instance.TrackInterfaces,
            "track_script" => instance.TrackScripts,
            "track_process" => instance.TrackProcesses,
            "track_file" => instance.TrackFiles,
            _ => instance.TrackBfds,
        };
        return instance.Entry.Body.Where(block => block.Keyword == keyword).SelectMany(block => block.Body)
            .Select(line => (Track: tracks.FirstOrDefault(track => track.Place == line.Place && track.Name == line.Keyword)!, Entry: line))
            .Where(line => line.Track is not null);
    }

    private static IEnumerable<Fact> Interface(Track track, Entry entry, string haInterface)
    {
        if (track.IsReversed is true)
        {
            return [Fact.Lost(entry, "a check that counts while it passes is not what Keepone has")];
        }

        return track.Name == haInterface && track.Weight is null or 0
            ? [Fact.Implied(entry, "keepalived tracks the HA interface by itself")]
            : [Checked(entry, Probe("carrier", track.Name, track.Weight ?? 0), Weighed(track.Weight ?? 0), isSame: (track.Weight ?? 0) == 0)];
    }

    private static IEnumerable<Fact> Process(KeepalivedConfiguration configuration, Track track, Entry entry)
    {
        if (configuration.TrackProcesses.FirstOrDefault(process => process.Name == track.Name && process.Process is not null) is not { } process)
        {
            return [Fact.Lost(entry, "it is not defined")];
        }

        var weight = track.Weight ?? process.Weight?.Value ?? 0;
        var program = Path.GetFileName(process.Process!.Value[0]);
        if (track.IsReversed ?? process.IsReversed || process.Process.Value.Length > 1 || process.Quorum is { Value: > 1 } || process.QuorumMax is not null || program.Length == 0 || program.Any(char.IsWhiteSpace))
        {
            return [Fact.Lost(entry, "the process probe looks for one process by its program's name alone"), Fact.Lost(process.Entry, "the check that it would become is not there")];
        }

        return
        [
            Checked(entry, Probe("process", program, weight), Weighed(weight), isSame: false),
            .. process.Entry.Body.Select(line => line.Keyword switch
            {
                "process" => new Fact($"process {program}", line, ImportOutcome.Carried, $"the target of check process-{program}"),
                "weight" => Fact.Changed(line, Weighed(weight)),
                _ => Fact.Changed(line, $"it is looked for every {Duration.Format(ProbeInterval)}, and fails after {DefaultFall} times"),
            }),
        ];
    }

    private static IEnumerable<Fact> Script(KeepalivedConfiguration configuration, Track track, Entry entry)
    {
        if (configuration.Scripts.FirstOrDefault(script => script.Name == track.Name && script.Command is not null) is not { } script)
        {
            return [Fact.Lost(entry, "it is not defined")];
        }

        var weight = track.Weight ?? script.Weight?.Value ?? 0;
        var interval = script.Interval?.Value ?? VrrpDefaults.ScriptInterval;
        var command = script.Command!.Value;
        var why = track.IsReversed ?? script.IsReversed ? "a check that counts while it passes is not what Keepone has"
            : !command[0].StartsWith('/') ? $"a check's script has an absolute path, not '{command[0]}'"
            : command.Any(word => word.Length is 0 or > 2000 || word.Any(char.IsControl)) || command.Length > 33 ? "its arguments are not what a check takes"
            : interval < Shortest || interval > Longest ? $"its interval of {Duration.Format(interval)} is not from {Duration.Format(Shortest)} to {Duration.Format(Longest)}"
            : null;
        if (why is not null)
        {
            return [Fact.Lost(entry, why), Fact.Lost(script.Entry, "the check that it would become is not there")];
        }

        // A run must end before the next one begins.
        var timeout = script.Timeout?.Value is { } given && given < interval ? given : TimeSpan.FromMilliseconds(Math.Round(interval.TotalMilliseconds * 0.9));
        var check = new CheckSpecification
        {
            Name = ImportNames.Of(script.Name),
            Script = command[0],
            Arguments = command[1..],
            Interval = interval,
            Timeout = timeout,
            Fall = Math.Min(script.Fall?.Value ?? VrrpDefaults.ScriptRiseAndFall, MostTimes),
            Rise = Math.Min(script.Rise?.Value ?? VrrpDefaults.ScriptRiseAndFall, MostTimes),
            OnFailure = weight == 0 ? CheckFailure.Fault : CheckFailure.Yield,
            Contract = ScriptContract.ExitCode,
        };
        return
        [
            Checked(entry, check, Weighed(weight), isSame: weight == 0 && script.Timeout?.Value == timeout),
            .. script.Entry.Body.Select(line => Line(line, check, weight, script)),
        ];
    }

    private static Fact Line(Entry line, CheckSpecification check, int weight, VrrpScript script) => line.Keyword switch
    {
        "script" => new Fact($"{check.Name} script {string.Join('\0', script.Command!.Value)}", line, ImportOutcome.Carried, $"the script of check {check.Name}"),
        "interval" => new Fact($"{check.Name} interval {check.Interval}", line, ImportOutcome.Carried, $"the interval of check {check.Name}"),
        "timeout" when script.Timeout?.Value == check.Timeout => new Fact($"{check.Name} timeout {check.Timeout}", line, ImportOutcome.Carried, $"the timeout of check {check.Name}"),
        "timeout" => Fact.Changed(line, $"a run must end before the next begins: {Duration.Format(check.Timeout)}"),
        "fall" when script.Fall?.Value == check.Fall => new Fact($"{check.Name} fall {check.Fall}", line, ImportOutcome.Carried, $"the fall of check {check.Name}"),
        "rise" when script.Rise?.Value == check.Rise => new Fact($"{check.Name} rise {check.Rise}", line, ImportOutcome.Carried, $"the rise of check {check.Name}"),
        "fall" or "rise" => Fact.Changed(line, string.Create(CultureInfo.InvariantCulture, $"{MostTimes} at most")),
        "weight" when weight == 0 => new Fact($"{check.Name} weight 0", line, ImportOutcome.Carried, $"onFailure of check {check.Name}"),
        "weight" => Fact.Changed(line, Weighed(weight)),
        "user" => Fact.Changed(line, "checks run as the user of Keepone's checks, which is never root"),
        "init_fail" => Fact.Changed(line, "a check that has not passed yet keeps its replica from standing only while Keepone says so"),
        _ => Fact.Lost(line, "a check has no key for it"),
    };

    private static Fact Checked(Entry entry, CheckSpecification check, string weighed, bool isSame) =>
        new($"check {check.Name} {check.OnFailure}", entry, isSame ? ImportOutcome.Carried : ImportOutcome.Changed, isSame ? $"check {check.Name}" : $"check {check.Name}; {weighed}",
            draft =>
            {
                if (draft.Checks.All(other => other.Name != check.Name))
                {
                    draft.Checks.Add(check);
                }
            });

    private static CheckSpecification Probe(string probe, string target, int weight) => new()
    {
        Name = ImportNames.Of($"{probe}-{target}"),
        Probe = probe,
        Target = target,
        Interval = ProbeInterval,
        Timeout = ProbeTimeout,
        OnFailure = weight == 0 ? CheckFailure.Fault : CheckFailure.Yield,
    };

    private static string Weighed(int weight) => weight == 0
        ? "its failure takes the replica out of the election, as a weight of 0 does"
        : string.Create(CultureInfo.InvariantCulture, $"instead of {weight} it takes the router's least penalty off, which always moves the master to a healthier replica");
}
