using Keepone.Core.Health;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary><c>carrier</c>: whether an interface can carry traffic: of the replica's namespace by netlink, of the host by sysfs.</summary>
internal sealed class CarrierProbe : ReadingProbe
{
    private readonly NetworkNamespace? _place;
    private readonly string _name;
    private readonly string _up;
    private readonly bool _ofHost;
    private RouteDump? _dump;
    private volatile bool _isDisposed;

    /// <summary>A probe of an interface.</summary>
    /// <param name="place">The namespace; null: the host's.</param>
    /// <param name="name">The interface.</param>
    /// <param name="ofHost">Whether it is one of the host's, in sysfs.</param>
    /// <param name="services">What all probes share.</param>
    public CarrierProbe(NetworkNamespace? place, string name, bool ofHost, ProbeServices services)
        : base(services) =>
        (_place, _name, _ofHost, _up) = (place, name, ofHost, $"{name} is up");

    /// <inheritdoc/>
    public override void Dispose()
    {
        _isDisposed = true;
        _dump?.Dispose();
    }

    /// <summary>Judges an interface of a replica's namespace. Pure.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="link">The interface; null: there is none.</param>
    /// <returns>The outcome and what was found.</returns>
    public static (CheckOutcome Outcome, string Message) Judge(string name, Link? link) => link switch
    {
        null => (CheckOutcome.Fail, $"{name} does not exist"),
        { Up: false } => (CheckOutcome.Fail, $"{name} is administratively down"),
        { Carrier: false } => (CheckOutcome.Fail, $"{name} has no carrier"),
        _ => (CheckOutcome.Pass, $"{name} is up"),
    };

    /// <inheritdoc/>
    protected override (CheckOutcome Outcome, string Message) Read()
    {
        if (_ofHost)
        {
            return HostLink.Read(Services.Sysfs, _name) switch
            {
                null => (CheckOutcome.Fail, $"{_name} does not exist"),
                { IsUp: true } => (CheckOutcome.Pass, _up),
                var down => (CheckOutcome.Fail, down.Sentence),
            };
        }

        var dump = _dump ??= RouteDump.OpenIn(_place);
        if (_isDisposed)
        {
            dump.Dispose();
        }

        return Judge(_name, dump.FindLink(_name));
    }

    /// <inheritdoc/>
    protected override string Stop() => $"the kernel did not tell the state of {_name}";
}
