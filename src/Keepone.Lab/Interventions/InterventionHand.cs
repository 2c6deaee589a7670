using System.Text;
using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Lab.Audits;
using Keepone.Lab.Fabric;
using Keepone.Lab.Processes;
using Keepone.Lab.Running;
using Keepone.Linux;

namespace Keepone.Lab.Interventions;

/// <summary>The hand that does to a lab what scenarios and the fault loop ask for.</summary>
internal sealed class InterventionHand(LabSession session)
{
    private const int Kill = 9;
    private const int Continue = 18;
    private const int Stop = 19;
    private const string Filler = "/run/filler";

    private static readonly TimeSpan GoneDeadline = TimeSpan.FromSeconds(2);

    /// <summary>Carries an intervention out.</summary>
    /// <param name="what">What.</param>
    /// <param name="node">The node; null for the controller's.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when it is done.</returns>
    /// <exception cref="LabException">It makes no sense now: what should be killed does not run.</exception>
    public async Task CarryOutAsync(Intervention what, string? node, CancellationToken cancellation)
    {
        var programs = session.Programs;
        switch (what)
        {
            case Intervention.ControllerKill or Intervention.ControllerStop:
                await programs.EndControllerAsync(kill: what == Intervention.ControllerKill);
                break;
            case Intervention.ControllerStart:
                await programs.StartControllerAsync(cancellation);
                break;
            case Intervention.AgentRestart or Intervention.AgentUpgrade when node == Cables.Everyone:
                await RestartAllAsync(what == Intervention.AgentUpgrade, programs, cancellation);
                break;
            case { } when node == Cables.Everyone:
                await Task.WhenAll(session.Topology.Nodes.Select(each => CarryOutAsync(what, each.Name, programs, cancellation)));
                break;
            default:
                await CarryOutAsync(what, node ?? throw new LabException($"{what} needs a node.", 2), programs, cancellation);
                break;
        }
    }

    /// <summary>Changes the specification on all nodes at even intervals; a route comes and goes, and at last is gone.</summary>
    /// <param name="changes">How often.</param>
    /// <param name="within">In which time.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>A task that ends with the last change.</returns>
    public async Task StormAsync(int changes, TimeSpan within, CancellationToken cancellation)
    {
        var router = session.Scenario.Router;
        var text = session.Scenario.RouterText;
        var inside = router.Internal[0].Addresses[0];
        using var timer = new PeriodicTimer(within / changes, session.Clock.Time);
        for (var change = changes - 1; change >= 0 && await timer.WaitForNextTickAsync(cancellation); change--)
        {
            var changed = change == 0 ? text : $"{text}\nroutes: [{{ destination: 198.18.{change % 256}.0/24, via: {Neighbour(inside)} }}]\n";
            foreach (var node in session.Topology.Nodes)
            {
                AtomicFile.Write(
                    $"{node.Root}{LabSession.Directory}/routers.d/{router.Name}.yaml", Encoding.UTF8.GetBytes(changed),
                    UnixFileMode.UserRead | UnixFileMode.UserWrite, durable: false);
            }
        }
    }

    private async Task CarryOutAsync(Intervention what, string node, LabPrograms programs, CancellationToken cancellation)
    {
        switch (what)
        {
            case Intervention.AgentKill or Intervention.AgentStop:
                await programs.EndAgentAsync(node, kill: what == Intervention.AgentKill);
                break;
            case Intervention.AgentStart:
                await programs.StartAgentAsync(node, cancellation);
                break;
            case Intervention.AgentRestart or Intervention.AgentUpgrade:
                if (what == Intervention.AgentUpgrade)
                {
                    programs.Upgrade(node);
                }

                await programs.EndAgentAsync(node, kill: false);
                await programs.StartAgentAsync(node, cancellation);
                break;
            case Intervention.AgentFreeze or Intervention.AgentThaw:
                Signal([programs.AgentPid(node)], what == Intervention.AgentFreeze ? Stop : Continue);
                break;
            case Intervention.NodeKill:
                await KillNodeAsync(node, programs, cancellation);
                break;
            case Intervention.NodePause:
                await PauseAsync(node, programs, cancellation);
                break;
            case Intervention.NodeResume:
                await ResumeAsync(node, programs, cancellation);
                break;
            case Intervention.NodeBoot:
                await BootAsync(node, programs, cancellation);
                break;
            case Intervention.NamespaceRecreate:
                await RecreateAsync(node, cancellation);
                break;
            case Intervention.AddressesAdd or Intervention.AddressesRemove:
                SetAddresses(node, what == Intervention.AddressesAdd);
                break;
            case Intervention.DiskFill:
                Fill(session.Topology.Node(node).Root + Filler);
                break;
            case Intervention.DiskFree:
                File.Delete(session.Topology.Node(node).Root + Filler);
                break;
            case Intervention.KeepalivedForget:
                Forget(node);
                break;
            default:
                TouchKeepalived(what, node);
                break;
        }
    }

    // All end, then all start: between the two no agent runs anywhere.
    private async Task RestartAllAsync(bool upgrade, LabPrograms programs, CancellationToken cancellation)
    {
        var nodes = session.Topology.Nodes.Select(node => node.Name).ToArray();
        foreach (var node in nodes.Where(_ => upgrade))
        {
            programs.Upgrade(node);
        }

        await Task.WhenAll(nodes.Select(node => programs.EndAgentAsync(node, kill: false)));
        await Task.WhenAll(nodes.Select(node => programs.StartAgentAsync(node, cancellation)));
    }

