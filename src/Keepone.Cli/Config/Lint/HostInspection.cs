using System.Collections.Immutable;
using System.Globalization;
using Keepone.Keepalived.Lint;
using Keepone.Linux;

namespace Keepone.Cli.Config.Lint;

/// <summary>Answers what rules ask of this host: users, groups, and paths component by component.</summary>
internal static class HostInspection
{
    // The kernel's: MAXSYMLINKS.
    private const int MostLinks = 40;
    private const uint DirectoryType = 0x4000;
    private const uint FileType = 0x8000;
    private const uint LinkType = 0xA000;
    private const string GroupFile = "/etc/group";

    public static HostFacts Answer(HostQuestions questions)
    {
        var groups = questions.Groups.IsEmpty ? [] : ReadGroups(GroupFile);
        return new HostFacts
        {
            Users = questions.Users.ToImmutableDictionary(name => name, FindUser, StringComparer.Ordinal),
            Groups = questions.Groups.ToImmutableDictionary(name => name, name => groups.TryGetValue(name, out var id) ? id : (uint?)null, StringComparer.Ordinal),
            Paths = questions.Paths.ToImmutableDictionary(path => path, Walk, StringComparer.Ordinal),
        };
    }

    /// <summary>Walks a path from '/' on, through every link.</summary>
    /// <param name="path">An absolute path.</param>
    public static PathFacts Walk(string path)
    {
        var traversed = ImmutableArray.CreateBuilder<PathComponent>();
        var real = new List<PathComponent>();
        var rest = new Stack<string>(Parts(path).Reverse());
        real.Add(Look("/")!);
        traversed.Add(real[0]);
        for (var links = 0; rest.TryPop(out var name);)
        {
            if (name == "..")
            {
                if (real.Count > 1)
                {
                    real.RemoveAt(real.Count - 1);
                }

                continue;
            }

            var at = real[^1].Path == "/" ? $"/{name}" : $"{real[^1].Path}/{name}";
            if (Look(at) is not { } component)
            {
                return new PathFacts(traversed.ToImmutable(), [], at);
            }

            traversed.Add(component);
            if (component.Kind != PathKind.Link)
            {
                real.Add(component);
                continue;
            }

            if (PathStatus.Of(at)?.Target is not { } target || ++links > MostLinks)
            {
                return new PathFacts(traversed.ToImmutable(), [], at);
            }

            if (target.StartsWith('/'))
            {
                real.RemoveRange(1, real.Count - 1);
            }

            foreach (var part in Parts(target).Reverse())
            {
                rest.Push(part);
            }
        }

        return new PathFacts(traversed.ToImmutable(), [.. real]);
    }

    private static IEnumerable<string> Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");

    private static PathComponent? Look(string path) => PathStatus.Of(path) is not { } status ? null : new PathComponent(
        path,
        status.Type switch
        {
            DirectoryType => PathKind.Directory,
            FileType => PathKind.File,
            LinkType => PathKind.Link,
            _ => PathKind.Other,
        },
        status.Owner, status.Group, status.Mode & 0xFFF);

    private static HostUser? FindUser(string name)
    {
        try
        {
            return name.Length > 0 && UserAccount.Find(name) is { } found ? new HostUser(found.User, found.Group) : null;
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    private static Dictionary<string, uint> ReadGroups(string path)
    {
        try
        {
            return File.ReadLines(path).Select(line => line.Split(':')).Where(fields => fields.Length >= 3)
                .DistinctBy(fields => fields[0])
                .Where(fields => uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out _))
                .ToDictionary(fields => fields[0], fields => uint.Parse(fields[2], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
