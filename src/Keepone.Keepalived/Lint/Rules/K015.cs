namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K015() : LintRule(
    "K015", LintSeverity.Error, "Something tracked that is not defined",
    why: "keepalived says `track script web not found, ignoring` and runs the instance without it: the check never moves anything. So it is with a "
        + "definition that stands after the instance that tracks it.",
    remedy: "Define it before the instance, or mend the name.",
    source: "alloc_track_script() of vrrp_track.c; keepalived #2066")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
        }
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            track_script {
                wbe
            }
        }
        """,
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
        }
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            track_script {
                web
            }
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) => file.Instances.SelectMany(instance => new[]
    {
        Undefined("vrrp_script", instance, instance.Given.TrackScripts, file.Scripts.Keys, name => file.Scripts.GetValueOrDefault(name)?.Entry),
        Undefined("track_file", instance, instance.Given.TrackFiles, file.TrackFiles.Keys, name => file.TrackFiles.GetValueOrDefault(name)?.Entry),
        Undefined("vrrp_track_process", instance, instance.Given.TrackProcesses, file.TrackProcesses.Keys, name => file.TrackProcesses.GetValueOrDefault(name)?.Entry),
        Undefined("bfd_instance", instance, instance.Given.TrackBfds, file.Bfds.Keys, name => file.Bfds.GetValueOrDefault(name)?.Entry),
    }).SelectMany(findings => findings);

    private IEnumerable<Finding> Undefined(
        string kind, InstanceView instance, IEnumerable<Model.Track> tracks, IEnumerable<string> names, Func<string, Syntax.Entry?> find)
    {
        foreach (var track in tracks)
        {
            if (find(track.Name) is not { } entry)
            {
                yield return Found(track.Place, $"'{instance.Name}' tracks '{track.Name}', but there is no {kind} of that name: it is ignored",
                    Spelling.Nearest(track.Name, names) is { } near ? $"Did you mean '{near}'?" : $"Define {kind} '{track.Name}' before the instance, or remove the line.");
            }
            else if (entry.Place.File == track.Place.File && entry.Place.Line > track.Place.Line)
            {
                yield return Found(track.Place, $"{kind} '{track.Name}' is defined in line {entry.Place.Line}, after '{instance.Name}' that tracks it: keepalived does not know it yet, and ignores it",
                    "Move the definition before the instance.");
            }
        }
    }
}
