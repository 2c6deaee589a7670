using System.Net;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary><c>ping</c>: an ICMP or ICMPv6 echo (RFC 792, RFC 4443).</summary>
internal sealed class PingProbe : AddressProbe
{
    private readonly EchoLines _lines;
    private readonly EchoLine _line;
    private readonly Asker _asker;

    /// <summary>A ping.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="place">Its namespace; null: the host's.</param>
    /// <param name="path">The way to the target.</param>
    /// <param name="services">What all probes share.</param>
    public PingProbe(Replica replica, NetworkNamespace? place, ProbePath path, ProbeServices services)
        : base(replica, place, path, services)
    {
        _lines = services.Echoes;
        _line = _lines.Join(place, path);
        _asker = new Asker(this, path.Target.Address);
        Silent = $"{path.Target.Address} did not answer";
    }

    /// <inheritdoc/>
    protected override string Silent { get; }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _line.Forget(_asker);
        _lines.Leave(_line);
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override void Ask() => _line.Ask(_asker);

    /// <inheritdoc/>
    protected override void Forget() => _line.Forget(_asker);

    private sealed class Asker(PingProbe probe, IPAddress target) : EchoAsker(target)
    {
        private readonly string _there = $"{target} answered";

        public override void Hear() => probe.End(CheckOutcome.Pass, _there);

        public override void Refuse(CheckOutcome outcome, string message) => probe.Refuse(outcome, message);
    }
}
