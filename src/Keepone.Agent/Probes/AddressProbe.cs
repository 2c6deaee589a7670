using Keepone.Agent.Checks;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary>
/// A probe of an address, which asks as the master would where the replica has an address to ask from. A backup has none on the router's
/// interfaces: there it asks a neighbour by ARP or neighbour discovery, and a distant host not at all.
/// </summary>
internal abstract class AddressProbe : Probe
{
    private readonly ProbePath _path;
    private readonly NeighbourLine? _neighbour;
    private readonly string _there;
    private readonly string _silent;
    private readonly string _unasked;
    private Asking _asking;

    /// <summary>A probe of an address.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="place">Its namespace; null: the host's.</param>
    /// <param name="path">The way to the target.</param>
    /// <param name="services">What all probes share.</param>
    protected AddressProbe(Replica replica, NetworkNamespace? place, ProbePath path, ProbeServices services)
        : base(services)
    {
        _path = path;
        var (address, question) = (path.Target.Address, path.Target.IsIPv6 ? "a neighbour solicitation" : "ARP");
        _there = $"{address} answered {question} on {path.Interface}";
        _silent = $"{address} did not answer {question} on {path.Interface}";
        _unasked = $"a backup has no address to ask {path.Target} from";
        if (path is { NeedsMaster: true, IsOnLink: true, Interface: { } name })
        {
            _neighbour = new NeighbourLine(
                services, replica, place, name, address, _ => End(CheckOutcome.Pass, _there), (outcome, message) => Refuse(outcome, message));
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _neighbour?.Dispose();

    /// <inheritdoc/>
    protected override void Start(CheckFacts facts)
    {
        _asking = _path.As(facts.IsMaster);
        switch (_asking)
        {
            case Asking.ByKernel:
                Ask();
                break;
            case Asking.AsNeighbour:
                _neighbour!.Ask(from: null);
                break;
            default:
                End(CheckOutcome.Unasked, _unasked);
                break;
        }
    }

    /// <inheritdoc/>
    protected override string Stop()
    {
        if (_asking == Asking.AsNeighbour)
        {
            _neighbour!.Forget();
            return _silent;
        }

        Forget();
        return Silent;
    }

    /// <summary>What is said of a target that did not answer <see cref="Ask"/>.</summary>
    protected abstract string Silent { get; }

    /// <summary>Asks as any program does.</summary>
    protected abstract void Ask();

    /// <summary>Gives <see cref="Ask"/> up.</summary>
    protected abstract void Forget();

    /// <summary>The target cannot be asked.</summary>
    /// <param name="outcome">What that says.</param>
    /// <param name="message">Why.</param>
    protected void Refuse(CheckOutcome outcome, string message) => End(outcome, $"{_path.Target} cannot be asked: {message}");
}
