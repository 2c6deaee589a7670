using System.Security.Cryptography;
using System.Text;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary>
/// The hardware address that a replica's probes ask from on an interface of its router. The replicas of a router have the same one on
/// their interfaces (Neutron plugs them so): the frame of a backup with it would move the switch's entry to the backup, and the master's
/// traffic with it.
/// </summary>
internal static class ProbeMac
{
    private const byte LocallyAdministered = 0x02;

    /// <summary>Derives it: the same after a restart, so that switches learn one address more and not one with each.</summary>
    /// <param name="router">The router.</param>
    /// <param name="node">The node.</param>
    /// <param name="interfaceName">The interface.</param>
    /// <returns>A unicast address, locally administered: 02 and five bytes that differ for every replica and interface.</returns>
    public static MacAddress Of(RouterId router, string node, string interfaceName)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(Encoding.UTF8.GetBytes($"keepone probe\n{router}\n{node}\n{interfaceName}"), hash);
        hash[0] = LocallyAdministered;
        return MacAddress.Read(hash);
    }
}
