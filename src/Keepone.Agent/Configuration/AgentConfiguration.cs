using System.Collections.Immutable;
using Keepone.Agent.Reporting;
using Keepone.Core.Specification;
using Keepone.Keepalived;
using static Keepone.Core.Specification.Scalars;

namespace Keepone.Agent.Configuration;

/// <summary>The agent's own configuration, <c>/etc/keepone/agent.yaml</c>.</summary>
public sealed record AgentConfiguration
{
    /// <summary>The file unless given on the command line.</summary>
    public const string DefaultFile = "/etc/keepone/agent.yaml";

    /// <summary>The local status socket unless configured.</summary>
    public const string DefaultSocket = "/run/keepone/agent.sock";

    /// <summary>The node's name; the host's name unless configured.</summary>
    public required string Node { get; init; }

    /// <summary>The directory of router specifications.</summary>
    public string Routers { get; init; } = "/etc/keepone/routers.d";

    /// <summary>The directory of the routers' keys.</summary>
    public string Keys { get; init; } = "/etc/keepone/keys";

    /// <summary>The directory of running replicas; a tmpfs: keepalived reads its track files there.</summary>
    public string Run { get; init; } = "/run/keepone";

    /// <summary>The directory of what outlives a reboot.</summary>
    public string State { get; init; } = "/var/lib/keepone";

    /// <summary>The local status socket.</summary>
    public string Socket { get; init; } = DefaultSocket;

    /// <summary>The keepalived program: a path, or a name to be found in PATH.</summary>
    public string KeepalivedProgram { get; init; } = "keepalived";

    /// <summary>How check scripts are run.</summary>
    public ScriptOptions Scripts { get; init; } = new();

    /// <summary>The routers of Neutron's L3 agent that are watched; null: none are.</summary>
    public NeutronOptions? Neutron { get; init; }

    /// <summary>Where the agent reports.</summary>
    public ControllerLinkOptions Controllers { get; init; } = new();

    /// <summary>The schema of the file.</summary>
    public static readonly ObjectSchema Schema = new("The agent's configuration.",
    [
        new("node", Name("The node's name in router specifications; the host's name unless given.")),
        new("routers", AbsolutePath("The directory of router specifications.")),
        new("keys", AbsolutePath("The directory of the routers' keys.")),
        new("run", AbsolutePath("The directory of running replicas, on a tmpfs.")),
        new("state", AbsolutePath("The directory of what outlives a reboot.")),
        new("socket", AbsolutePath("The local status socket.")),
        new("keepalived", new ObjectSchema("How keepalived is run.",
        [
            new("program", Text("The program.", "a path or a program's name", _ => true)),
        ])),
        new("checks", new ObjectSchema("How check scripts are run.",
        [
            new("user", Name("The user that they run as, which must exist and must not be root.")),
            new("concurrent", Number("How many of them run at one time at most.", 1, 256)),
        ])),
        new("neutron", new ObjectSchema("Watch the HA routers of OpenStack Neutron's L3 agent on this node, without changing anything of them; off unless given.",
        [
            new("haConfs", AbsolutePath("The L3 agent's ha_confs_path.")),
        ])),
        new("controllers", new ListSchema("The controllers' endpoints, tried in order.",
            Text("An endpoint.", "https://HOST:PORT, http://127.0.0.1:PORT or unix:/PATH", text => ControllerEndpoint.TryParse(text, out _, out _)), 8)),
        new("tls", new ObjectSchema("The certificates for https endpoints (PEM files).",
        [
            new("certificate", AbsolutePath("The node's certificate; its name is the node's."), Required: true),
            new("key", AbsolutePath("Its private key."), Required: true),
            new("authority", AbsolutePath("The authority's certificate."), Required: true),
        ])),
    ]);

    /// <summary>Reads the file's text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The file's name, for the errors.</param>
    /// <param name="hostName">The host's name: the node's unless configured.</param>
    /// <returns>The configuration, or null and all mistakes.</returns>
    public static (AgentConfiguration? Configuration, ImmutableArray<SpecificationError> Errors) Read(string text, string file, string hostName)
    {
        var reading = SchemaReader.Read(text, file, Schema);
        if (!reading.Errors.IsEmpty)
        {
            return (null, reading.Errors);
        }

        var errors = new ErrorList(file);
        if (reading.Documents.Length > 1)
        {
            errors.Add(reading.Documents[1].Line, "", "a second document", "one document");
        }

        var document = reading.Documents[0];
        var endpoints = document.Items<string>("controllers").Select(item => ControllerEndpoint.TryParse(item, out var endpoint, out _) ? endpoint! : null!).ToImmutableArray();
        var tls = document.Get<SchemaObject?>("tls", null);
        if (tls is null && endpoints.Any(endpoint => endpoint.IsTls))
        {
            errors.Add(document.LineOf("controllers"), "tls", "nothing", "certificate, key and authority, because an endpoint is https");
        }

        if (!document.Mentions("node") && Name("").Parse(hostName) is null)
        {
            errors.Add(document.Line, "node", $"nothing, and the host's name '{hostName}' is none", "the node's name in router specifications");
        }

        if (document.TryGet<string>("run", out var run) && !ReplicaFiles.IsUsable(run))
        {
            errors.Add(
                document.LineOf("run"), "run", $"'{run}'",
                "an absolute path of letters, digits, '.', '_' and '-' of at most 200 characters, because keepalived's configuration cannot quote others");
        }

        if (errors.Count > 0)
        {
            return (null, errors.ToImmutable());
        }

        var otherwise = new AgentConfiguration { Node = hostName };
        var keepalived = document.Get<SchemaObject?>("keepalived", null);
        var checks = document.Get<SchemaObject?>("checks", null);
        return (otherwise with
        {
            Node = document.Get("node", hostName),
            Routers = document.Get("routers", otherwise.Routers),
            Keys = document.Get("keys", otherwise.Keys),
            Run = document.Get("run", otherwise.Run),
            State = document.Get("state", otherwise.State),
            Socket = document.Get("socket", otherwise.Socket),
            KeepalivedProgram = keepalived?.Get("program", otherwise.KeepalivedProgram) ?? otherwise.KeepalivedProgram,
            Scripts = new ScriptOptions
            {
                User = checks?.Get("user", ScriptOptions.DefaultUser) ?? ScriptOptions.DefaultUser,
                Concurrent = checks?.Get("concurrent", ScriptOptions.DefaultConcurrent) ?? ScriptOptions.DefaultConcurrent,
            },
            Neutron = document.Get<SchemaObject?>("neutron", null) is { } neutron
                ? new NeutronOptions { HaConfs = neutron.Get("haConfs", NeutronOptions.DefaultHaConfs) }
                : null,
            Controllers = new ControllerLinkOptions
            {
                Endpoints = endpoints,
                Certificate = tls?.Get<string>("certificate"),
                Key = tls?.Get<string>("key"),
                Authority = tls?.Get<string>("authority"),
            },
        }, []);
    }
}
