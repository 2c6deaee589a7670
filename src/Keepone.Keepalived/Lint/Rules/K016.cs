namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K016() : LintRule(
    "K016", LintSeverity.Warning, "Something defined that nothing tracks",
    why: "A check that no instance tracks is removed: it does not even run. Somebody thinks that it is checked.",
    remedy: "Add it to the instance's track_script (track_file, track_process, track_bfd), or remove it.",
    source: "vrrp_complete_init() of vrrp.c: `script web is not used`")
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

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        var groups = file.Model.SyncGroups.SelectMany(group => group.Tracks);
        var used = file.Model.Instances.SelectMany(instance => instance.TrackScripts.Concat(instance.TrackFiles).Concat(instance.TrackProcesses).Concat(instance.TrackBfds))
            .Concat(groups).Select(track => track.Name).ToHashSet(StringComparer.Ordinal);

        // Track files and BFD sessions may be for virtual servers, which are not read here.
        return from defined in file.Scripts.Values.Select(script => (Kind: "check", script.Name, script.Entry.Place))
                   .Concat(file.TrackProcesses.Values.Select(process => (Kind: "vrrp_track_process", process.Name, process.Entry.Place)))
               where !used.Contains(defined.Name)
               select Found(defined.Place, $"{defined.Kind} '{defined.Name}' is tracked by no instance and no sync group: keepalived removes it, it never runs",
                   $"Track '{defined.Name}', or remove it.");
    }
}
