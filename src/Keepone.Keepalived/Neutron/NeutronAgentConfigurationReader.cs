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
        var (agent, errors) = NeutronFields.Read(json, file, fields => Agent(fields, release));
        return new NeutronAgentConfigurationReading(agent, errors);
    }

    private static NeutronAgentConfiguration Agent(NeutronFields fields, NeutronRelease release)
    {
        var defaults = new NeutronAgentConfiguration();
        fields.KnowOnly(Keys);
        // 21.0.0 sets no bounds to either interval: 0 leaves the line of the first out, and nothing below 1 turns the check on.
        var isMaster = release == NeutronRelease.Master;
        return new NeutronAgentConfiguration
        {
            AdvertInterval = fields.Number(AdvertInterval, isMaster ? 1 : 0, int.MaxValue, defaults.AdvertInterval),
            AuthenticationType = fields.TextOrNone(AuthenticationType, "PASS or AH", text => text is "PASS" or "AH") ?? defaults.AuthenticationType,
            AuthenticationPassword = fields.TextOrNone(AuthenticationPassword, "a password on one line", text => !text.Any(char.IsControl),
                foundInstead: "something else"),
            HealthCheckInterval = fields.Number(HealthCheckInterval, isMaster ? 0 : int.MinValue, int.MaxValue, defaults.HealthCheckInterval),
            UsesIPv6 = fields.Flag(UsesIPv6, defaults.UsesIPv6),
            IPv6Gateway = fields.TextOrNone(IPv6Gateway, "an IP address", text => NeutronAddress.TryParse(text, out _)),
            NoTrack = fields.Flag(NoTrack, defaults.NoTrack),
            ConfigurationPath = fields.TextOrNone(ConfigurationPath, "an absolute path of letters, digits, '.', '_' and '-'", IsPath)
                ?? defaults.ConfigurationPath,
        };
    }

    private static bool IsPath(string text) =>
        ReplicaFiles.IsUsable(text) && text[1..].Split('/').All(part => part is not ("" or "." or ".."));
}
