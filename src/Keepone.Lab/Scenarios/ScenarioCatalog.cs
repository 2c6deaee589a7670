using System.Collections.Immutable;
using Keepone.Lab.Processes;

namespace Keepone.Lab.Scenarios;

/// <summary>The scenarios that come with the program, in one explicit list: a file that is not in it fails a test.</summary>
public static class ScenarioCatalog
{
    /// <summary>Their names, in the order in which they are best read.</summary>
    public static readonly ImmutableArray<string> Names =
    [
        "steady", "tunnel-cut", "heal", "node-death", "agent-death", "agent-restart", "agent-upgrade", "keepalived-killed",
        "keepalived-stopped", "orphaned-addresses", "namespace-recreated", "reload-storm", "disk-full", "controller-loss", "management-cut",
        "partial-cut", "one-way-cut", "rolling-cut", "tunnel-cut-guarded", "partial-cut-guarded", "one-way-cut-guarded", "rolling-cut-guarded",
        "boot-isolated", "all-isolated", "agents-restart", "agents-upgrade", "agent-stalled", "agent-stalled-leased", "agent-dead", "node-paused",
        "node-paused-leased", "forged-beacons", "two-replicas-witness", "fast-preset", "check-fails",
        "check-broken-everywhere", "check-hangs", "check-flaps", "check-dstate", "gateway-lost-everywhere", "host-nic-check", "plugin-check",
        "maintenance-drain", "failover-command",
    ];

    /// <summary>The text of a scenario's file.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The YAML text.</returns>
    /// <exception cref="LabException">There is no such scenario.</exception>
    public static string Text(string name)
    {
        using var stream = Names.Contains(name, StringComparer.Ordinal)
            ? typeof(ScenarioCatalog).Assembly.GetManifestResourceStream(ResourceName(name))
            : null;
        if (stream is null)
        {
            throw new LabException($"There is no scenario '{name}'; 'keepone lab list' shows {string.Join(", ", Names)}.", 2);
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Reads a scenario.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The scenario.</returns>
    /// <exception cref="LabException">There is no such scenario, or its file has mistakes.</exception>
    public static Scenario Get(string name)
    {
        var errors = ScenarioReader.Read(Text(name), name + ".yaml", out var scenario);
        return scenario ?? throw new LabException(string.Join('\n', errors), 2);
    }

    /// <summary>Every scenario file in the program, listed or not.</summary>
    /// <returns>Their names.</returns>
    public static IEnumerable<string> Embedded() => typeof(ScenarioCatalog).Assembly.GetManifestResourceNames()
        .Where(resource => resource.StartsWith("scenario/", StringComparison.Ordinal))
        .Select(resource => Path.GetFileNameWithoutExtension(resource["scenario/".Length..]));

    private static string ResourceName(string name) => $"scenario/{name}.yaml";
}
