using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Checks;

/// <summary>What is kept of a check over a restart of the agent: an upgrade must not make a sick replica look fit, and move its master.</summary>
/// <param name="Report">What was shown of it.</param>
/// <param name="Figure">Its damping figure.</param>
/// <param name="FigureAt">When it had that value, steady time.</param>
/// <param name="Since">Since when its verdict holds, steady time.</param>
internal sealed record KeptCheck(CheckReport Report, double Figure, TimeSpan FigureAt, TimeSpan Since)
{
    /// <summary>The state to go on with.</summary>
    /// <returns>The state: its verdict stays until the outcomes of this life contradict it often enough.</returns>
    public CheckState ToState() => new(Report.Verdict, Since, 0, 0, Figure, FigureAt, Report.Held, Report.Outcome);
}

/// <summary>The checks of a replica as they are kept on the node's tmpfs.</summary>
/// <param name="NodeBoot">The boot whose steady time they count by.</param>
/// <param name="Checks">The checks.</param>
internal sealed record KeptChecks(string NodeBoot, ImmutableArray<KeptCheck> Checks);

/// <summary>
/// Keeps verdicts on the node's tmpfs, beside the track files: written when a verdict changes, read when an agent starts. Another boot
/// begins anew.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class CheckMemory(string path)
{
    /// <summary>The most bytes that are read: 64 checks with their messages.</summary>
    public const int MostBytes = 128 * 1024;

    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly string NodeBoot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>What is kept, by the check's name; nothing when the file is missing, of another boot, or garbled.</summary>
    /// <returns>The checks.</returns>
    public ImmutableDictionary<string, KeptCheck> Read()
    {
        try
        {
            if (AtomicFile.TryRead(path, MostBytes, out var bytes)
                && JsonSerializer.Deserialize(bytes, CheckMemoryJson.Default.KeptChecks) is { } kept && kept.NodeBoot == NodeBoot && !kept.Checks.IsDefault)
            {
                return kept.Checks.DistinctBy(check => check.Report.Name, StringComparer.Ordinal)
                    .ToImmutableDictionary(check => check.Report.Name, StringComparer.Ordinal);
            }
        }
        catch (Exception error) when (error is LinuxException or JsonException)
        {
            // Verdicts are found again within a few runs: an unreadable file costs no more than a fresh boot does.
        }

        return ImmutableDictionary<string, KeptCheck>.Empty;
    }

    /// <summary>Keeps verdicts.</summary>
    /// <param name="checks">The checks.</param>
    /// <exception cref="LinuxException">The file cannot be written; the old one is untouched.</exception>
    public void Keep(ImmutableArray<KeptCheck> checks) =>
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new KeptChecks(NodeBoot, checks), CheckMemoryJson.Default.KeptChecks), Mode, durable: false);
}

/// <summary>The JSON form of kept checks, by source generation.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeptChecks))]
internal sealed partial class CheckMemoryJson : JsonSerializerContext;
