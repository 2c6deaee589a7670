using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Serialization;

namespace Keepone.Core.Model;

/// <summary>A HA router as its operator specifies it (docs/concepts.md): one VRRP group with its addresses, replicas and checks.</summary>
public sealed record RouterSpecification
{
    /// <summary>The router's identifier.</summary>
    public required RouterId Id { get; init; }

    /// <summary>The router's name, unique in the fleet: letters, digits, '.', '_' and '-'; at most 63 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the network namespace of its replicas, the same on every node; null: the host's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The virtual router identifier, 1..255, unique per HA network (RFC 5798 5.2.3).</summary>
    public required int Vrid { get; init; }

    /// <summary>What its timers are chosen for; each of them can be given itself.</summary>
    public TimingPreset Timing { get; init; }

    /// <summary>The advertisement interval, 10 ms to 40.95 s in steps of 10 ms (RFC 5798 5.2.7).</summary>
    public required TimeSpan AdvertInterval { get; init; }

    /// <summary>The nodes with a replica, in order of succession; empty: the router is one of a pair without a common specification.</summary>
    public ImmutableArray<string> Replicas { get; init; } = [];

    /// <summary>The base priority, 1..254, when there are no <see cref="Replicas"/> to derive it from; else null.</summary>
    public int? Priority { get; init; }

    /// <summary>The HA network.</summary>
    public required HaSpecification Ha { get; init; }

    /// <summary>The external side; null when the router has none.</summary>
    public ExternalSpecification? External { get; init; }

    /// <summary>The internal sides.</summary>
    public ImmutableArray<InternalSpecification> Internal { get; init; } = [];

    /// <summary>Static routes that the master installs, beside the default route through the external gateway.</summary>
    public ImmutableArray<RouteSpecification> Routes { get; init; } = [];

    /// <summary>The guard.</summary>
    public GuardSpecification Guard { get; init; } = new();

    /// <summary>Who runs the checks.</summary>
    public CheckRunner CheckRunner { get; init; }

    /// <summary>The health checks of each replica.</summary>
    public ImmutableArray<CheckSpecification> Checks { get; init; } = [];
}

/// <summary>The HA network of a router: where adverts are sent.</summary>
public sealed record HaSpecification
{
    /// <summary>A name for the network (one broadcast domain), so that VRIDs can be compared.</summary>
    public required string Network { get; init; }

    /// <summary>The interface in the replica's namespace.</summary>
    public required string Interface { get; init; }

    /// <summary>The address that the master holds on it, and that adverts name.</summary>
    public required IpPrefix Vip { get; init; }

    /// <summary>Each node's own address on the HA network.</summary>
    public ImmutableSortedDictionary<string, IpPrefix> Addresses { get; init; } = ImmutableSortedDictionary<string, IpPrefix>.Empty;
}

/// <summary>The external side of a router.</summary>
public sealed record ExternalSpecification
{
    /// <summary>The interface in the replica's namespace.</summary>
    public required string Interface { get; init; }

    /// <summary>The addresses that the master holds on it, floating ones too.</summary>
    public required ImmutableArray<IpPrefix> Addresses { get; init; }

    /// <summary>The next hop of the default route; null: no default route.</summary>
    [JsonConverter(typeof(IPAddressJsonConverter))]
    public IPAddress? Gateway { get; init; }
}

/// <summary>An internal side of a router.</summary>
public sealed record InternalSpecification
{
    /// <summary>The interface in the replica's namespace.</summary>
    public required string Interface { get; init; }

    /// <summary>The addresses that the master holds on it.</summary>
    public required ImmutableArray<IpPrefix> Addresses { get; init; }
}

/// <summary>A static route of the master.</summary>
public sealed record RouteSpecification
{
    /// <summary>The destination network.</summary>
    public required IpPrefix Destination { get; init; }

    /// <summary>The next hop.</summary>
    [JsonConverter(typeof(IPAddressJsonConverter))]
    public required IPAddress Via { get; init; }
}

/// <summary>How a router is kept from having two masters.</summary>
public sealed record GuardSpecification
{
    /// <summary>The default interval between beacons: five a second see a cut well inside two adverts of a second.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>The default number of missed beacons: three, so that two lost packets move nobody.</summary>
    public const int DefaultFall = 3;

    /// <summary>The mode.</summary>
    public GuardMode Mode { get; init; } = GuardMode.Promise;

    /// <summary>The interval between beacons.</summary>
    public TimeSpan Interval { get; init; } = DefaultInterval;

