using Keepone.Core.Health;

namespace Keepone.Agent.Probes;

/// <summary><c>bond</c>: whether a bond of the host has NICs left, and redundancy.</summary>
/// <param name="name">The bond.</param>
/// <param name="services">What all probes share.</param>
internal sealed class BondProbe(string name, ProbeServices services) : ReadingProbe(services)
{
    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    /// <inheritdoc/>
    protected override (CheckOutcome Outcome, string Message) Read()
    {
        if (HostLink.Read(Services.Sysfs, name) is null)
        {
            return (CheckOutcome.Fail, $"{name} does not exist");
        }

        return BondReading.IsBond(Services.Sysfs, name)
            ? BondReading.Judge(name, BondReading.Read(Services.Sysfs, name))
            : (CheckOutcome.Error, $"{name} is not a bond");
    }

    /// <inheritdoc/>
    protected override string Stop() => $"the kernel did not tell the state of {name}";
}
