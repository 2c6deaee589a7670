using Keepone.Agent.Checks;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary>
/// <c>arp</c> and <c>ndp</c>: whether a neighbour answers on the wire, whatever it does with pings. The master asks as its kernel does, from
/// the interface's hardware address and its own address, so that it is also known that answers come back to it; a backup asks from a
/// hardware address of its own.
/// </summary>
internal sealed class NeighbourProbe : Probe
{
    private readonly ProbePath _path;
    private readonly NeighbourLine _line;
    private readonly string _silent;

    /// <summary>A probe of a neighbour.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="place">Its namespace; null: the host's.</param>
    /// <param name="path">The way to the neighbour.</param>
    /// <param name="interfaceName">The interface of that way.</param>
    /// <param name="services">What all probes share.</param>
    public NeighbourProbe(Replica replica, NetworkNamespace? place, ProbePath path, string interfaceName, ProbeServices services)
        : base(services)
    {
        var (address, question) = (path.Target.Address, path.Target.IsIPv6 ? "a neighbour solicitation" : "ARP");
        var there = $"{address} answered {question} on {interfaceName}";
        _silent = $"{address} did not answer {question} on {interfaceName}";
        _path = path;
        _line = new NeighbourLine(services, replica, place, interfaceName, address,
            _ => End(CheckOutcome.Pass, there), (outcome, message) => End(outcome, $"{address} cannot be asked: {message}"));
    }

    /// <inheritdoc/>
    public override void Dispose() => _line.Dispose();

    /// <inheritdoc/>
    protected override void Start(CheckFacts facts) =>
        _line.Ask(_path.IsOnLink && _path.As(facts.IsMaster) == Asking.ByKernel ? _path.From : null);

    /// <inheritdoc/>
    protected override string Stop()
    {
        _line.Forget();
        return _silent;
    }
}
