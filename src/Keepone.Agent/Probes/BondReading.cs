using System.Collections.Immutable;
using Keepone.Core.Health;

namespace Keepone.Agent.Probes;

/// <summary>A NIC of a bond.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsUp">Whether it and the bond's own monitoring say that it is up.</param>
/// <param name="Card">The PCI card that it is on, without the function: two ports of a card fail together; null: not known.</param>
internal sealed record BondSlave(string Name, bool IsUp, string? Card);

/// <summary>A bond of the host.</summary>
/// <param name="Mode">Its mode, such as <c>active-backup</c> or <c>802.3ad</c>.</param>
/// <param name="IsUp">Whether its own monitoring says that it is up.</param>
/// <param name="Active">The NIC in use, in a mode that uses one at a time; else null.</param>
/// <param name="Slaves">Its NICs.</param>
internal sealed record BondReading(string Mode, bool IsUp, string? Active, ImmutableArray<BondSlave> Slaves)
{
    /// <summary>The most NICs that are looked at: a bond has a few.</summary>
    public const int MostSlaves = 64;

    /// <summary>Whether an interface of the host is a bond.</summary>
    /// <param name="sysfs">Where sysfs is.</param>
    /// <param name="name">The interface.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsBond(string sysfs, string name) => HostLink.TryReadLine(Attribute(sysfs, name, "mode")) is not null;

    /// <summary>Reads a bond. May block while the kernel changes interfaces.</summary>
    /// <param name="sysfs">Where sysfs is.</param>
    /// <param name="name">The bond.</param>
    /// <returns>The bond.</returns>
    public static BondReading Read(string sysfs, string name)
    {
        var slaves = Words(Attribute(sysfs, name, "slaves")).Take(MostSlaves).Select(slave => ReadSlave(sysfs, slave));
        return new BondReading(
            Words(Attribute(sysfs, name, "mode")).FirstOrDefault("unknown"),
            HostLink.TryReadLine(Attribute(sysfs, name, "mii_status")) == "up",
            Words(Attribute(sysfs, name, "active_slave")).FirstOrDefault(),
            [.. slaves]);
    }

    /// <summary>Judges a bond. Pure.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bond">The bond.</param>
    /// <returns>
    /// Pass: two NICs are up, on two cards. Warning: they are on one card, or one is up. Fail: none is, or the bond is down.
    /// </returns>
    public static (CheckOutcome Outcome, string Message) Judge(string name, BondReading bond)
    {
        var up = bond.Slaves.Where(slave => slave.IsUp).ToList();
        var what = $"{name} ({bond.Mode}): {up.Count} of {bond.Slaves.Length} NICs up";
        var down = string.Join(", ", bond.Slaves.Where(slave => !slave.IsUp).Select(slave => slave.Name));
        if (up.Count == 0 || !bond.IsUp)
        {
            return (CheckOutcome.Fail, up.Count == 0 ? what : $"{what}, and the bond is down");
        }

        if (up.Count == 1)
        {
            return (CheckOutcome.Warning, $"{what}, no redundancy left: only {up[0].Name} is up{(down.Length == 0 ? "" : $", down: {down}")}");
        }

        var cards = up.Select(slave => slave.Card).Distinct(StringComparer.Ordinal).ToList();
        if (cards is [{ } card])
        {
            return (CheckOutcome.Warning, $"{what}, all on the card {card}: no redundancy against its failure");
        }

        return (CheckOutcome.Pass, what + (bond.Active is { } active ? $", {active} active" : "") + (down.Length == 0 ? "" : $", down: {down}"));
    }

    private static string Attribute(string sysfs, string name, string attribute) =>
        Path.Combine(HostLink.DirectoryOf(sysfs, name), "bonding", attribute);

    private static string[] Words(string path) => HostLink.TryReadLine(path)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    // The bond's own word too: with ARP monitoring it knows more than the carrier does. It has none of a NIC that is just being added.
    private static BondSlave ReadSlave(string sysfs, string name)
    {
        var directory = HostLink.DirectoryOf(sysfs, name);
        var word = HostLink.TryReadLine(Path.Combine(directory, "bonding_slave/mii_status"));
        var isUp = HostLink.Read(sysfs, name) is { IsUp: true } && (word is null or "up");
        return new BondSlave(name, isUp, CardOf(Link(directory)) ?? CardOf(Link(Path.Combine(directory, "device"))));
    }

    private static string? Link(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // "../../devices/pci0000:3a/0000:3a:00.0/0000:3b:00.1/net/eth1": the last PCI address is the NIC's, whatever lies between (virtio).
    private static string? CardOf(string? target) =>
        target?.Split('/').LastOrDefault(IsPciAddress) is { } address ? address[..address.LastIndexOf('.')] : null;

    // DOMAIN:BUS:DEVICE.FUNCTION
    private static bool IsPciAddress(string text) =>
        text.Split(':') is [{ Length: >= 4 } domain, { Length: 2 } bus, [var first, var second, '.', _]]
        && (domain + bus + first + second).All(char.IsAsciiHexDigit);
}
