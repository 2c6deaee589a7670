using System.Collections.Immutable;

namespace Keepone.Keepalived.Neutron;

/// <summary>What was read of an L3 agent's configuration.</summary>
/// <param name="Agent">The configuration; null when there was a mistake.</param>
/// <param name="Errors">All mistakes; empty when it is good.</param>
public sealed record NeutronAgentConfigurationReading(NeutronAgentConfiguration? Agent, ImmutableArray<NeutronError> Errors);

/// <summary>
/// Reads what of an L3 agent's configuration its keepalived files depend on: JSON with the keys of docs/config.md. It is written for Keepone, so
/// a key that is not known is a mistake.
/// </summary>
public static class NeutronAgentConfigurationReader
{
    private const string AdvertInterval = "advert_int";
    private const string AuthenticationType = "auth_type";
    private const string AuthenticationPassword = "auth_password";
    private const string HealthCheckInterval = "health_check_interval";
    private const string UsesIPv6 = "use_ipv6";
    private const string IPv6Gateway = "ipv6_gateway";
    private const string NoTrack = "no_track";
    private const string ConfigurationPath = "ha_confs_path";

    /// <summary>The keys.</summary>
    public static ImmutableArray<string> Keys { get; } =
        [AdvertInterval, AuthenticationType, AuthenticationPassword, HealthCheckInterval, UsesIPv6, IPv6Gateway, NoTrack, ConfigurationPath];

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">The JSON text.</param>
    /// <param name="file">Its name, for the errors.</param>
    /// <param name="release">The release of Neutron, which decides what its options take.</param>
    /// <returns>The configuration, or all mistakes at once.</returns>
    public static NeutronAgentConfigurationReading Read(string json, string file, NeutronRelease release)
    {
        ArgumentNullException.ThrowIfNull(json);
        var (agent, errors) = NeutronJson.Read(json, file, (ref fields) => Agent(ref fields, release));
        return new NeutronAgentConfigurationReading(agent, errors);
    }

    private static NeutronAgentConfiguration Agent(ref NeutronJson json, NeutronRelease release)
    {
        var agent = new NeutronAgentConfiguration();
        // 21.0.0 sets no bounds to either interval: 0 leaves the line of the first out, and nothing below 1 turns the check on.
        var isMaster = release == NeutronRelease.Master;
        while (json.Next())
        {
            agent = json.Key() switch
            {
                AdvertInterval => agent with { AdvertInterval = json.Number(isMaster ? 1 : 0, int.MaxValue) },
                AuthenticationType => agent with
                {
                    AuthenticationType = json.TextOrNone("PASS or AH", text => text is "PASS" or "AH") ?? agent.AuthenticationType,
                },
                AuthenticationPassword => agent with
                {
                    AuthenticationPassword = json.TextOrNone("a password on one line", text => !text.Any(char.IsControl), foundInstead: "something else"),
                },
                HealthCheckInterval => agent with { HealthCheckInterval = json.Number(isMaster ? 0 : int.MinValue, int.MaxValue) },
                UsesIPv6 => agent with { UsesIPv6 = json.Flag() },
                IPv6Gateway => agent with { IPv6Gateway = json.TextOrNone(NeutronJson.AnAddress, text => NeutronAddress.TryParse(text, out _)) },
                NoTrack => agent with { NoTrack = json.Flag() },
                ConfigurationPath => agent with
                {
                    ConfigurationPath = json.TextOrNone("an absolute path of letters, digits, '.', '_' and '-'", IsPath) ?? agent.ConfigurationPath,
                },
                _ => Unknown(ref json, agent),
            };
        }

        return agent;
    }

    private static NeutronAgentConfiguration Unknown(ref NeutronJson json, NeutronAgentConfiguration agent)
    {
        json.Add("a key that is not known", $"one of {string.Join(", ", Keys)}");
        json.Skip();
        return agent;
    }

    private static bool IsPath(string text) =>
        ReplicaFiles.IsUsable(text) && text[1..].Split('/').All(part => part is not ("" or "." or ".."));
}
