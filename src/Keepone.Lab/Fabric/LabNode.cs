using System.Diagnostics;
using Keepone.Lab.Processes;

namespace Keepone.Lab.Fabric;

/// <summary>
/// A machine of the lab: a network, a mount and a UTS namespace with a private <c>/run</c>, kept by a process that does nothing.
/// </summary>
internal sealed class LabNode
{
    private readonly Process _holder;

    private LabNode(string name, Process holder)
    {
        Name = name;
        _holder = holder;
        Pid = holder.Id;
    }

    /// <summary>Its name, which is its host name too.</summary>
    public string Name { get; }

    /// <summary>The process that keeps its namespaces, by its id in the lab's PID namespace.</summary>
    public int Pid { get; }

    /// <summary>Its file system, as seen from the lab.</summary>
    public string Root => $"/proc/{Pid}/root";

    /// <summary>The file of its network namespace, as seen from the lab.</summary>
    public string NetworkNamespace => $"/proc/{Pid}/ns/net";

    /// <summary>The file of a named network namespace in it, as seen from the lab.</summary>
    /// <param name="name">The namespace's name in the node.</param>
    /// <returns>The path.</returns>
    public string NamedNamespace(string name) => $"{Root}/run/netns/{name}";

    /// <summary>A command that runs inside of the node.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <returns>The whole command, for a process of the lab.</returns>
    public string[] Enter(params IReadOnlyList<string> command) =>
        ["nsenter", $"--target={Pid}", "--net", "--mount", "--uts", "--", .. command];

    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The node, with its loopback up and an empty <c>/run</c>.</returns>
    public static async Task<LabNode> CreateAsync(string name, CancellationToken cancellation)
    {
        // `cat` keeps the namespaces as long as the lab holds its standard input, and its echo says that `unshare` has made them.
        var holder = Process.Start(Tool.Piped(["unshare", "--net", "--mount", "--uts", "--", "cat"]))!;
        await holder.StandardInput.WriteLineAsync("ready");
        await holder.StandardInput.FlushAsync(cancellation);
        if (await holder.StandardOutput.ReadLineAsync(cancellation) is null)
        {
            await holder.WaitForExitAsync(cancellation);
            throw new LabException($"The namespaces of {name} could not be made: 'unshare' ended with exit code {holder.ExitCode}.", 3);
        }

        var node = new LabNode(name, holder);
        await Tool.RunAsync(node.Enter("mount", "-t", "tmpfs", "-o", "mode=0755,size=64m", "keepone-lab", "/run"), null, cancellation);
        await Tool.RunAsync(node.Enter("hostname", name), null, cancellation);
        await node.IpAsync("link set lo up", cancellation);
        return node;
    }

    /// <summary>Runs <c>ip</c> commands in the node, in one process.</summary>
    /// <param name="batch">The commands, one a line, without the word ip.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <returns>A task that ends when all are done.</returns>
    public Task IpAsync(string batch, CancellationToken cancellation) =>
        Tool.RunAsync(Enter("ip", "-batch", "-"), batch + "\n", cancellation);

    /// <summary>Runs <c>ip</c> commands in a named namespace of the node, in one process.</summary>
    /// <param name="nameSpace">The namespace.</param>
    /// <param name="batch">The commands, one a line, without the word ip.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <returns>A task that ends when all are done.</returns>
    public Task IpAsync(string nameSpace, string batch, CancellationToken cancellation) =>
        Tool.RunAsync(Enter("ip", "-netns", nameSpace, "-batch", "-"), batch + "\n", cancellation);

    /// <summary>Ends the node's holder. What still runs in the node keeps its namespaces until it ends too.</summary>
    public void Remove()
    {
        if (!_holder.HasExited)
        {
            _holder.Kill();
            _holder.WaitForExit();
        }

        _holder.Dispose();
    }
}
