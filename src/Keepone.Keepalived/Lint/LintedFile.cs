using System.Collections.Frozen;
using System.Collections.Immutable;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Lint;

/// <summary>A configuration as the rules see it: with its files, the version that is to read it, and the host it is to run on.</summary>
internal sealed class LintedFile
{
    internal LintedFile(Configuration text, KeepalivedConfiguration model, KeepalivedVersion version, HostFacts? host)
    {
        (Text, Model, Version, Host) = (text, model, version, host);
        Scripts = First(model.Scripts, script => script.Name);
        TrackFiles = First(model.TrackFiles, file => file.Name);
        TrackProcesses = First(model.TrackProcesses, process => process.Name);
        Bfds = First(model.Bfds, bfd => bfd.Name);

        // An instance is in the first group that names it (vrrp_sync.c), and of instances with one name the first counts (vrrp_parser.c).
        var groups = new Dictionary<string, SyncGroup>(StringComparer.Ordinal);
        foreach (var group in model.SyncGroups)
        {
            foreach (var member in group.Members)
            {
                groups.TryAdd(member.Value, group);
            }
        }

        Instances =
        [
            .. model.Instances.DistinctBy(instance => instance.Name)
                .Select(instance => new InstanceView(this, instance) { Group = groups.GetValueOrDefault(instance.Name) }),
        ];
    }

    /// <summary>What it says, and its files.</summary>
    internal Configuration Text { get; }

    /// <summary>What that means.</summary>
    internal KeepalivedConfiguration Model { get; }

    /// <summary>The keepalived that is to read it.</summary>
    internal KeepalivedVersion Version { get; }

    /// <summary>The host; null where nobody can say.</summary>
    internal HostFacts? Host { get; }

    internal string Name => Model.File;

    internal ImmutableArray<InstanceView> Instances { get; }

    internal FrozenDictionary<string, VrrpScript> Scripts { get; }

    internal FrozenDictionary<string, TrackFile> TrackFiles { get; }

    internal FrozenDictionary<string, TrackProcess> TrackProcesses { get; }

    internal FrozenDictionary<string, BfdInstance> Bfds { get; }

    /// <summary>Every script that keepalived runs.</summary>
    internal ImmutableArray<ScriptUse> ScriptUses => field.IsDefault ? field = [.. ScriptUse.Of(Model)] : field;

    /// <summary>Every keyword that is used and is not simply known to this version, with what is to be said of it.</summary>
    internal ImmutableArray<(KeywordUse Use, KeywordFinding Found)> OddKeywords => field.IsDefault
        ? field = [.. Model.Keywords.Select(use => (use, KeywordVersions.Find(use.Path, Version))).Where(found => found.Item2.Standing != KeywordStanding.Known)]
        : field;

    /// <summary>The comments that silence rules.</summary>
    internal ImmutableArray<Suppression> Suppressed => field.IsDefault ? field = Suppressions.Of(Text) : field;

    /// <summary>Where to say what is said of the file as a whole.</summary>
    internal Place Top => Model.Globals.Place ?? new Place(Name, 1, 1);

    internal bool HasScriptSecurity => Model.Globals.ScriptSecurity?.Value == true;

    /// <summary>What something is that a sync group tracks, by its name.</summary>
    internal TrackKind KindOf(string name) =>
        Scripts.ContainsKey(name) ? TrackKind.Script
        : TrackFiles.ContainsKey(name) ? TrackKind.File
        : TrackProcesses.ContainsKey(name) ? TrackKind.Process
        : Bfds.ContainsKey(name) ? TrackKind.Bfd : TrackKind.Interface;

    private static FrozenDictionary<string, T> First<T>(IEnumerable<T> items, Func<T, string> name) =>
        items.DistinctBy(name).ToFrozenDictionary(name, StringComparer.Ordinal);
}
