using System.Text;
using Keepone.Lab.Fabric;
using Keepone.Lab.Running;
using Keepone.Linux;

namespace Keepone.Lab.Checks;

/// <summary>
/// The check scripts of a node and the word that they obey, below its private <c>/run</c>: owned by root all the way, and writable by
/// nobody else, as the agent demands of every script (DESIGN §6).
/// </summary>
internal static class CheckFiles
{
    /// <summary>Their directory in each node.</summary>
    public const string Directory = $"{LabSession.Directory}/checks";

    /// <summary>The mount point of the file system that does not answer.</summary>
    public const string DeadMount = $"{Directory}/dead";

    /// <summary>The script that mounts it and is its server.</summary>
    public const string DeadMountScript = $"{Directory}/dead-mount.sh";

    /// <summary>There as long as the word is one that passes: something for the checks of others to look at.</summary>
    public const string Fit = $"{Directory}/fit";

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly string[] Scripts = ["obey.sh", "host-nic.sh", "dead-mount.sh"];

    /// <summary>Writes scripts and word of a node.</summary>
    /// <param name="node">The node.</param>
    public static void Install(LabNode node)
    {
        System.IO.Directory.CreateDirectory(node.Root + DeadMount);
        foreach (var script in Scripts)
        {
            AtomicFile.Write($"{node.Root}{Directory}/{script}", Text(script), Executable, durable: false);
        }

        Tell(node, CheckWords.All[0]);
    }

    /// <summary>Gives a node's scripts their word.</summary>
    /// <param name="node">The node.</param>
    /// <param name="word">The word.</param>
    public static void Tell(LabNode node, CheckWord word)
    {
        AtomicFile.Write($"{node.Root}{Directory}/word", Encoding.UTF8.GetBytes(word.Word + "\n"), Readable, durable: false);
        if (word.IsFault)
        {
            File.Delete(node.Root + Fit);
        }
        else
        {
            AtomicFile.Write(node.Root + Fit, [], Readable, durable: false);
        }
    }

    private static byte[] Text(string script)
    {
        using var stream = typeof(CheckFiles).Assembly.GetManifestResourceStream($"check/{script}")
            ?? throw new InvalidOperationException($"the program has no check script {script}");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
