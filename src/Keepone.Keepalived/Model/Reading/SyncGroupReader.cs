using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model.Reading;

/// <summary>Reads a <c>vrrp_sync_group</c>.</summary>
internal sealed class SyncGroupReader(ValueReader values, LineReader lines, OtherReader others)
{
    internal SyncGroup Read(Entry block)
    {
        var group = block.Body.Aggregate(new SyncGroup(block.Value(1)!, [], block), Add);
        if (group.Members.IsEmpty)
        {
            values.Complain(block.Place, $"vrrp_sync_group {group.Name} has no members: keepalived removes it");
        }

        return group;
    }

    private SyncGroup Add(SyncGroup group, Entry entry)
    {
        switch (entry.Keyword)
        {
            case "group" when !group.Members.IsEmpty:
                values.Complain(entry.Place, "group is given already: keepalived ignores the second one");
                return group;
            case "group":
                return group with { Members = LineReader.Words(entry) };
            case "sync_group_tracking_weight" or "global_tracking":
                return group with { TrackingWeight = ValueReader.Flag(entry) };
            case "track_interface" or "track_script" or "track_bfd":
                return group with { Tracks = [.. group.Tracks, .. lines.Tracks(entry, LineReader.MostWeight)] };
            case "track_file" or "track_process":
                return group with { Tracks = [.. group.Tracks, .. lines.Tracks(entry, TrackReader.MostWeight)] };
            default:
                return NotifyReader.Read(values, entry, group.NotifyScripts) switch
                {
                    (true, { } script) => group with { NotifyScripts = [.. group.NotifyScripts, script] },
                    (true, null) => group,
                    _ => group with { Others = [.. group.Others, others.Checked("vrrp_sync_group", entry)] },
                };
        }
    }
}
