using System.Net;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary>Takes an answer of a neighbour.</summary>
/// <param name="holder">Who says that it has the address.</param>
internal delegate void NeighbourHeard(MacAddress holder);

/// <summary>One check's questions to one neighbour, with a socket that is opened when it is needed first.</summary>
internal sealed class NeighbourLine : IDisposable
{
    private readonly ProbeSocket<NeighbourSocket> _socket;
    private readonly SocketRefused _onRefused;
    private readonly Action? _onAsked;
    private readonly string _interface;
    private IPAddress? _from;
    private bool _isWaiting;

    /// <summary>A line that has no socket yet.</summary>
    /// <param name="services">What all probes share.</param>
    /// <param name="replica">The replica.</param>
    /// <param name="place">Its namespace; null: the host's.</param>
    /// <param name="interfaceName">The interface.</param>
    /// <param name="target">The neighbour.</param>
    /// <param name="onHeard">Called with each answer.</param>
    /// <param name="onRefused">Called when it cannot be asked.</param>
    /// <param name="onAsked">Called when it was asked.</param>
    public NeighbourLine(
        ProbeServices services, Replica replica, NetworkNamespace? place, string interfaceName, IPAddress target, NeighbourHeard onHeard,
        SocketRefused onRefused, Action? onAsked = null)
    {
        (_interface, _onRefused, _onAsked) = (interfaceName, onRefused, onAsked);
        var own = ProbeMac.Of(replica.Router.Id, replica.Node, interfaceName);
        _socket = new ProbeSocket<NeighbourSocket>(
            services,
            () => NeighbourSocket.OpenIn(place, interfaceName, target, own),
            socket => socket.Attach(services.Reactor, holder => onHeard(holder), () => _socket!.Drop()),
            Send,
            (outcome, message) =>
            {
                _isWaiting = false;
                onRefused(outcome, message);
            });
    }

    /// <summary>Asks, now or when the socket is there.</summary>
    /// <param name="from">The asker's address; null: from a hardware address of the replica's own, without an address.</param>
    public void Ask(IPAddress? from)
    {
        (_from, _isWaiting) = (from, true);
        _socket.Need();
    }

    /// <summary>Gives the question up.</summary>
    public void Forget() => _isWaiting = false;

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Send(NeighbourSocket socket)
    {
        if (!_isWaiting)
        {
            return;
        }

        _isWaiting = false;
        var error = socket.Ask(_from);
        if (error == 0)
        {
            _onAsked?.Invoke();
            return;
        }

        if (NetworkError.IsGone(error))
        {
            _socket.Renew();
        }

        _onRefused(NetworkError.IsShortage(error) ? CheckOutcome.Error : CheckOutcome.Fail, $"{_interface}: {NetworkError.Words(error)}");
    }
}
