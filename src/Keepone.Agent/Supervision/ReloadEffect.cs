using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Keepalived.Generator;

namespace Keepone.Agent.Supervision;

/// <summary>Whether keepalived runs what it was given, by its own dump. Pure.</summary>
internal static class ReloadEffect
{
    /// <summary>What of a replica's configuration the running keepalived does not show.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="instance">Its instance in the dump; null when keepalived did not answer, or has no instance of the VRID.</param>
    /// <returns>The first thing that is missing, in one sentence; null when all is there.</returns>
    public static string? Missing(Replica replica, DumpedInstance? instance)
    {
        if (instance is null)
        {
            return $"it shows no instance of VRID {replica.Router.Vrid}";
        }

        if (instance.BasePriority != replica.BasePriority)
        {
            return $"it runs priority {instance.BasePriority}, not {replica.BasePriority}";
        }

        var shown = instance.Addresses.Select(text => IpPrefix.TryParse(text, out var prefix) ? prefix : default).ToHashSet();
        var managed = ReplicaAddresses.Managed(replica.Router).Select(item => item.Address).ToHashSet();
        return managed.Where(address => !shown.Contains(address)).Select(address => $"it does not manage {address}")
            .Concat(shown.Where(address => !managed.Contains(address)).Select(address => $"it still manages {address}"))
            .FirstOrDefault();
    }
}
