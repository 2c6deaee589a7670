using Keepone.Core.Model;
using Keepone.Core.Vrrp;
using Keepone.Keepalived.Generator;
using Keepone.Keepalived.Model;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K052() : LintRule(
    "K052", LintSeverity.Error, "Keepone's guard cannot step down in time",
    why: "The guard keeps a router to one master by stopping a master that is cut off before another can take over: 2 x advert_int and the skew after the cut. With adverts that are too "
        + "fast for every timing preset it comes too late, and there are two masters for a moment at each cut.",
    remedy: "Use a longer advertInterval in the specification, and look at both sides of each inequality with `keepone config timing`.",
    source: "docs/timing.md; RFC 5798 6.1")
{
    private const int HighestPriority = 254;

    private static readonly TimingPreset[] Presets = [TimingPreset.Lan, TimingPreset.Fast, TimingPreset.Wan];

    internal override LintExample Example { get; } = new(File("0.02"), File("0.1"));

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        // A file that Keepone made has both of its track files, of which the agent writes one to stop a master.
        if (!file.TrackFiles.ContainsKey(ReplicaConfiguration.HealthTrack) || !file.TrackFiles.ContainsKey(ReplicaConfiguration.QuorumTrack))
        {
            yield break;
        }

        var fastest = Presets.Select(PresetTiming.Of)
            .MinBy(preset => (preset.Fall * preset.BeaconInterval) + preset.Assumptions.WriteLatency + preset.Assumptions.SchedulingDelay)!;
        var stepDown = (fastest.Fall * fastest.BeaconInterval) + fastest.Assumptions.WriteLatency + fastest.Assumptions.SchedulingDelay;
        foreach (var instance in file.Instances.Where(instance => instance.Tracks.Any(track => track is { Name: ReplicaConfiguration.QuorumTrack, Kind: TrackKind.File })))
        {
            // The other replicas' priorities are not in the file: the highest possible one is the soonest.
            if (instance.AdvertInterval > TimeSpan.Zero && VrrpTiming.EarliestTakeover(HighestPriority, instance.AdvertInterval) is var takeover && takeover <= stepDown)
            {
                yield return Found((instance.Given.AdvertInterval?.Place).GetValueOrDefault(instance.Place),
                    $"'{instance.Name}' sends an advert every {LintText.Seconds(instance.AdvertInterval)}: another replica may take over {Milliseconds(takeover)} after a cut, and the guard needs "
                        + $"{Milliseconds(stepDown)} to stop this one even with timing {fastest.Preset.ToString().ToLowerInvariant()} ({fastest.Fall} x {Milliseconds(fastest.BeaconInterval)} and what a node takes)",
                    "Set a longer advertInterval; `keepone config timing` computes the rest.");
            }
        }
    }

    private static string Milliseconds(TimeSpan time) => $"{Math.Round(time.TotalMilliseconds):0} ms";

    private static string File(string advertInterval) =>
        $$"""
        track_file health {
            file /run/keepone/health
            weight -1
        }
        track_file quorum {
            file /run/keepone/quorum
            weight 0
        }
        vrrp_instance edge-1 {
            version 3
            interface ha0
            virtual_router_id 7
            priority 120
            advert_int {{advertInterval}}
            track_file {
                health
                quorum
            }
        }
        """;
}
