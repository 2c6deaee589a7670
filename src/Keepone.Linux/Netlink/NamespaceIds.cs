using System.Runtime.InteropServices;
using Keepone.Linux.Interop;
using Keepone.Linux.Netlink;

namespace Keepone.Linux;

/// <summary>
/// The small numbers by which one namespace calls another. A monitor of all namespaces hears only those that have one, and tags
/// their events with it.
/// </summary>
public static class NamespaceIds
{
    private const int Any = -1;

    /// <summary>Gives a namespace an id, unless it has one.</summary>
    /// <param name="target">The namespace to name.</param>
    /// <param name="within">
    /// The namespace whose name for it is meant (where the monitor's socket is); null: the calling thread's.
    /// </param>
    /// <returns>Its id, 0 or more.</returns>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static int Assign(NetworkNamespace target, NetworkNamespace? within = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        var operation = $"give the network namespace '{target.Path}' an id";
        using var socket = NetlinkSocket.OpenIn(within);
        var request = Request(RtNetlink.NewNamespaceId, RtNetlink.FlagAcknowledge, target)
            .Attribute(RtNetlink.NamespaceIdValue, Any);
        var error = socket.Execute(request, operation, out var detail);
        if (error is not (0 or Errno.Eexist))
        {
            throw new LinuxException(operation, error, detail);
        }

        return Find(socket, target) ?? throw new LinuxException($"cannot {operation}: the kernel gave none");
    }

    /// <summary>The id of a namespace.</summary>
    /// <param name="target">The namespace.</param>
    /// <param name="within">The namespace whose name for it is meant; null: the calling thread's.</param>
    /// <returns>Its id; null when it has none.</returns>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static int? Find(NetworkNamespace target, NetworkNamespace? within = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var socket = NetlinkSocket.OpenIn(within);
        return Find(socket, target);
    }

    private static int? Find(NetlinkSocket socket, NetworkNamespace target)
    {
        int? id = null;
        _ = socket.Query(
            Request(RtNetlink.GetNamespaceId, 0, target),
            $"ask for the id of the network namespace '{target.Path}'",
            (in message) =>
            {
                if (message.Type != RtNetlink.NewNamespaceId || message.Body.Length < sizeof(int))
                {
                    return;
                }

                // struct rtgenmsg is one byte, padded to four.
                var attributes = new AttributeReader(message.Body[sizeof(int)..]);
                while (attributes.TryRead(out var type, out var value))
                {
                    if (type == RtNetlink.NamespaceIdValue
                        && value.Length >= sizeof(int)
                        && MemoryMarshal.Read<int>(value) != Any)
                    {
                        id = MemoryMarshal.Read<int>(value);
                    }
                }
            });
        return id;
    }

    private static NetlinkRequest Request(ushort type, ushort flags, NetworkNamespace target) => new NetlinkRequest(type, flags)
        .Number(0)
        .Attribute(RtNetlink.NamespaceIdDescriptor, (int)target.Handle.DangerousGetHandle());
}
