using System.Net;
using Keepone.Agent.Checks;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary>
/// <c>arp</c> and <c>ndp</c> of one of the router's own addresses: whether somebody else on the wire answers for it. The replica asks from a
/// hardware address of its own even as master: an answer of another replica, which may have the same hardware address as this one's
/// interface, would find no way back to that.
/// </summary>
internal sealed class DuplicateProbe : Probe
{
    /// <summary>
    /// The longest time to listen: hosts answer within milliseconds. It is half of the check's timeout where that is less, so that silence,
    /// which is what a pass is made of, ends before the timeout does.
    /// </summary>
    public static readonly TimeSpan LongestListening = TimeSpan.FromSeconds(1);

    private readonly IPAddress _address;
    private readonly TimeSpan _listening;
    private readonly NeighbourLine _line;
    private readonly ReactorTimer _timer;
    private readonly string _interface;
    private readonly string _nobody;
    private readonly string _nobodyElse;
    private MacAddress? _holder;
    private (MacAddress Holder, string Message)? _held;
    private bool _isMaster;

    /// <summary>A probe for duplicates.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="place">Its namespace; null: the host's.</param>
    /// <param name="address">One of the router's addresses.</param>
    /// <param name="interfaceName">Its interface.</param>
    /// <param name="timeout">The check's timeout.</param>
    /// <param name="services">What all probes share.</param>
    public DuplicateProbe(
        Replica replica, NetworkNamespace? place, IPAddress address, string interfaceName, TimeSpan timeout, ProbeServices services)
        : base(services)
    {
        (_address, _interface) = (address, interfaceName);
        _listening = timeout / 2 < LongestListening ? timeout / 2 : LongestListening;
        _nobody = $"nobody answers for {address} on {interfaceName}";
        _nobodyElse = $"nobody else answers for {address} on {interfaceName}";
        _timer = services.Reactor.AddTimer($"a probe for duplicates of {address}", HearNoMore);
        _line = new NeighbourLine(services, replica, place, interfaceName, address, Hear, Refuse, () => _timer.Set(BootClock.Now + _listening));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _timer.Dispose();
        _line.Dispose();
    }

    /// <inheritdoc/>
    protected override void Start(CheckFacts facts)
    {
        (_isMaster, _holder) = (facts.IsMaster, null);
        _line.Ask(from: null);
    }

    /// <inheritdoc/>
    protected override string Stop()
    {
        _timer.Stop();
        _line.Forget();
        return $"{_interface} did not take the question for {_address}";
    }

    private void Hear(MacAddress holder)
    {
        if (!IsRunning)
        {
            return;
        }

        if (_isMaster)
        {
            Finish(CheckOutcome.Fail, $"{holder} answers for {_address} too on {_interface}");
        }
        else if (_holder is { } first && first != holder)
        {
            Finish(CheckOutcome.Fail, $"{first} and {holder} both answer for {_address} on {_interface}");
        }

        _holder ??= holder;
    }

    private void HearNoMore()
    {
        if (_isMaster || _holder is not { } holder)
        {
            Finish(CheckOutcome.Pass, _isMaster ? _nobodyElse : _nobody);
            return;
        }

        if (_held is not { } held || held.Holder != holder)
        {
            _held = held = (holder, $"{holder} alone answers for {_address} on {_interface}");
        }

        Finish(CheckOutcome.Pass, held.Message);
    }

    private void Refuse(CheckOutcome outcome, string message) => Finish(outcome, $"nobody can be asked for {_address}: {message}");

    private void Finish(CheckOutcome outcome, string message)
    {
        _timer.Stop();
        End(outcome, message);
    }
}
