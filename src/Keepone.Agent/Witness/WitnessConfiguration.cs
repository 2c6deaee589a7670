using System.Collections.Immutable;
using Keepone.Core.Specification;
using Microsoft.Extensions.Logging;
using static Keepone.Core.Specification.Scalars;

namespace Keepone.Agent.Witness;

/// <summary>A witness's own configuration, <c>/etc/keepone/witness.yaml</c>.</summary>
public sealed record WitnessConfiguration
{
    /// <summary>The file unless given on the command line.</summary>
    public const string DefaultFile = "/etc/keepone/witness.yaml";

    /// <summary>The local status socket unless configured.</summary>
    public const string DefaultSocket = "/run/keepone-witness/witness.sock";

    /// <summary>The witness's name in router specifications; the host's name unless configured.</summary>
    public required string Name { get; init; }

    /// <summary>The directory of router specifications, the same files as the nodes have.</summary>
    public string Routers { get; init; } = "/etc/keepone/routers.d";

    /// <summary>The directory of the routers' keys.</summary>
    public string Keys { get; init; } = "/etc/keepone/keys";

    /// <summary>The directory of the promises; a tmpfs: they are to be forgotten with the host, and with nothing less.</summary>
    public string Run { get; init; } = "/run/keepone-witness";

    /// <summary>The directory of what outlives a reboot: the boot number and the last good specifications.</summary>
    public string State { get; init; } = "/var/lib/keepone-witness";

    /// <summary>The local status socket.</summary>
    public string Socket { get; init; } = DefaultSocket;

    /// <summary>The least that is logged.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>The schema of the file.</summary>
    public static readonly ObjectSchema Schema = new("The configuration of a witness.",
    [
        new("name", WitnessName),
        new("routers", AbsolutePath("The directory of router specifications.")),
        new("keys", AbsolutePath("The directory of the routers' keys.")),
        new("run", AbsolutePath("The directory of the promises, on a tmpfs.")),
        new("state", AbsolutePath("The directory of what outlives a reboot.")),
        new("socket", AbsolutePath("The local status socket.")),
        new("logLevel", Choice("The least that is logged.",
            ("debug", LogLevel.Debug), ("information", LogLevel.Information), ("warning", LogLevel.Warning), ("error", LogLevel.Error))),
    ]);

    internal static ScalarSchema WitnessName =>
        Name("The witness's name in router specifications (guard.witnesses); the host's name unless given.");

    /// <summary>Reads the file's text.</summary>
    /// <param name="text">The text; null or blank when there is no file and none is needed.</param>
    /// <param name="file">The file's name, for the errors.</param>
    /// <param name="hostName">The host's name: the witness's unless configured.</param>
    /// <param name="wanted">What the command line says instead of the file.</param>
    /// <returns>The configuration, or null and all mistakes.</returns>
    public static (WitnessConfiguration? Configuration, ImmutableArray<SpecificationError> Errors) Read(
        string? text, string file, string hostName, WitnessWishes wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var reading = SchemaReader.Read(string.IsNullOrWhiteSpace(text) ? "{}" : text, file, Schema);
        var errors = new ErrorList(file);
        if (reading.Documents.Length > 1)
        {
            errors.Add(reading.Documents[1].Line, "", "a second document", "one document");
        }

        var document = reading.Documents.Length > 0 ? reading.Documents[0] : null;
        if (wanted.Name is null && document?.Mentions("name") == false && WitnessName.Parse(hostName) is null)
        {
            errors.Add(document.Line, "name", $"nothing, and the host's name '{hostName}' is none", "the witness's name in guard.witnesses");
        }

        if (document is null || errors.Count > 0 || !reading.Errors.IsEmpty)
        {
            return (null, [.. reading.Errors, .. errors.ToImmutable()]);
        }

        var otherwise = new WitnessConfiguration { Name = hostName };
        return (otherwise with
        {
            Name = wanted.Name ?? document.Get("name", hostName),
            Routers = wanted.Routers ?? document.Get("routers", otherwise.Routers),
            Keys = wanted.Keys ?? document.Get("keys", otherwise.Keys),
            Run = document.Get("run", otherwise.Run),
            State = document.Get("state", otherwise.State),
            Socket = document.Get("socket", otherwise.Socket),
            Level = document.Get("logLevel", otherwise.Level),
        }, []);
    }
}

/// <summary>What the command line says instead of the configuration file; null: nothing.</summary>
/// <param name="Name">The witness's name.</param>
/// <param name="Routers">The directory of router specifications.</param>
/// <param name="Keys">The directory of the routers' keys.</param>
public sealed record WitnessWishes(string? Name = null, string? Routers = null, string? Keys = null)
{
    /// <summary>What is wrong with them, one sentence each.</summary>
    public ImmutableArray<string> Mistakes =>
    [
        .. new (string Option, string? Value, ScalarSchema Schema)[]
        {
            ("--name", Name, WitnessConfiguration.WitnessName),
            ("--routers", Routers, AbsolutePath("")),
            ("--keys", Keys, AbsolutePath("")),
        }
        .Where(wish => wish.Value is not null && wish.Schema.Parse(wish.Value) is null)
        .Select(wish => $"{wish.Option}: found '{wish.Value}', expected {wish.Schema.Expected}"),
    ];
}
