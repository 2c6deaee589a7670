using System.Text;
using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Keepalived.Generator;
using Keepone.Linux;

namespace Keepone.Agent.Supervision;

/// <summary>The configuration that a replica's keepalived runs, and the one that it refused.</summary>
internal sealed class ConfigurationInForce(ReplicaServices services, ReplicaFiles files)
{
    /// <summary>How long a refused configuration rests until it is tried again: what was missing may be there by then.</summary>
    public static readonly TimeSpan RetryRefused = TimeSpan.FromSeconds(10);

    /// <summary>The largest configuration that is read back: a router with 2000 addresses makes about 100 kB.</summary>
    public const int Longest = 4 * 1024 * 1024;

    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private (string Text, string Sentence, DateTimeOffset RetryAt)? _refused;

    /// <summary>Its text; null when unknown.</summary>
    public string? Text { get; private set; }

    /// <summary>Why keepalived does not take a configuration; null when it was not refused, or it is time to try again.</summary>
    /// <param name="wanted">The wanted text.</param>
    /// <param name="now">The time.</param>
    /// <returns>The sentence, or null.</returns>
    public string? RefusalOf(string wanted, DateTimeOffset now) =>
        _refused is { } refused && refused.Text == wanted && refused.RetryAt > now ? refused.Sentence : null;

    /// <summary>Reads what an earlier agent put in force.</summary>
    public void ReadBack() => Text = AtomicFile.TryRead(files.Configuration, Longest, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Puts a configuration in force that keepalived takes; one that it would not load never replaces one that it runs.</summary>
    /// <param name="keepalived">The keepalived to ask.</param>
    /// <param name="replica">The replica.</param>
    /// <param name="wanted">The text.</param>
    /// <param name="place">The namespace to test it in.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>Whether it is in force.</returns>
    /// <exception cref="IOException">A file cannot be written; the one in force is untouched.</exception>
    public async Task<bool> PutInForceAsync(
        KeepalivedProcess keepalived, Replica replica, string wanted, NetworkNamespace place, CancellationToken stop)
    {
        AtomicFile.Write(files.Candidate, Encoding.UTF8.GetBytes(ScriptChecks.ForConfigTest(wanted, services.Version)), FileMode, durable: false);
        ConfigTestVerdict test;
        try
        {
            test = await keepalived.TestAsync(place, files.Candidate, stop);
        }
        finally
        {
            File.Delete(files.Candidate);
        }

        if (test.Outcome != ConfigTestOutcome.Accepted)
        {
            _refused = (wanted, test.Sentence, services.Clock.Now + RetryRefused);
            AgentLog.ConfigurationRefused(services.Logger, replica.Router.Name, test.Sentence);
            return false;
        }

        AtomicFile.Write(files.Configuration, Encoding.UTF8.GetBytes(wanted), FileMode, durable: true);
        (Text, _refused) = (wanted, null);
        return true;
    }
}
