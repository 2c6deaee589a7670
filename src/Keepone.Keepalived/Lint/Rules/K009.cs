namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K009() : LintRule(
    "K009", LintSeverity.Error, "A name that is used twice",
    why: "Of two instances or sync groups with one name keepalived reads the first and skips the second. Of two checks with one name the first is "
        + "tracked and the second removed as unused.",
    remedy: "Give each its own name, or remove one.",
    source: "vrrp_handler() and vrrp_sync_group_handler() of vrrp_parser.c, find_script_by_name() of vrrp_track.c")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
        }
        vrrp_instance VI_1 {
            interface eth1
            virtual_router_id 31
        }
        """,
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
        }
        vrrp_instance VI_2 {
            interface eth1
            virtual_router_id 31
        }
        """);

    // The model has the first of each alone.
    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from named in file.Model.Keywords
            .Where(use => use.Path is "vrrp_instance" or "vrrp_sync_group" or "vrrp_script" or "track_file" or "vrrp_track_file" or "vrrp_track_process" or "bfd_instance")
            .Where(use => use.Entry.Value(1) is not null)
            .GroupBy(use => (Kind: use.Path == "vrrp_track_file" ? "track_file" : use.Path, Name: use.Entry.Value(1)!))
        from again in named.Skip(1)
        let first = named.First().Entry.Place
        select Found(again.Entry.Place, $"{named.Key.Kind} '{named.Key.Name}' was defined in {first.File}, line {first.Line}: this second one does not count",
            "Give it a name of its own, or remove it.");
}
