using Keepone.Lab.Checks;
using Keepone.Lab.Fabric;
using Keepone.Lab.Interventions;

namespace Keepone.Lab.Scenarios;

/// <summary>A step of a scenario.</summary>
public abstract record Step;

/// <summary>Waits until a replica, and nobody else, holds the VIP.</summary>
/// <param name="Node">Its node; null: whichever.</param>
/// <param name="Within">The deadline.</param>
public sealed record WaitMaster(string? Node, TimeSpan Within) : Step;

/// <summary>Waits until a replica of another node, and nobody else, holds the VIP: which one may be chance.</summary>
/// <param name="Than">The node whose replica must not be it.</param>
/// <param name="Within">The deadline.</param>
public sealed record WaitOtherMaster(string Than, TimeSpan Within) : Step;

/// <summary>Waits until that many replicas hold the VIP.</summary>
/// <param name="Count">How many.</param>
/// <param name="Within">The deadline.</param>
public sealed record WaitMasters(int Count, TimeSpan Within) : Step;

/// <summary>What of an incident is waited for.</summary>
public enum IncidentMoment
{
    /// <summary>It is opened, as an error or as a warning.</summary>
    Opened = 0,

    /// <summary>Two masters on alive agents are logged as an error.</summary>
    Confirmed,

    /// <summary>Every incident is closed.</summary>
    Closed,
}

/// <summary>Waits until the controller has logged something of an incident.</summary>
/// <param name="Moment">What.</param>
/// <param name="Within">The deadline.</param>
public sealed record WaitIncident(IncidentMoment Moment, TimeSpan Within) : Step;

/// <summary>Waits until the controller's API gives the router a status.</summary>
/// <param name="Status">The status, such as <c>Ok</c>.</param>
/// <param name="Within">The deadline.</param>
public sealed record WaitStatus(string Status, TimeSpan Within) : Step;

/// <summary>Starts the client's packets: from the client behind the router to the one behind the external network and back.</summary>
public sealed record StartTraffic : Step;

/// <summary>Cuts or heals a NIC, outside of the node.</summary>
/// <param name="Cut">Whether it is cut.</param>
/// <param name="Node">The node; <c>all</c>: every one, in one step.</param>
/// <param name="Fabric">The fabric that it is cut off.</param>
public sealed record Plug(bool Cut, string Node, FabricName Fabric) : Step;

/// <summary>Cuts or heals one direction between nodes of the tunnel fabric, or both, outside of the nodes.</summary>
/// <param name="Cut">Whether it is cut.</param>
/// <param name="From">The sender; <c>all</c>: every other node.</param>
/// <param name="To">The receiver; <c>all</c>: every other node.</param>
/// <param name="BothWays">Whether the other direction is meant too.</param>
/// <param name="Traffic">What of the traffic.</param>
public sealed record LinkPlug(bool Cut, string From, string To, bool BothWays, TrafficClass Traffic) : Step;

/// <summary>Lets the lab run for a time, on purpose: what is measured then is the steady state.</summary>
/// <param name="For">How long.</param>
public sealed record Run(TimeSpan For) : Step;

/// <summary>Does something to a part of the lab.</summary>
/// <param name="What">What.</param>
/// <param name="Node">The node; null: the controller; <c>all</c>: all at once.</param>
public sealed record Intervene(Intervention What, string? Node) : Step;

/// <summary>Lets an attacker without the key send beacons to every voter; at its end every kind of them must have been counted.</summary>
/// <param name="Start">Whether it begins; else it ends.</param>
public sealed record Forge(bool Start) : Step;

/// <summary>Gives the check script of a node a word to obey.</summary>
/// <param name="Word">The word.</param>
/// <param name="Node">The node; <c>all</c>: every one.</param>
public sealed record Obey(CheckWord Word, string Node) : Step;

/// <summary>An operator moves the router's master, with <c>keepone router failover</c>.</summary>
/// <param name="To">The node that is to take over; null: whichever.</param>
public sealed record OrderFailover(string? To) : Step;

/// <summary>An operator begins or ends the maintenance of a node, with <c>keepone node maintenance</c>.</summary>
/// <param name="Node">The node.</param>
/// <param name="For">For how long; null: it ends.</param>
public sealed record OrderMaintenance(string Node, TimeSpan? For) : Step;

/// <summary>Waits until every audit holds, as they are made at the end of the run, and goes on to hold for a second.</summary>
/// <param name="Within">The deadline.</param>
public sealed record WaitAudits(TimeSpan Within) : Step;

/// <summary>Changes the router's specification on all nodes, again and again; the last change makes it what it was.</summary>
/// <param name="Changes">How often.</param>
/// <param name="Within">In which time, at even intervals.</param>
public sealed record Storm(int Changes, TimeSpan Within) : Step;