    // A paused machine's clock goes on here, as CLOCK_BOOTTIME does in most virtual machines: all nodes share the one kernel's.
    private Task PauseAsync(string node, LabPrograms programs, CancellationToken cancellation)
    {
        session.Mastership.Leave(node);
        Signal(Everything(node, programs), Stop);
        return session.Topology.Cables.IsolateAsync(node, cancellation);
    }

    private async Task ResumeAsync(string node, LabPrograms programs, CancellationToken cancellation)
    {
        var processes = Everything(node, programs).ToArray();
        var begin = session.Clock.Now;
        await session.Topology.Cables.RejoinAsync(node, cancellation);
        session.Mastership.Return(node, begin);
        Signal(processes, Continue);
    }

    private IEnumerable<int> Everything(string node, LabPrograms programs)
    {
        var place = session.Replicas[node].Inode;
        return LabProcesses.List().Where(process => process.Namespace == place).Select(process => process.Pid).Append(programs.AgentPid(node));
    }

    private async Task BootAsync(string node, LabPrograms programs, CancellationToken cancellation)
    {
        if (!session.Dead.Contains(node))
        {
            throw new LabException($"{node} runs: kill it before it boots.", 2);
        }

        await session.Topology.DeleteReplicaAsync(node, cancellation);
        NodeFiles.Forget(session.Topology.Node(node));
        await session.Topology.MakeReplicaAsync(node, cancellation);
        session.FollowReplica(node);
        session.Unbury(node);
        await session.Topology.Cables.RejoinAsync(node, cancellation);
        await programs.StartAgentAsync(node, cancellation);
    }

    // Links first: what is killed afterwards can say nothing any more. The devices go last, and with them the addresses, as with the
    // kernel that held them.
    private async Task KillNodeAsync(string node, LabPrograms programs, CancellationToken cancellation)
    {
        session.Mastership.Leave(node);
        await session.Topology.Cables.IsolateAsync(node, cancellation);
        var place = session.Replicas[node].Inode;
        Signal(LabProcesses.List().Where(process => process.Namespace == place).Select(process => process.Pid), Kill);
        if (programs.Agents.Contains(node, StringComparer.Ordinal))
        {
            await programs.EndAgentAsync(node, kill: true);
        }

        await session.Topology.RemoveDevicesAsync(node, cancellation);
        session.Bury(node);
        await AwaitGoneAsync(node, cancellation);
    }

    private async Task RecreateAsync(string node, CancellationToken cancellation)
    {
        await session.Topology.DeleteReplicaAsync(node, cancellation);
        await session.Topology.RemoveDevicesAsync(node, cancellation);
        await AwaitGoneAsync(node, cancellation);
        await session.Topology.MakeReplicaAsync(node, cancellation);
        session.FollowReplica(node);
    }

    private async Task AwaitGoneAsync(string node, CancellationToken cancellation)
    {
        if (!await session.Bulletin.WaitAsync(
            () => !session.Mastership.Holders.Contains(node, StringComparer.Ordinal), GoneDeadline, cancellation))
        {
            throw new LabException($"The devices of {node} are gone, but the address meter was not told that their addresses are.", 1);
        }
    }

    private void SetAddresses(string node, bool there)
    {
        var place = session.Replicas[node];
        using var dump = RouteDump.OpenIn(place);
        foreach (var (nic, prefix) in KernelTruth.Virtual(session.Scenario.Router))
        {
            var link = dump.FindLink(nic) ?? throw new LabException($"{node} has lost its interface {nic}.", 1);
            _ = there ? RouteEdit.AddAddress(place, link.Index, prefix) : RouteEdit.RemoveAddress(place, link.Index, prefix);
        }
    }

    private void TouchKeepalived(Intervention what, string node)
    {
        var (parent, child) = LabProcesses.Keepalived(session.Replicas[node]);
        var (pids, signal) = what switch
        {
            Intervention.KeepalivedKillParent => (new[] { parent }, Kill),
            Intervention.KeepalivedKillChild => ([child], Kill),
            Intervention.KeepalivedKillBoth => ([child, parent], Kill),
            Intervention.KeepalivedStop => ([parent, child], Stop),
            Intervention.KeepalivedContinue => ([parent, child], Continue),
            _ => throw new LabException($"The lab does not know how to do {what}.", 70),
        };

        // What was stopped may be gone by the time it is to go on: the agent may have replaced it.
        Signal(pids.Where(pid => pid is not null || signal != Continue)
            .Select(pid => pid ?? throw new LabException($"keepalived does not run on {node}.", 1)), signal);
    }

    private void Forget(string node)
    {
        var files = ReplicaFiles.For("/run/keepone", session.Scenario.Router.Id);
        var root = session.Topology.Node(node).Root;
        File.Delete(root + files.ParentPid);
        File.Delete(root + files.VrrpPid);
    }

    // All are found before the first is told: what one's end does to another must not be part of it.
    private static void Signal(IEnumerable<int> pids, int signal)
    {
        var found = pids.Select(ProcFs.Identify).OfType<ProcessIdentity>().Select(ProcessHandle.TryOpen).OfType<ProcessHandle>().ToArray();
        foreach (var process in found)
        {
            process.Signal(signal);
        }

        foreach (var process in found)
        {
            process.Dispose();
        }
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var block = new byte[1024 * 1024]; block.Length >= 1024; block = new byte[block.Length / 4])
        {
            try
            {
                while (true)
                {
                    file.Write(block);
                }
            }
            catch (IOException)
            {
                // Full for a block of this size; smaller ones may still find room.
            }
        }
    }

    private static string Neighbour(IpPrefix own)
    {
        var bytes = own.Address.GetAddressBytes();
        bytes[^1] += 8;
        return new System.Net.IPAddress(bytes).ToString();
    }
}