    /// <summary>How many beacons in a row may be missed, 1..10.</summary>
    public int Fall { get; init; } = DefaultFall;

    /// <summary>
    /// Whether the router is run although one of the inequalities is broken on which "at most one master" rests (docs/timing.md).
    /// </summary>
    public bool AllowOverlap { get; init; }

    /// <summary>
    /// Whether the kernel silences a master whose agent no longer renews its lease. Off unless chosen: then an agent that is dead or
    /// hangs costs its router the master (docs/guard.md, "Kernel lease").
    /// </summary>
    public bool KernelLease { get; init; }

    /// <summary>Voters without a replica.</summary>
    public ImmutableArray<WitnessSpecification> Witnesses { get; init; } = [];
}

/// <summary>A voter without a replica, reachable from the replica's namespace.</summary>
public sealed record WitnessSpecification
{
    /// <summary>The witness's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its address.</summary>
    [JsonConverter(typeof(IPAddressJsonConverter))]
    public required IPAddress Address { get; init; }

    /// <summary>Its UDP port.</summary>
    public int Port { get; init; } = 3112;
}

/// <summary>The modes of the guard.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuardMode>))]
public enum GuardMode
{
    /// <summary>A master needs a majority that has promised itself to it.</summary>
    Promise = 0,

    /// <summary>A master needs to reach a majority of its peers: weaker, for peers that run no agent.</summary>
    Reachability,

    /// <summary>No guard.</summary>
    Off,
}

/// <summary>Who runs the checks of a router.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckRunner>))]
public enum CheckRunner
{
    /// <summary>The agent.</summary>
    Agent = 0,

    /// <summary>keepalived, by a <c>vrrp_script</c> that calls <c>keepone check run</c>.</summary>
    Keepalived,
}

/// <summary>What a failing check does to its replica.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckFailure>))]
public enum CheckFailure
{
    /// <summary>Its priority drops by the penalty: a healthier replica takes over, and one always stays electable.</summary>
    Yield = 0,

    /// <summary>It leaves the election.</summary>
    Fault,
}

/// <summary>Where a check runs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckPlace>))]
public enum CheckPlace
{
    /// <summary>In the replica's network namespace.</summary>
    Replica = 0,

    /// <summary>In the host's: its NICs are not visible inside a replica's.</summary>
    Host,
}

/// <summary>What a script's exit codes mean.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScriptContract>))]
public enum ScriptContract
{
    /// <summary>The monitoring-plugins convention: 0 pass, 1 pass with a warning, 2 fail, anything else cannot tell.</summary>
    Plugin = 0,

    /// <summary>0 pass, anything else fail.</summary>
    ExitCode,
}

/// <summary>A health test of a replica: a built-in probe or the operator's script, never both.</summary>
public sealed record CheckSpecification
{
    /// <summary>The check's name, unique in its router.</summary>
    public required string Name { get; init; }

    /// <summary>The built-in probe, or null.</summary>
    public string? Probe { get; init; }

    /// <summary>The absolute path of the operator's script, or null.</summary>
    public string? Script { get; init; }

    /// <summary>
    /// What the probe aims at: an address (<c>ADDRESS%INTERFACE</c> for a link-local one; with <c>:PORT</c> for tcp), <c>gateway</c>, <c>vip</c>,
    /// an interface, a process's name; null where the probe needs none.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>The time from the start of one run to the start of the next.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>The time after which a run counts as failed; less than the interval.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How many failures in a row make the check fail, 1..100.</summary>
    public int Fall { get; init; } = 3;

    /// <summary>How many passes in a row make it pass again, 1..100.</summary>
    public int Rise { get; init; } = 2;

    /// <summary>What failing takes off the priority; null: the least penalty of the router's priority plan.</summary>
    public int? Penalty { get; init; }

    /// <summary>What failing does.</summary>
    public CheckFailure OnFailure { get; init; }

    /// <summary>Where it runs.</summary>
    public CheckPlace Where { get; init; }

    /// <summary>What the script's exit codes mean.</summary>
    public ScriptContract Contract { get; init; }

    /// <summary>
    /// The script's arguments; empty: the router's id and the replica's state. One that is the name of a variable of the script's environment
    /// behind a dollar sign, such as <c>$KEEPONE_GATEWAYS</c>, stands for its value. No shell looks at them.
    /// </summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Whether the script may ping, in a namespace that the agent did not make itself (<c>net.ipv4.ping_group_range</c>).</summary>
    public bool AllowPing { get; init; }

    /// <summary>Whether a check that comes and goes is damped.</summary>
    public bool Damping { get; init; } = true;
}
