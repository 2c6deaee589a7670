using Keepone.Core.Model;
using Keepone.Core.Vrrp;
using static Keepone.Core.Specification.Scalars;

namespace Keepone.Core.Specification;

/// <summary>The schema of a router specification: one for file, API and lab.</summary>
public static class RouterSchema
{
    /// <summary>The most addresses of an interface: floating addresses of a large tenant, and still one keepalived.</summary>
    public const int MostAddresses = 2000;

    /// <summary>The built-in probes.</summary>
    public static readonly string[] Probes = ["ping", "arp", "ndp", "tcp", "carrier", "bond", "advert", "process"];

    private static readonly ScalarSchema InterfaceName = Interface("The interface in the replica's namespace.");

    /// <summary>The schema.</summary>
    public static readonly ObjectSchema Router = new("A highly available router: one VRRP group with its addresses, replicas and checks.",
    [
        new("router", Name("The router's name, unique in the fleet."), Required: true),
        new("id", Id("The router's identifier; derived from the name unless given.")),
        new("namespace", Text("The network namespace of its replicas, or none: the host's own.", "the name of a network namespace without '/', or none",
            text => text.Length <= 200 && !text.Contains('/', StringComparison.Ordinal) && text is not ("." or ".."))),
        new("vrid", Number("The virtual router identifier, unique per HA network.", 1, 255), Required: true,
            Remedy: "choose one that no other router on this HA network uses"),
        new("timing", Choice("What the timers are chosen for; every key that is given itself overrides it.",
            ("lan", TimingPreset.Lan), ("fast", TimingPreset.Fast), ("wan", TimingPreset.Wan))),
        new("advertInterval", Span("The interval between adverts (VRRPv3: 10 ms steps).", TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(40_950), TimeSpan.FromMilliseconds(10))),
        new("replicas", new ListSchema("The nodes with a replica, in order of succession.", Name("A node."), PriorityPlan.MostReplicas, AtLeast: 1)),
        new("priority", Number("The base priority of a keepalived pair without replicas.", 1, PriorityPlan.HighestPriority)),
        new("ha", Ha(), Required: true, Remedy: "describe the HA network: network, interface, vip, addresses"),
        new("external", Side("The external side.", withGateway: true)),
        new("internal", new ListSchema("The internal sides.", Side("An internal side.", withGateway: false), 64)),
        new("routes", new ListSchema("Static routes of the master.", Route(), 1000)),
        new("guard", Guard()),
        new("checkRunner", Choice("Who runs the checks.", ("agent", CheckRunner.Agent), ("keepalived", CheckRunner.Keepalived))),
        new("checks", new ListSchema("The health checks of each replica.", Check(), 64)),
    ]);

    private static ObjectSchema Ha() => new("The HA network.",
    [
        new("network", Name("A name for the broadcast domain, so that VRIDs can be compared."), Required: true),
        new("interface", InterfaceName, Required: true),
        new("vip", Prefix("The address that the master holds on the HA interface."), Required: true),
        new("addresses", new MapSchema("Each node's own address on the HA network.", Name("A node."), Prefix("Its address."), PriorityPlan.MostReplicas)),
    ]);

    private static ObjectSchema Side(string description, bool withGateway) => new(description,
    [
        new("interface", InterfaceName, Required: true),
        new("addresses", new ListSchema("The addresses that the master holds.", Prefix("An address."), MostAddresses, AtLeast: 1), Required: true),
        .. withGateway ? [new SchemaProperty("gateway", Address("The next hop of the default route."))] : Array.Empty<SchemaProperty>(),
    ]);

    private static ObjectSchema Route() => new("A static route.",
    [
        new("destination", Network("The destination."), Required: true),
        new("via", Address("The next hop, in the network of one of the router's addresses."), Required: true),
    ]);

    private static ObjectSchema Guard() => new("How the router is kept from having two masters.",
    [
        new("mode", Choice("The mode.", ("promise", GuardMode.Promise), ("reachability", GuardMode.Reachability), ("off", GuardMode.Off))),
        new("interval", Span("The interval between beacons.", TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(10))),
        new("fall", Number("How many beacons in a row may be missed.", 1, 10)),
        new("allowOverlap", Boolean("Whether to run the router although its arithmetic allows two masters.")),
        new("kernelLease", Choice("Whether the kernel silences a master whose agent is dead or hangs.", ("off", false), ("on", true))),
        new("witnesses", new ListSchema("Voters without a replica.", new ObjectSchema("A witness.",
        [
            new("name", Name("Its name."), Required: true),
            new("address", Address("Its address."), Required: true),
            new("port", Number("Its UDP port.", 1, 65535)),
        ]), 8)),
    ]);

    private static ObjectSchema Check() => new("A health check: a probe or a script.",
    [
        new("name", Name("The check's name, unique in its router."), Required: true),
        new("probe", Choice("The built-in probe.", [.. Probes.Select(probe => (probe, probe))])),
        new("script", AbsolutePath("The operator's script.")),
        new("target", Text("What the probe aims at: an address (ADDRESS%INTERFACE when link-local, with :PORT for tcp), gateway, vip, an interface, a process.",
            "an address, the word gateway or vip, an interface or a process's name, at most 100 characters", text => text.Length <= 100)),
        new("arguments", new ListSchema("The script's arguments; without them the router's id and the replica's state.",
            Text("An argument; $KEEPONE_… alone stands for that variable's value.", "a text without control characters", text => !text.Any(char.IsControl)), 32)),
        new("where", Choice("Where it runs.", ("replica", CheckPlace.Replica), ("host", CheckPlace.Host))),
        new("contract", Choice("What the script's exit codes mean.", ("plugin", ScriptContract.Plugin), ("exit-code", ScriptContract.ExitCode))),
        new("allowPing", Boolean("Whether the script may ping in a namespace that is not the agent's own.")),
        new("interval", Span("From the start of one run to the start of the next.", TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)), Required: true),
        new("timeout", Span("After this a run counts as failed.", TimeSpan.FromMilliseconds(5), TimeSpan.FromHours(1)), Required: true),
        new("fall", Number("Failures in a row until the check fails.", 1, 100)),
        new("rise", Number("Passes in a row until it passes again.", 1, 100)),
        new("penalty", Number("What failing takes off the priority.", 1, 253)),
        new("onFailure", Choice("What failing does.", ("yield", CheckFailure.Yield), ("fault", CheckFailure.Fault))),
        new("damping", Choice("Whether a check that comes and goes is damped.", ("on", true), ("off", false))),
    ]);
}
