using System.Collections.Immutable;
using Keepone.Keepalived.Model.Reading;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model;

/// <summary>
/// Reads what a configuration says of VRRP, within the ranges of keepalived 2.2.7 and later (docs/config.md). It reads any text and never
/// throws: what keepalived refuses, and what it then does, is in <see cref="KeepalivedConfiguration.Errors"/>. Whether a version has a
/// keyword is another matter (<see cref="KeywordVersions"/>).
/// </summary>
public static class ModelReader
{
    // The blocks with keywords in them; others hold values, or are not of VRRP.
    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "global_defs", "vrrp_instance", "vrrp_instance/authentication", "vrrp_instance/auth_hmac", "vrrp_sync_group", "vrrp_script", "track_file", "vrrp_track_file",
        "vrrp_track_process", "bfd_instance", "garp_group", "track_group",
    };

    /// <summary>Reads a configuration.</summary>
    /// <param name="configuration">It, as text was read.</param>
    /// <returns>What it says.</returns>
    public static KeepalivedConfiguration Read(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var values = new ValueReader();
        var lines = new LineReader(values);
        var otherReader = new OtherReader(values);
        var (globalReader, instanceReader) = (new GlobalReader(values, otherReader), new InstanceReader(values, lines, otherReader));
        var (groupReader, trackReader) = (new SyncGroupReader(values, lines, otherReader), new TrackReader(values));
        var globals = new GlobalDefinitions();
        var instances = ImmutableArray.CreateBuilder<VrrpInstance>();
        var groups = ImmutableArray.CreateBuilder<SyncGroup>();
        var scripts = ImmutableArray.CreateBuilder<VrrpScript>();
        var files = ImmutableArray.CreateBuilder<TrackFile>();
        var processes = ImmutableArray.CreateBuilder<TrackProcess>();
        var bfds = ImmutableArray.CreateBuilder<BfdInstance>();
        var delays = ImmutableArray.CreateBuilder<InterfaceDelay>();
        var others = ImmutableArray.CreateBuilder<Entry>();
        var keywords = ImmutableArray.CreateBuilder<KeywordUse>();
        var named = new HashSet<(string Keyword, string Name)>();
        foreach (var entry in configuration.Entries)
        {
            Note(keywords, "", entry);
            switch (entry.Keyword)
            {
                case "global_defs":
                    globals = globalReader.ReadBlock(globals, entry);
                    break;
                case "vrrp_instance" when IsNamed(values, entry, named):
                    instances.Add(instanceReader.Read(entry));
                    break;
                case "vrrp_sync_group" when IsNamed(values, entry, named):
                    groups.Add(groupReader.Read(entry));
                    break;
                case "vrrp_script" when IsNamed(values, entry, null):
                    scripts.Add(trackReader.ReadScript(entry));
                    break;
                case "track_file" or "vrrp_track_file" when IsNamed(values, entry, null):
                    files.Add(trackReader.ReadFile(entry));
                    break;
                case "vrrp_track_process" when IsNamed(values, entry, null):
                    processes.Add(trackReader.ReadProcess(entry));
                    break;
                case "bfd_instance" when IsNamed(values, entry, named):
                    bfds.Add(trackReader.ReadBfd(entry));
                    break;
                case "vrrp_instance" or "vrrp_sync_group" or "vrrp_script" or "track_file" or "vrrp_track_file" or "vrrp_track_process" or "bfd_instance":
                    break;
                case "interface_up_down_delays":
                    delays.AddRange(lines.Delays(entry));
                    break;
                default:
                    if (GlobalReader.IsBeside(entry.Keyword))
                    {
                        globals = globalReader.ReadBeside(globals, entry);
                    }
                    else
                    {
                        others.Add(entry);
                    }

                    break;
            }
        }

        var file = configuration.Files.IsEmpty ? "" : configuration.Files[0].File;
        return new KeepalivedConfiguration(
            file, globalReader.With(globals), instances.ToImmutable(), groups.ToImmutable(), scripts.ToImmutable(), files.ToImmutable(), processes.ToImmutable(),
            bfds.ToImmutable(), keywords.ToImmutable(), InOrder(configuration, values.Errors))
        {
            InterfaceDelays = delays.ToImmutable(),
            Others = others.ToImmutable(),
        };
    }

    // One that has no name, or the name of one before it, is skipped by keepalived with all that is in it.
    private static bool IsNamed(ValueReader values, Entry entry, HashSet<(string Keyword, string Name)>? before)
    {
        if (entry.Value(1) is not { } name)
        {
            values.Refuse(entry, 1, "a name", missing: entry.Keyword is "vrrp_instance" or "vrrp_sync_group" ? "keepalived skips the block" : ValueReader.Fatal);
            return false;
        }

        if (before?.Add((entry.Keyword, name)) == false)
        {
            values.Complain(entry.Place, $"{entry.Keyword} {name} is defined already: keepalived skips the second one");
            return false;
        }

        return true;
    }

    private static void Note(ImmutableArray<KeywordUse>.Builder keywords, string block, Entry entry)
    {
        if (entry.Words.IsEmpty)
        {
            return;
        }

        var path = block.Length == 0 ? entry.Keyword : $"{block}/{entry.Keyword}";
        keywords.Add(new KeywordUse(path, entry));
        foreach (var option in KeywordOptions.Of(path, entry))
        {
            keywords.Add(option);
        }

        if (Blocks.Contains(path))
        {
            foreach (var inner in entry.Body)
            {
                Note(keywords, path, inner);
            }
        }
    }

    // By file in the order in which they were begun, then by place; what the text says comes first where both stand at one place.
    private static ImmutableArray<SyntaxError> InOrder(Configuration configuration, IReadOnlyList<SyntaxError> errors)
    {
        var order = configuration.Files.Select((tree, index) => (tree.File, index)).DistinctBy(item => item.File)
            .ToDictionary(item => item.File, item => item.index, StringComparer.Ordinal);
        return
        [
            .. configuration.Errors.Concat(errors)
                .OrderBy(error => order.GetValueOrDefault(error.Place.File, int.MaxValue)).ThenBy(error => error.Place.Line).ThenBy(error => error.Place.Column),
        ];
    }
}
