using System.Net;
using Keepone.Core.Health;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary>One check's question on a line: one at a time.</summary>
/// <param name="target">Whom it asks.</param>
internal abstract class EchoAsker(IPAddress target)
{
    private DatagramAddress _to;
    private int _index = -1;

    /// <summary>The sequence number that it asked with; null: it asks nothing now.</summary>
    public ushort? Sequence { get; set; }

    /// <summary>Its target as a socket needs it.</summary>
    /// <param name="interfaceIndex">The socket's interface; 0: any.</param>
    /// <returns>The address.</returns>
    public ref readonly DatagramAddress To(int interfaceIndex)
    {
        if (_index != interfaceIndex)
        {
            (_index, _to) = (interfaceIndex, new DatagramAddress(new IPEndPoint(target, 0), interfaceIndex));
        }

        return ref _to;
    }

    /// <summary>Its target answered.</summary>
    public abstract void Hear();

    /// <summary>It cannot be asked.</summary>
    /// <param name="outcome">What that says.</param>
    /// <param name="message">Why.</param>
    public abstract void Refuse(CheckOutcome outcome, string message);
}

/// <summary>
/// An echo socket and who asks by it. An answer is known by its sequence number and its sender: one that comes after its asker gave up, or
/// a second time, is nobody's.
/// </summary>
internal sealed class EchoLine : IDisposable
{
    /// <summary>How many questions may be open: half of the sequence numbers, so that one is not used again soon.</summary>
    public const int MostOpen = 32_768;

    private readonly Dictionary<ushort, EchoAsker> _asking = [];
    private readonly List<EchoAsker> _waiting = [];
    private readonly ProbeSocket<EchoSocket> _socket;
    private ushort _sequence;

    /// <summary>A line that has no socket yet.</summary>
    /// <param name="services">What all probes share.</param>
    /// <param name="place">The namespace; null: the host's.</param>
    /// <param name="way">What its askers have in common.</param>
    public EchoLine(ProbeServices services, NetworkNamespace? place, EchoWay way)
    {
        Way = way;
        _socket = new ProbeSocket<EchoSocket>(
            services,
            () => EchoSocket.OpenIn(place, way.Interface, way.Family, way.From),
            socket => socket.Attach(services.Reactor, Hear, () => _socket!.Drop()),
            _ => AskAll(),
            RefuseAll);
    }

    /// <summary>What its askers have in common.</summary>
    public EchoWay Way { get; }

    /// <summary>How many checks have joined.</summary>
    public int Users { get; set; }

    /// <summary>Asks, now or when the socket is there.</summary>
    /// <param name="asker">Who asks; it asks nothing now.</param>
    public void Ask(EchoAsker asker)
    {
        if (_socket.Current is { } socket)
        {
            Send(socket, asker);
            return;
        }

        if (!_waiting.Contains(asker))
        {
            _waiting.Add(asker);
        }

        _socket.Need();
    }

    /// <summary>Gives a question up.</summary>
    /// <param name="asker">Who asked.</param>
    public void Forget(EchoAsker asker)
    {
        _ = _waiting.Remove(asker);
        if (asker.Sequence is { } sequence)
        {
            asker.Sequence = null;
            _ = _asking.Remove(sequence);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Send(EchoSocket socket, EchoAsker asker)
    {
        if (_asking.Count >= MostOpen)
        {
            asker.Refuse(CheckOutcome.Error, $"{MostOpen} echo requests are open already");
            return;
        }

        do
        {
            _sequence++;
        }
        while (_asking.ContainsKey(_sequence));

        // Before it is sent: on loopback the answer is there at once, though nobody reads it before this step ends.
        (asker.Sequence, _asking[_sequence]) = (_sequence, asker);
        var error = socket.Ask(asker.To(socket.InterfaceIndex), _sequence);
        if (error == 0)
        {
            return;
        }

        Forget(asker);
        if (NetworkError.IsGone(error) && Way.Interface is not null)
        {
            _socket.Renew();
        }

        asker.Refuse(NetworkError.IsShortage(error) ? CheckOutcome.Error : CheckOutcome.Fail, NetworkError.Words(error));
    }

    private void Hear(in DatagramAddress from, ushort sequence)
    {
        if (_asking.TryGetValue(sequence, out var asker) && from.HasAddressOf(asker.To(_socket.Current?.InterfaceIndex ?? 0)))
        {
            Forget(asker);
            asker.Hear();
        }
    }

    // Also what was asked by the socket before this one: its answer will not be heard.
    private void AskAll()
    {
        EchoAsker[] all = [.. _waiting, .. _asking.Values];
        _waiting.Clear();
        _asking.Clear();
        foreach (var asker in all)
        {
            asker.Sequence = null;
            if (_socket.Current is { } socket)
            {
                Send(socket, asker);
            }
        }
    }

    private void RefuseAll(CheckOutcome outcome, string message)
    {
        EchoAsker[] all = [.. _waiting, .. _asking.Values];
        _waiting.Clear();
        _asking.Clear();
        foreach (var asker in all)
        {
            asker.Sequence = null;
            asker.Refuse(outcome, message);
        }
    }
}
