using Keepone.Lab.Fabric;
using Keepone.Lab.Scenarios;

namespace Keepone.Lab.Running;

/// <summary>Cuts and heals what a scenario asks for, and says when it was in force.</summary>
internal sealed class CableHand(LabSession session, Progress progress)
{
    /// <summary>When something was healed last; null: nothing was.</summary>
    public TimeSpan? LastHeal { get; private set; }

    /// <summary>Cuts or heals a NIC.</summary>
    /// <param name="plug">Which.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when it is in force.</returns>
    public Task PlugAsync(Plug plug, CancellationToken cancellation)
    {
        var cables = session.Topology.Cables;
        var nic = plug.Node == Cables.Everyone ? $"every {Fabric()} NIC" : $"{plug.Node}'s {Fabric()} NIC";
        return plug.Cut
            ? CutAsync($"cutting {nic}, outside of the node: nothing in the router's namespace goes down", () => cables.CutAsync(plug.Node, plug.Fabric, cancellation))
            : HealAsync($"plugging {nic} in again", () => cables.HealAsync(plug.Node, plug.Fabric, cancellation));

        string Fabric() => plug.Fabric.ToString().ToLowerInvariant();
    }

    /// <summary>Cuts or heals one direction between nodes, or both.</summary>
    /// <param name="link">Which.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when it is in force.</returns>
    public Task PlugAsync(LinkPlug link, CancellationToken cancellation)
    {
        var cables = session.Topology.Cables;
        var what = $"{link.Traffic.ToString().ToLowerInvariant()} {(link.BothWays ? "between" : "from")} {link.From} "
            + $"{(link.BothWays ? "and" : "to")} {link.To} on the tunnel fabric";
        return link.Cut
            ? CutAsync($"cutting {what}", () => cables.CutAsync(link.From, link.To, link.BothWays, link.Traffic, cancellation))
            : HealAsync($"healing {what}", () => cables.HealAsync(link.From, link.To, link.BothWays, link.Traffic, cancellation));
    }

    private async Task CutAsync(string what, Func<Task> cut)
    {
        progress.Say(what);
        var begin = session.Clock.Now;
        await cut();

        // Packets are dropped from some moment in between on.
        progress.Say($"    in force, after {(session.Clock.Now - begin).TotalMilliseconds:0.0} ms");
    }

    private async Task HealAsync(string what, Func<Task> heal)
    {
        progress.Say(what);
        await heal();
        LastHeal = session.Clock.Now;
    }
}
