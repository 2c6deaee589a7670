using System.Security.Cryptography;
using System.Text;
using Keepone.Lab.Fabric;
using Keepone.Lab.Processes;
using Keepone.Lab.Scenarios;
using Keepone.Linux;

namespace Keepone.Lab.Running;

/// <summary>Writes what the programs of a node read: configuration, specifications, certificates. All below the node's private /run.</summary>
internal static class NodeFiles
{
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string Tls =
        $$"""
        tls:
          certificate: {{LabSession.Directory}}/tls/node.crt
          key: {{LabSession.Directory}}/tls/node.key
          authority: {{LabSession.Directory}}/tls/authority.crt

        """;

    /// <summary>The files of an agent.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="authority">Signs its certificate.</param>
    /// <param name="address">The node's address on the management fabric.</param>
    /// <param name="scenario">Whose router the agent gets, with <see cref="GiveRouter"/>.</param>
    /// <param name="key">The text of the router's key file.</param>
    public static void WriteAgent(LabNode node, ThrowAwayAuthority authority, string address, Scenario scenario, string key)
    {
        var directory = Prepare(node, authority, address);
        Directory.CreateDirectory($"{directory}/routers.d");
        WriteKey(directory, scenario, key);
        File.WriteAllText(
            $"{directory}/agent.yaml",
            $$"""
            node: {{node.Name}}
            routers: {{LabSession.Directory}}/routers.d
            keys: {{LabSession.Directory}}/keys
            run: /run/keepone
            state: {{LabSession.Directory}}/state
            socket: /run/keepone/agent.sock
            controllers: ["https://{{AddressPlan.Controller}}:{{AddressPlan.ControllerPort}}"]
            {{Tls}}
            """);
    }

    /// <summary>Gives a node its router: the specification appears where its agent or witness watches for it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="scenario">Whose router.</param>
    public static void GiveRouter(LabNode node, Scenario scenario) => AtomicFile.Write(
        $"{node.Root}{LabSession.Directory}/routers.d/{scenario.Router.Name}.yaml", Encoding.UTF8.GetBytes(scenario.RouterText), Secret, durable: false);

    /// <summary>The files of a witness.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="scenario">Whose router it votes for.</param>
    /// <param name="key">The text of the router's key file.</param>
    public static void WriteWitness(LabNode node, Scenario scenario, string key)
    {
        var directory = node.Root + LabSession.Directory;
        Directory.CreateDirectory($"{directory}/routers.d");
        Directory.CreateDirectory($"{directory}/state");
        Directory.CreateDirectory($"{node.Root}/run/keepone-witness");
        WriteKey(directory, scenario, key);
        GiveRouter(node, scenario);
        File.WriteAllText(
            $"{directory}/witness.yaml",
            $$"""
            name: {{node.Name}}
            routers: {{LabSession.Directory}}/routers.d
            keys: {{LabSession.Directory}}/keys
            run: /run/keepone-witness
            state: {{LabSession.Directory}}/state
            socket: /run/keepone-witness/witness.sock

            """);
    }

    /// <summary>A key for the router of one lab.</summary>
    /// <returns>The text of its file.</returns>
    public static string NewKey() => $"current: {RandomNumberGenerator.GetHexString(64, lowercase: true)}\n";

    /// <summary>Forgets what a node that boots does not know any more: the files below <c>/run</c> that are not the lab's own.</summary>
    /// <param name="node">The node.</param>
    public static void Forget(LabNode node)
    {
        if (Directory.Exists($"{node.Root}/run/keepone"))
        {
            Directory.Delete($"{node.Root}/run/keepone", recursive: true);
        }
    }

    /// <summary>The files of the controller.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="authority">Signs its certificate.</param>
    public static void WriteController(LabNode node, ThrowAwayAuthority authority)
    {
        var directory = Prepare(node, authority, AddressPlan.Controller);

        // What systemd makes for it elsewhere (RuntimeDirectory=).
        Directory.CreateDirectory($"{node.Root}/run/keepone-controller");
        File.WriteAllText(
            $"{directory}/controller.yaml",
            $$"""
            name: {{node.Name}}
            agents: ["https://{{AddressPlan.Controller}}:{{AddressPlan.ControllerPort}}"]
            api: ["unix:/run/keepone-controller/api.sock"]
            database: {{LabSession.Directory}}/state/controller.db
            {{Tls}}
            """);
    }

    private static void WriteKey(string directory, Scenario scenario, string key)
    {
        Directory.CreateDirectory($"{directory}/keys", Secret | UnixFileMode.UserExecute);
        AtomicFile.Write($"{directory}/keys/{scenario.Router.Name}.key", Encoding.UTF8.GetBytes(key), Secret, durable: false);
    }

    private static string Prepare(LabNode node, ThrowAwayAuthority authority, string address)
    {
        var directory = node.Root + LabSession.Directory;
        Directory.CreateDirectory($"{directory}/tls");
        Directory.CreateDirectory($"{directory}/state");
        authority.Issue($"{directory}/tls", node.Name, address);
        return directory;
    }
}
