using System.Net;
using System.Net.Sockets;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary>What echo requests that can share a socket have in common.</summary>
/// <param name="Namespace">The inode of the namespace; 0: the host's.</param>
/// <param name="Interface">The interface; null: any.</param>
/// <param name="From">The address to ask from; null: the kernel chooses.</param>
/// <param name="Family">IPv4 or IPv6.</param>
internal readonly record struct EchoWay(ulong Namespace, string? Interface, IPAddress? From, AddressFamily Family);

/// <summary>
/// The echo sockets of a node, each shared by all checks that ask the same way: a raw socket hears every answer in its namespace, so a
/// thousand of them in the host's would make a million of a thousand. For the reactor's thread.
/// </summary>
/// <param name="services">What all probes share.</param>
internal sealed class EchoLines(ProbeServices services)
{
    private readonly Dictionary<EchoWay, EchoLine> _lines = [];

    /// <summary>How many there are.</summary>
    public int Count => _lines.Count;

    /// <summary>Joins a line.</summary>
    /// <param name="place">The namespace; null: the host's.</param>
    /// <param name="path">The way to the target.</param>
    /// <returns>The line; give it back with <see cref="Leave"/>.</returns>
    public EchoLine Join(NetworkNamespace? place, ProbePath path)
    {
        var way = new EchoWay(place?.Inode ?? 0, path.Interface, path.From, path.Target.Address.AddressFamily);
        if (!_lines.TryGetValue(way, out var line))
        {
            _lines.Add(way, line = new EchoLine(services, place, way));
        }

        line.Users++;
        return line;
    }

    /// <summary>Leaves a line: with its last user it is closed.</summary>
    /// <param name="line">The line.</param>
    public void Leave(EchoLine line)
    {
        if (--line.Users == 0)
        {
            _ = _lines.Remove(line.Way);
            line.Dispose();
        }
    }
}
