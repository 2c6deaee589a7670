using System.Buffers.Binary;
using Keepone.Core.Model;
using Keepone.Keepalived.Generator;
using Keepone.Linux;

namespace Keepone.Agent.Voting;

/// <summary>What a replica without a kernel lease may not say (docs/guard.md, "Kernel lease").</summary>
internal static class KernelLeaseRules
{
    /// <summary>The gate of a router's replica.</summary>
    /// <param name="router">The router.</param>
    /// <returns>
    /// Every address that follows the mastership, on all of the router's interfaces; adverts on the HA interface; what is forwarded out
    /// of the others, where the namespace is the router's alone (the host's own may route for others too).
    /// </returns>
    public static GateRules Of(RouterSpecification router)
    {
        ArgumentNullException.ThrowIfNull(router);
        Span<byte> id = stackalloc byte[16];
        _ = router.Id.Value.TryWriteBytes(id);
        var managed = ReplicaAddresses.Managed(router).ToList();
        var ports = managed.Select(address => address.Interface).Distinct(StringComparer.Ordinal).Select(name => new GatePort(
            name,
            name == router.Ha.Interface ? (byte)router.Vrid : null,
            router.Namespace is not null && name != router.Ha.Interface));

        // Never 0, which the kernel reads as "any".
        return new GateRules(
            $"keepone {router.Id}",
            BinaryPrimitives.ReadUInt32LittleEndian(id) | 1,
            [.. managed.Select(address => address.Address.Address).Distinct()],
            [.. ports]);
    }
}
