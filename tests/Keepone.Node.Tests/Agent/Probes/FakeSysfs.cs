using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Probes;

/// <summary>A tree of files like the host's /sys, as far as interfaces go.</summary>
internal sealed class FakeSysfs : IDisposable
{
    private readonly TestDirectory _directory = new();

    internal FakeSysfs() => Directory.CreateDirectory(Path.Combine(Root, "class/net"));

    internal string Root => _directory.Root;

    /// <summary>Adds an interface.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="operstate">Its operational state.</param>
    /// <param name="carrier">Its carrier; null: the file is not to be read, as of one that is administratively down.</param>
    /// <param name="device">Where its device is below <c>devices</c>; null: it has none.</param>
    /// <param name="slaveStatus">What its bond says of it; null: nothing.</param>
    internal void Add(string name, string operstate = "up", string? carrier = "1", string? device = null, string? slaveStatus = null)
    {
        var entry = Path.Combine(Root, "class/net", name);
        var real = device is null ? entry : Path.Combine(Root, "devices", device, "net", name);
        Directory.CreateDirectory(real);
        if (device is not null)
        {
            File.CreateSymbolicLink(entry, $"../../devices/{device}/net/{name}");
            File.CreateSymbolicLink(Path.Combine(real, "device"), $"../../../{Path.GetFileName(device)}");
        }

        File.WriteAllText(Path.Combine(real, "operstate"), operstate + "\n");
        if (carrier is not null)
        {
            File.WriteAllText(Path.Combine(real, "carrier"), carrier + "\n");
        }

        if (slaveStatus is not null)
        {
            Directory.CreateDirectory(Path.Combine(real, "bonding_slave"));
            File.WriteAllText(Path.Combine(real, "bonding_slave/mii_status"), slaveStatus + "\n");
        }
    }

    /// <summary>Makes an interface a bond.</summary>
    internal void Bond(string name, string slaves, string mode = "active-backup 1", string status = "up", string active = "")
    {
        Add(name);
        var bonding = Path.Combine(Root, "class/net", name, "bonding");
        Directory.CreateDirectory(bonding);
        File.WriteAllText(Path.Combine(bonding, "mode"), mode + "\n");
        File.WriteAllText(Path.Combine(bonding, "mii_status"), status + "\n");
        File.WriteAllText(Path.Combine(bonding, "slaves"), slaves + "\n");
        File.WriteAllText(Path.Combine(bonding, "active_slave"), active + "\n");
    }

    public void Dispose() => _directory.Dispose();
}
