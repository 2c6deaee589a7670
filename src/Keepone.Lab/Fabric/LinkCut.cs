namespace Keepone.Lab.Fabric;

/// <summary>What of the tunnel fabric's traffic is cut.</summary>
public enum TrafficClass
{
    /// <summary>All of it.</summary>
    Everything = 0,

    /// <summary>VRRP adverts on the HA network alone (IP protocol 112).</summary>
    Adverts,

    /// <summary>Beacons on the HA network alone (UDP to the port of the voters).</summary>
    Beacons,
}

/// <summary>A cut in one direction: what one node's tunnel NIC sends does not reach another's.</summary>
/// <param name="From">The port of the sender, such as <c>tunnel-1</c>.</param>
/// <param name="To">The port of the receiver.</param>
/// <param name="Traffic">What is cut.</param>
public readonly record struct LinkCut(string From, string To, TrafficClass Traffic);
