using System.Text;

namespace Keepone.Agent.Probes;

/// <summary>An interface of the host, as its sysfs shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Operstate">Its operational state (RFC 2863), such as <c>up</c>, <c>down</c>, <c>lowerlayerdown</c>, <c>unknown</c>.</param>
/// <param name="Carrier">Whether it has a carrier: false when it is administratively down.</param>
internal sealed record HostLink(string Name, string Operstate, bool Carrier)
{
    // A sysfs attribute is at most a page.
    private const int MostBytes = 4096;

    /// <summary>Whether it can carry traffic; a driver that does not tell its state says <c>unknown</c>, and its carrier counts.</summary>
    public bool IsUp => Carrier && (Operstate is "up" or "unknown");

    /// <summary>What it is like, for people.</summary>
    public string Sentence => IsUp ? $"{Name} is up" : $"{Name} is operationally {Operstate}{(Carrier ? "" : ", without carrier")}";

    /// <summary>Where its directory is.</summary>
    /// <param name="sysfs">Where sysfs is.</param>
    /// <param name="name">The interface.</param>
    /// <returns>The path.</returns>
    public static string DirectoryOf(string sysfs, string name) => Path.Combine(sysfs, "class/net", name);

    /// <summary>Reads an interface. May block while the kernel changes interfaces.</summary>
    /// <param name="sysfs">Where sysfs is.</param>
    /// <param name="name">The interface.</param>
    /// <returns>The interface; null when there is none of that name.</returns>
    public static HostLink? Read(string sysfs, string name)
    {
        var directory = DirectoryOf(sysfs, name);
        return TryReadLine(Path.Combine(directory, "operstate")) is { } state
            ? new HostLink(name, state, TryReadLine(Path.Combine(directory, "carrier")) == "1")
            : null;
    }

    /// <summary>Reads an attribute of one line.</summary>
    /// <param name="path">Its file.</param>
    /// <returns>The line without white space around it; null when it is not there, or refuses as the carrier of what is down does.</returns>
    public static string? TryReadLine(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            Span<byte> bytes = stackalloc byte[MostBytes];
            return Encoding.UTF8.GetString(bytes[..RandomAccess.Read(file, bytes, 0)]).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
