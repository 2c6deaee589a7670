using Keepone.Lab.Audits;
using Keepone.Lab.Fabric;
using Keepone.Lab.Processes;
using Keepone.Lab.Running;

namespace Keepone.Lab.Checks;

/// <summary>Gives the nodes' check scripts their words, and keeps the file systems that do not answer.</summary>
internal sealed class CheckHand(LabSession session) : IAsyncDisposable
{
    private const string Fuse = "/dev/fuse";

    private static readonly TimeSpan MountDeadline = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, LabProcess> _dead = new(StringComparer.Ordinal);

    /// <summary>Gives a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="name">The node; <see cref="Cables.Everyone"/>: all.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A sentence for each thing that was wrong with what the last word had led to.</returns>
    public async Task<IReadOnlyList<string>> TellAsync(CheckWord word, string name, CancellationToken cancellation)
    {
        var findings = new List<string>();
        foreach (var node in session.Topology.Nodes.Where(node => name == Cables.Everyone || node.Name == name))
        {
            if (word.Word == CheckWords.Unkillable && !_dead.ContainsKey(node.Name))
            {
                await MountAsync(node, cancellation);
            }

            CheckFiles.Tell(node, word);
            if (word.Word != CheckWords.Unkillable && _dead.Remove(node.Name, out var server))
            {
                findings.AddRange(Stuck(node));
                await ReleaseAsync(node, server, cancellation);
            }
        }

        return findings;
    }

    /// <summary>Lets every process go that waits for a file system that does not answer.</summary>
    /// <returns>A task that ends when the file systems are gone.</returns>
    public async ValueTask DisposeAsync()
    {
        foreach (var (name, server) in _dead)
        {
            await ReleaseAsync(session.Topology.Node(name), server, CancellationToken.None);
        }

        _dead.Clear();
    }

    private async Task MountAsync(LabNode node, CancellationToken cancellation)
    {
        if (!File.Exists(Fuse))
        {
            throw new LabException($"A check that cannot be killed needs {Fuse}, which this machine does not have: load the kernel module 'fuse'.", 3);
        }

        var ready = false;
        var server = LabProcess.Start(
            $"dead-mount-{node.Name}", node.Enter(CheckFiles.DeadMountScript, CheckFiles.DeadMount), $"{LabSession.Directory}/logs",
            Take, session.Bulletin.Publish, session.Clock.Time);
        _dead.Add(node.Name, server);

        await session.Bulletin.WaitAsync(() => Volatile.Read(ref ready) || !server.IsRunning, MountDeadline, cancellation);
        if (!Volatile.Read(ref ready))
        {
            throw new LabException(
                $"The file system that does not answer could not be mounted on {node.Name}; its log is dead-mount-{node.Name}.log (--keep).", 1);
        }

        void Take(string line)
        {
            Volatile.Write(ref ready, line == "ready");
            session.Bulletin.Publish();
        }
    }

    // One run hangs, and no second one is started beside it for as long as it does: else they would pile up for as long as the mount is dead.
    private IEnumerable<string> Stuck(LabNode node)
    {
        var place = session.Replicas[node.Name].Inode;
        var stuck = LabProcesses.List().Count(process => process is { State: 'D', Name: "ls" } && process.Namespace == place);
        if (stuck != 1)
        {
            yield return $"On {node.Name} {stuck} check processes waited for the file system that does not answer, expected 1: "
                + "one that cannot be killed, and none beside it.";
        }
    }

    private static async Task ReleaseAsync(LabNode node, LabProcess server, CancellationToken cancellation)
    {
        await server.KillAsync();
        await server.DisposeAsync();
        await Tool.RunAsync(node.Enter("umount", "--lazy", CheckFiles.DeadMount), input: null, cancellation);
    }
}
