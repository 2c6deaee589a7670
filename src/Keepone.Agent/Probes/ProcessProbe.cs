using Keepone.Agent.Checks;
using Keepone.Core.Health;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary><c>process</c>: whether a program runs in the replica's network namespace, or in the host's.</summary>
internal sealed class ProcessProbe : Probe
{
    private readonly string _place;
    private readonly string _runs;

    /// <summary>A probe of a program.</summary>
    /// <param name="place">The namespace; null: the host's.</param>
    /// <param name="name">The program's name.</param>
    /// <param name="services">What all probes share.</param>
    public ProcessProbe(NetworkNamespace? place, string name, ProbeServices services)
        : base(services)
    {
        (Namespace, Name, _place) = (place?.Inode, name, place?.Path ?? "the host's network namespace");
        _runs = $"{name} runs in {_place}";
        services.Census.Join(name);
    }

    /// <summary>The inode of the namespace; null: the host's.</summary>
    public ulong? Namespace { get; }

    /// <summary>The program's name.</summary>
    public string Name { get; }

    /// <summary>Takes what a scan found.</summary>
    /// <param name="runs">Whether it runs there.</param>
    public void Tell(bool runs) =>
        End(runs ? CheckOutcome.Pass : CheckOutcome.Fail, runs ? _runs : $"no process {Name} runs in {_place}");

    /// <summary>Takes that there is no telling.</summary>
    /// <param name="why">Why.</param>
    public void Refuse(string why) => End(CheckOutcome.Error, why);

    /// <inheritdoc/>
    public override void Dispose()
    {
        Services.Census.Forget(this);
        Services.Census.Leave(Name);
    }

    /// <inheritdoc/>
    protected override void Start(CheckFacts facts) => Services.Census.Ask(this);

    /// <inheritdoc/>
    protected override string Stop()
    {
        Services.Census.Forget(this);
        return "/proc was not read to its end";
    }
}
