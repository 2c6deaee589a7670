namespace Keepone.Lab.Running;

/// <summary>Copies what a run leaves to read: logs, configurations, specifications; never a key.</summary>
internal static class Artifacts
{
    private const long LargestFile = 32 * 1024 * 1024;

    private static readonly string[] Endings = [".log", ".conf", ".yaml", ".json"];

    /// <summary>Copies.</summary>
    /// <param name="session">The lab.</param>
    /// <param name="directory">Where to; it is made.</param>
    public static void Copy(LabSession session, string directory)
    {
        CopyTree($"{LabSession.Directory}/logs", directory);
        foreach (var node in session.Topology.Nodes.Append(session.Topology.Controller))
        {
            CopyTree($"{node.Root}/run/keepone", Path.Combine(directory, node.Name));
            CopyTree($"{node.Root}{LabSession.Directory}", Path.Combine(directory, node.Name));
        }
    }

    private static void CopyTree(string source, string target)
    {
        if (!Directory.Exists(source))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var info = new FileInfo(file);
            if (Endings.Contains(info.Extension, StringComparer.Ordinal) && info.Length <= LargestFile)
            {
                var destination = Path.Combine(target, Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(destination)!);
                File.Copy(file, destination, overwrite: true);
            }
        }
    }
}
