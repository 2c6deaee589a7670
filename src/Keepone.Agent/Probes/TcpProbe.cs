using System.Net;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary><c>tcp</c>: whether a connection is taken; it is reset at once, and nothing is sent by it.</summary>
internal sealed class TcpProbe : AddressProbe
{
    private readonly ProbeTarget _target;
    private readonly ProbeSocket<ConnectSocket> _socket;
    private readonly string _there;
    private DatagramAddress _to;
    private int _index = -1;
    private bool _isAsking;

    /// <summary>A connection.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="place">Its namespace; null: the host's.</param>
    /// <param name="path">The way to the target, with its port.</param>
    /// <param name="services">What all probes share.</param>
    public TcpProbe(Replica replica, NetworkNamespace? place, ProbePath path, ProbeServices services)
        : base(replica, place, path, services)
    {
        _target = path.Target;
        (_there, Silent) = ($"{_target} takes connections", $"{_target} did not answer");
        _socket = new ProbeSocket<ConnectSocket>(
            services,
            () => ConnectSocket.OpenIn(place, path.Interface, _target.Address.AddressFamily, path.From),
            socket => socket.Attach(services.Reactor, Finish, () => _socket!.Drop()),
            Connect,
            (outcome, message) => Refuse(outcome, message));
    }

    /// <inheritdoc/>
    protected override string Silent { get; }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _socket.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override void Ask()
    {
        _isAsking = true;
        _socket.Need();
    }

    /// <inheritdoc/>
    protected override void Forget()
    {
        _isAsking = false;
        _socket.Current?.Reset();
    }

    private void Connect(ConnectSocket socket)
    {
        if (!_isAsking)
        {
            return;
        }

        if (_index != socket.InterfaceIndex)
        {
            (_index, _to) = (socket.InterfaceIndex, new DatagramAddress(new IPEndPoint(_target.Address, _target.Port ?? 0), socket.InterfaceIndex));
        }

        if (socket.Connect(_to) is { } ended)
        {
            Finish(ended);
        }
    }

    private void Finish(int error)
    {
        if (!_isAsking)
        {
            return;
        }

        _isAsking = false;
        if (error == 0)
        {
            End(CheckOutcome.Pass, _there);
            return;
        }

        if (NetworkError.IsGone(error))
        {
            _socket.Renew();
        }

        End(NetworkError.IsShortage(error) ? CheckOutcome.Error : CheckOutcome.Fail, $"{_target}: {NetworkError.Words(error)}");
    }
}
