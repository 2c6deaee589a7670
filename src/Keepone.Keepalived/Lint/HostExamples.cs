using System.Collections.Immutable;

namespace Keepone.Keepalived.Lint;

/// <summary>Hosts of examples.</summary>
internal static class HostExamples
{
    private const uint Open = 0b111_101_101;
    private const uint GroupWritable = 0b111_111_101;
    private const uint Staff = 50;

    /// <summary>A host with one user, and one file.</summary>
    internal static HostFacts With(string name, HostUser? user, PathFacts? file = null) => new()
    {
        Users = ImmutableDictionary<string, HostUser?>.Empty.Add(name, user),
        Paths = file is null ? ImmutableDictionary<string, PathFacts>.Empty : ImmutableDictionary<string, PathFacts>.Empty.Add(file.Real[^1].Path, file),
    };

    /// <summary>A file of root's with root's directories, the last of which its group may write in where that is asked for.</summary>
    internal static PathFacts FileAt(string path, uint mode, bool writableDirectory = false)
    {
        var directories = Directories(path[..path.LastIndexOf('/')]);
        if (writableDirectory)
        {
            directories = directories.SetItem(directories.Length - 1, directories[^1] with { Mode = GroupWritable, Group = Staff });
        }

        ImmutableArray<PathComponent> all = [.. directories, new PathComponent(path, PathKind.File, 0, 0, mode)];
        return new PathFacts(all, all);
    }

    /// <summary>A directory of root's, and nothing of the name in it.</summary>
    internal static PathFacts MissingAfter(string directory, string name) => new(Directories(directory), [], $"{directory}/{name}");

    private static ImmutableArray<PathComponent> Directories(string path)
    {
        var all = ImmutableArray.CreateBuilder<PathComponent>();
        all.Add(new PathComponent("/", PathKind.Directory, 0, 0, Open));
        for (var end = path.IndexOf('/', 1); ; end = path.IndexOf('/', end + 1))
        {
            all.Add(new PathComponent(end < 0 ? path : path[..end], PathKind.Directory, 0, 0, Open));
            if (end < 0)
            {
                return all.ToImmutable();
            }
        }
    }
}
