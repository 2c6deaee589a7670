using System.Text;
using Keepone.Linux.Interop;
using Keepone.Linux.Netlink;

namespace Keepone.Linux;

/// <summary>
/// Reads the links, addresses and routes of a namespace over one netlink socket. Not for use by two threads at once.
/// </summary>
public sealed class RouteDump : IDisposable
{
    // A dump that was interrupted by a change is repeated; a namespace that changes all the time gets the last one.
    private const int Attempts = 5;

    private readonly NetlinkSocket _socket;
    private readonly string _place;

    private RouteDump(NetlinkSocket socket, string place)
    {
        _socket = socket;
        _place = place;
    }

    /// <summary>Opens a socket in a namespace.</summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <returns>The reader.</returns>
    /// <exception cref="LinuxException">The namespace cannot be entered or the socket cannot be had.</exception>
    public static RouteDump OpenIn(NetworkNamespace? place) =>
        new(NetlinkSocket.OpenIn(place), place?.Path ?? "the current namespace");

    /// <summary>The interfaces.</summary>
    /// <returns>All of them, in the kernel's order.</returns>
    /// <exception cref="LinuxException">The kernel refused or did not answer in time.</exception>
    public IReadOnlyList<Link> Links() => Dump(
        () => new NetlinkRequest(RtNetlink.GetLink, RtNetlink.FlagDump).Header(new byte[16]),
        RtNetlink.NewLink,
        "interfaces",
        RouteParser.ReadLink);

    /// <summary>One interface.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The interface; null when there is none of that name.</returns>
    /// <exception cref="LinuxException">The kernel refused or did not answer in time.</exception>
    public Link? FindLink(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Link? found = null;
        var request = new NetlinkRequest(RtNetlink.GetLink, 0).Header(new byte[16])
            .Attribute(RtNetlink.LinkName, Encoding.UTF8.GetBytes(name + '\0'));
        try
        {
            _ = _socket.Query(request, $"look at the interface '{name}' of {_place}", (in message) => found ??= RouteParser.ReadLink(message.Body));
        }
        catch (LinuxException error) when (error.ErrorNumber == Errno.Enodev)
        {
            return null;
        }

        // The kernel finds an interface by its other names too.
        return found?.Name == name ? found : null;
    }

    /// <summary>The addresses of all interfaces, IPv4 and IPv6.</summary>
    /// <returns>All of them, in the kernel's order.</returns>
    /// <exception cref="LinuxException">The kernel refused or did not answer in time.</exception>
    public IReadOnlyList<InterfaceAddress> Addresses() => Dump(
        () => new NetlinkRequest(RtNetlink.GetAddress, RtNetlink.FlagDump).Header(new byte[8]),
        RtNetlink.NewAddress,
        "addresses",
        RouteParser.ReadAddress);

    /// <summary>The routes of the main table, IPv4 and IPv6.</summary>
    /// <returns>All of them, in the kernel's order.</returns>
    /// <exception cref="LinuxException">The kernel refused or did not answer in time.</exception>
    public IReadOnlyList<Route> Routes() => [.. RoutesOf(Sockets.Inet), .. RoutesOf(Sockets.Inet6)];

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private List<Route> RoutesOf(byte family)
    {
        var header = new byte[12];
        header[0] = family;
        return Dump(
            () => new NetlinkRequest(RtNetlink.GetRoute, RtNetlink.FlagDump).Header(header),
            RtNetlink.NewRoute,
            "routes",
            RouteParser.ReadRoute);
    }

    private List<T> Dump<T>(Func<NetlinkRequest> request, ushort type, string what, Func<ReadOnlySpan<byte>, T?> read)
        where T : class
    {
        var found = new List<T>();
        var operation = $"list the {what} of {_place}";
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            found.Clear();
            var consistent = _socket.Query(request(), operation, (in message) =>
            {
                if (message.Type == type && read(message.Body) is { } item)
                {
                    found.Add(item);
                }
            });
            if (consistent)
            {
                break;
            }
        }

        return found;
    }
}
