using System.Globalization;
using System.Text;
using Keepone.Lab.Processes;

namespace Keepone.Lab.Fabric;

/// <summary>
/// The cuts in single directions between ports of the tunnel fabric: a table of nftables' bridge family where the fabric is, outside of
/// every node. Each change replaces the whole table in one transaction: from one packet to the next all of it is in force.
/// </summary>
internal sealed class LinkCuts
{
    private const string Table = "bridge keepone-lab";

    // On the fabric the HA network is the inside of a VXLAN: what a rule looks at is counted from the outer UDP header (RFC 7348 5).
    private const int VxlanPort = 4789;
    private const int BeaconPort = 3112;
    private const int InnerIp = (8 + 8 + 14) * 8;
    private const int Protocol = InnerIp + (9 * 8);
    private const int UdpDestination = InnerIp + ((20 + 2) * 8);

    private readonly HashSet<LinkCut> _cuts = [];

    /// <summary>Cuts.</summary>
    /// <param name="cuts">What is cut, all in one step.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when all are in force.</returns>
    public Task CutAsync(IReadOnlyCollection<LinkCut> cuts, CancellationToken cancellation)
    {
        _cuts.UnionWith(cuts);
        return ApplyAsync(cancellation);
    }

    /// <summary>Heals.</summary>
    /// <param name="cuts">What is healed, all in one step.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when all packets flow there again.</returns>
    /// <exception cref="LabException">One of them is not cut: a scenario that heals what is whole is wrong.</exception>
    public Task HealAsync(IReadOnlyCollection<LinkCut> cuts, CancellationToken cancellation)
    {
        foreach (var cut in cuts.Where(cut => !_cuts.Remove(cut)))
        {
            throw new LabException($"There is no cut of {cut.Traffic.ToString().ToLowerInvariant()} from {cut.From} to {cut.To} to heal.", 2);
        }

        return ApplyAsync(cancellation);
    }

    /// <summary>Heals all.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when all packets flow again.</returns>
    public Task HealAllAsync(CancellationToken cancellation)
    {
        if (_cuts.Count == 0)
        {
            return Task.CompletedTask;
        }

        _cuts.Clear();
        return ApplyAsync(cancellation);
    }

    /// <summary>The commands for <c>nft</c> that put cuts into force, and no others.</summary>
    /// <param name="cuts">The cuts.</param>
    /// <returns>The commands: one transaction.</returns>
    public static string Transaction(IEnumerable<LinkCut> cuts)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"add table {Table}");
        text.AppendLine(CultureInfo.InvariantCulture, $"delete table {Table}");
        text.AppendLine(CultureInfo.InvariantCulture, $"add table {Table}");
        text.AppendLine(CultureInfo.InvariantCulture, $"add chain {Table} forward {{ type filter hook forward priority 0; policy accept; }}");
        foreach (var cut in cuts.OrderBy(cut => (cut.From, cut.To, cut.Traffic)))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"add rule {Table} forward iifname \"{cut.From}\" oifname \"{cut.To}\" {Match(cut.Traffic)}counter drop");
        }

        return text.ToString();
    }

    private static string Match(TrafficClass traffic) => traffic switch
    {
        TrafficClass.Adverts => $"udp dport {VxlanPort} @th,{Protocol},8 112 ",
        TrafficClass.Beacons => $"udp dport {VxlanPort} @th,{Protocol},8 17 @th,{UdpDestination},16 {BeaconPort} ",
        _ => "",
    };

    private Task<string> ApplyAsync(CancellationToken cancellation) => Tool.RunAsync(["nft", "-f", "-"], Transaction(_cuts), cancellation);
}
