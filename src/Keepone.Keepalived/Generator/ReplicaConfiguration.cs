using System.Globalization;
using Keepone.Core.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Generator;

/// <summary>
/// The keepalived configuration of a replica (DESIGN §2). The same input gives the same text, byte for byte: a reload happens
/// only on a real difference (reference/keepalived.md, C.5).
/// </summary>
public static class ReplicaConfiguration
{
    /// <summary>The name of the track file that moves the priority.</summary>
    public const string HealthTrack = "health";

    /// <summary>The name of the track file that stops a master.</summary>
    public const string QuorumTrack = "quorum";

    private const string NodeKeyword = "router_id";

    /// <summary>
    /// Seconds until the second round of gratuitous ARP: the first one may meet a port that does not forward yet.
    /// </summary>
    public const int SecondRoundAfterSeconds = 1;

    /// <summary>Gratuitous ARPs per address and round: one may be lost (keepalived #277).</summary>
    public const int AnnouncementsPerRound = 3;

    /// <summary>
    /// Seconds between rounds while master. Without them a switch or router that learnt the wrong port keeps it until its entry
    /// ages, four hours in keepalived #1927; a minute is well below the five minutes after which switches forget.
    /// </summary>
    public const int RefreshSeconds = 60;

    /// <summary>Renders the configuration.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="files">Its files.</param>
    /// <param name="version">The keepalived that will read it: some keywords are newer than others.</param>
    /// <param name="scriptUser">The user of check scripts that keepalived runs (<see cref="CheckRunner.Keepalived"/>).</param>
    /// <returns>The text, with line feeds.</returns>
    /// <exception cref="ArgumentException">
    /// A name in the specification cannot be written (the specification's reader refuses such names).
    /// </exception>
    public static string Render(
        Replica replica, ReplicaFiles files, KeepalivedVersion version, string scriptUser = ScriptChecks.DefaultUser)
    {
        ArgumentNullException.ThrowIfNull(replica);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(version);
        var router = replica.Router;
        var writer = new ConfigurationWriter()
            .Comment($"Router {router.Name}, replica on {replica.Node}, for keepalived {version}.")
            .Comment("Written by Keepone from the router's specification. Do not edit: changes are overwritten.")
            .Blank();
        Global(writer, replica, files, version, scriptUser);
        Track(writer, version, HealthTrack, files.Health, weight: -1,
            "What to take off the priority: penalties less the bonus of the master.");
        Track(writer, version, QuorumTrack, files.Quorum, weight: 0, "1 keeps the replica from being master, 0 lets it stand.");
        ScriptChecks.Blocks(writer, replica, version, scriptUser);
        Instance(writer, replica);
        return writer.ToString();
    }

    /// <summary>The node that a rendered configuration is for.</summary>
    /// <param name="text">The configuration.</param>
    /// <returns>The node's name; null when the text does not say.</returns>
    public static string? NodeOf(string text) =>
        ConfigurationReader.Read(text).FirstOrDefault(setting => setting is { Block: "global_defs", Keyword: NodeKeyword })?.Text[(NodeKeyword.Length + 1)..];

    private static void Global(ConfigurationWriter writer, Replica replica, ReplicaFiles files,
        KeepalivedVersion version, string scriptUser) =>
        writer.Block("global_defs", block =>
        {
            // Without a name keepalived looks up the host's, by DNS from inside the router's namespace: with a default route and no
            // way to a resolver, a master's start, reload and configuration test hang for many seconds (get_local_name of 2.2.7).
            block.Comment("keepalived asks no resolver for the host's name.");
            block.Line($"{NodeKeyword} {replica.Node}");
            // Without it one absent interface stops the whole process with exit code 2 (B.11).
            block.Comment("An interface that is absent stops its addresses, not keepalived.");
            block.Line("dynamic_interfaces");
            if (version.KnowsMinAutoPriorityDelay)
            {
                // keepalived logs a late timer only from 1 s on, when three adverts of 100 ms are long lost (B.11).
                block.Comment("A timer that is late by half an advertisement interval is logged.");
                var late = replica.Router.AdvertInterval.Ticks / TimeSpan.TicksPerMicrosecond / 2;
                block.Line($"min_auto_priority_delay {Math.Clamp(late, 1, 10_000_000)}");
            }

            block.Comment("States and effective priorities, in order, to the agent.");
            block.Line($"vrrp_notify_fifo {files.NotifyFifo}");
            block.Line("vrrp_notify_priority_changes true");
            // 2.2.7 writes them for backups only: a master that reloads says nothing.
            if (version.KnowsStatesOnReload)
            {
                block.Line("fifo_write_vrrp_states_on_reload");
            }

            // keepalived #1884, #166: else the winner after a healed split never hears that there was a second master.
            block.Comment(
                "After a healed split the loser says so before it steps down, and the winner announces its addresses again.");
            block.Line("vrrp_higher_prio_send_advert true");
            block.Line($"vrrp_garp_lower_prio_delay {SecondRoundAfterSeconds}");
            block.Line($"vrrp_garp_lower_prio_repeat {AnnouncementsPerRound}");
            block.Comment("Gratuitous ARP and neighbour advertisements: two rounds at a takeover, then one a minute.");
            block.Line($"vrrp_garp_master_delay {SecondRoundAfterSeconds}");
            block.Line($"vrrp_garp_master_repeat {AnnouncementsPerRound}");
            block.Line($"vrrp_garp_master_refresh {RefreshSeconds}");
            block.Line("vrrp_garp_master_refresh_repeat 1");
            ScriptChecks.Global(block, replica, scriptUser);
        }).Blank();

    private static void Track(ConfigurationWriter writer, KeepalivedVersion version, string name, string file, int weight,
        string meaning) =>
        writer.Comment(meaning)
            .Block($"{(version.KnowsTrackFileBlock ? "track_file" : "vrrp_track_file")} {name}",
            [$"file {file}", $"weight {weight}"]).Blank();

    private static void Instance(ConfigurationWriter writer, Replica replica)
    {
        var router = replica.Router;
        writer.Block($"vrrp_instance {router.Name}", block =>
        {
            // No nopreempt: with it a lower priority never moves the mastership (DESIGN §2, keepalived #2599).
            block.Line("state BACKUP")
                .Line("version 3")
                .Line($"interface {router.Ha.Interface}")
                .Line($"virtual_router_id {router.Vrid}")
                .Line($"priority {replica.BasePriority}")
                .Line($"advert_int {Seconds(router.AdvertInterval)}")
                .Block("track_file", [HealthTrack, QuorumTrack])
                .Block("track_script", ScriptChecks.Tracked(replica))
                .Comment("While the address below is changed, a backup goes on trusting the master that it knows.")
                .Line("skip_check_adv_addr")
                .Comment("The one address that adverts name: masters that name different ones ignore each other.")
                .Block("virtual_ipaddress", [$"{router.Ha.Vip} dev {router.Ha.Interface}"])
                .Block("virtual_ipaddress_excluded", [.. ReplicaAddresses.Excluded(router)])
                .Block("virtual_routes", [.. ReplicaAddresses.Routes(router)]);
        });
    }

    private static string Seconds(TimeSpan interval) =>
        (interval.Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.##", CultureInfo.InvariantCulture);
}
