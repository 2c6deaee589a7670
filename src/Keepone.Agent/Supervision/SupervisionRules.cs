using System.Collections.Immutable;

namespace Keepone.Agent.Supervision;

/// <summary>What the agent does for a replica next.</summary>
internal enum SupervisionStep
{
    /// <summary>Nothing: it runs as it should.</summary>
    Nothing = 0,

    /// <summary>Wait for something that others provide.</summary>
    Wait,

    /// <summary>Start keepalived.</summary>
    Start,

    /// <summary>Put a new configuration in force.</summary>
    Reload,

    /// <summary>Kill a keepalived that hears nothing else.</summary>
    Kill,

    /// <summary>End the stop of keepalived's first process.</summary>
    Continue,
}

/// <summary>What is known of a replica when the next step is decided.</summary>
/// <param name="Namespace">The namespace's name; null: the host's own.</param>
/// <param name="NamespacePresent">Whether it exists.</param>
/// <param name="MissingInterfaces">The specified interfaces that do not exist in it.</param>
/// <param name="Pid">The process id of its keepalived; null when none runs.</param>
/// <param name="InOldNamespace">Whether that keepalived runs in a namespace that was deleted or made again since.</param>
/// <param name="ConfigurationDiffers">Whether the configuration that it runs differs from the one that the specification asks for.</param>
/// <param name="Refusal">Why keepalived does not take the wanted configuration; null when it was not refused.</param>
/// <param name="NotBefore">Not to be started before this, after it died; null: at once.</param>
/// <param name="Now">The time.</param>
internal sealed record SupervisionFacts(
    string? Namespace,
    bool NamespacePresent,
    IReadOnlyList<string> MissingInterfaces,
    int? Pid,
    bool InOldNamespace,
    bool ConfigurationDiffers,
    string? Refusal,
    DateTimeOffset? NotBefore,
    DateTimeOffset Now)
{
    /// <summary>The router's advertisement interval.</summary>
    public TimeSpan AdvertInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Why keepalived must not be started, in one sentence; null: it may.</summary>
    public string? KeptOut { get; init; }

    /// <summary>Since when the keepalived that runs has no VRRP process; null when it has one, or none runs.</summary>
    public DateTimeOffset? VrrpMissingSince { get; init; }

    /// <summary>The processes that an earlier keepalived left behind.</summary>
    public ImmutableArray<int> Orphans { get; init; } = [];

    /// <summary>Which process of keepalived's is stopped; null when none is.</summary>
    public StoppedProcess? Stopped { get; init; }

    /// <summary>Not to be reloaded before this; null: at once.</summary>
    public DateTimeOffset? ReloadNotBefore { get; init; }

    /// <summary>Why other replicas reload first; null: it is this one's turn.</summary>
    public string? ReloadWaitsFor { get; init; }

    /// <summary>What a reload does that is more than hot, in one sentence; null: nothing.</summary>
    public string? ReloadEffect { get; init; }

    /// <summary>What the last reload did not bring; null: nothing is known to be missing.</summary>
    public string? ReloadMissing { get; init; }
}

/// <summary>The next step and why.</summary>
/// <param name="Step">The step.</param>
/// <param name="Sentence">Why, in one sentence.</param>
/// <param name="Release">Whether the replica's addresses are to be taken away before, if any are there: nobody else would.</param>
internal sealed record SupervisionVerdict(SupervisionStep Step, string Sentence, bool Release = false);

/// <summary>Decides what the agent does for a replica. Pure.</summary>
internal static class SupervisionRules
{
    /// <summary>
    /// How long a keepalived may be without its VRRP process until its addresses are taken away: ten times what its parent took to start
    /// another one, which takes them away itself.
    /// </summary>
    public static readonly TimeSpan VrrpGrace = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How long a keepalived may be without its VRRP process until it is replaced: a little more than the longest pause that its parent
    /// makes (60 s, reference/keepalived.md B.4).
    /// </summary>
    public static readonly TimeSpan VrrpPatience = TimeSpan.FromSeconds(70);

    /// <summary>
    /// How long a process may be stopped until somebody is believed to have forgotten it: long enough for a snapshot of its memory,
    /// short against the time in which the next failure comes.
    /// </summary>
    public static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The least time between two reloads, and two advertisement intervals if that is more: a reload sends an advert first and then none
    /// until it is done, so backups hear at least one in between; a storm of changes gives a handful of reloads.
    /// </summary>
    public static readonly TimeSpan LeastReloadPause = TimeSpan.FromSeconds(2);

    /// <summary>After running this long, a death is the first in a row again.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    /// <summary>Decides.</summary>
    /// <param name="facts">What is known.</param>
    /// <returns>The step, with its sentence.</returns>
    public static SupervisionVerdict Decide(SupervisionFacts facts) => facts switch
    {
        { NamespacePresent: false, Pid: null } => Wait($"waiting for the namespace {facts.Namespace}"),
        { NamespacePresent: false } =>
            Wait($"the namespace {facts.Namespace} was deleted while keepalived {facts.Pid} runs in it; waiting for it"),
        { Pid: null, Orphans: [_, ..] orphans } => Wait($"ending what is left of an earlier keepalived ({string.Join(", ", orphans)})"),
        { Pid: null } => Absent(facts),
        { InOldNamespace: true, MissingInterfaces.Count: > 0 } => Wait(
            $"the namespace {facts.Namespace} was made again; keepalived {facts.Pid} runs in the old one and is replaced "
            + $"when {Names(facts)} is there"),
        { InOldNamespace: true } => new(
            SupervisionStep.Start,
            $"the namespace {facts.Namespace} was made again; keepalived {facts.Pid} runs in the old one and is replaced"),
        { Stopped: { IsVrrp: true } stopped } => VrrpStopped(facts, stopped),
        { Stopped: { } stopped } => ParentStopped(facts, stopped),
        { VrrpMissingSince: { } since } when facts.Now - since >= VrrpPatience => new(
            SupervisionStep.Start,
            $"keepalived {facts.Pid} has had no VRRP process for {VrrpPatience.TotalSeconds} s; it is replaced",
            Release: true),
        { VrrpMissingSince: { } since } when facts.Now - since >= VrrpGrace => new(
            SupervisionStep.Nothing,
            $"keepalived {facts.Pid} runs, but its VRRP process died; it starts another one within a minute",
            Release: true),
        { ConfigurationDiffers: true, Refusal: { } refusal } =>
            Wait($"keepalived {facts.Pid} runs with its last good configuration, because it does not take the new one: {refusal}"),
        { ConfigurationDiffers: true, ReloadNotBefore: { } moment } when moment > facts.Now => Wait(
            $"the specification changed; keepalived {facts.Pid} reloads soon, at most once in {ReloadPause(facts.AdvertInterval).TotalSeconds:0.#} s"),
        { ConfigurationDiffers: true, ReloadWaitsFor: { } reason } => Wait($"the specification changed; keepalived {facts.Pid} reloads later: {reason}"),
        { ConfigurationDiffers: true, ReloadEffect: { } effect } =>
            new(SupervisionStep.Reload, $"the specification changed; keepalived {facts.Pid} reloads: {effect}"),
        { ConfigurationDiffers: true } => new(SupervisionStep.Reload, $"the specification changed; keepalived {facts.Pid} reloads"),
        { ReloadMissing: { } missing } => new(
            SupervisionStep.Nothing, $"keepalived {facts.Pid} runs, but it was told twice to reload and did not: {missing}"),
        { MissingInterfaces.Count: > 0 } => new(SupervisionStep.Nothing, $"keepalived {facts.Pid} runs, but {Names(facts)} is missing"),
        _ => new(SupervisionStep.Nothing, $"keepalived {facts.Pid} runs"),
    };

    /// <summary>How long to wait before keepalived is started again: 1, 2, 4 … 30 s, so that a broken one does not burn the node.</summary>
    /// <param name="deaths">How often it died in a row, from 1.</param>
    /// <returns>The pause.</returns>
    public static TimeSpan Pause(int deaths) => TimeSpan.FromSeconds(Math.Min(30, Math.Pow(2, Math.Clamp(deaths - 1, 0, 5))));

    /// <summary>How long to wait after a reload before the next one.</summary>
    /// <param name="advertInterval">The router's advertisement interval.</param>
    /// <returns>The pause.</returns>
    public static TimeSpan ReloadPause(TimeSpan advertInterval) =>
        advertInterval * 2 > LeastReloadPause ? advertInterval * 2 : LeastReloadPause;

    private static SupervisionVerdict Absent(SupervisionFacts facts) => facts switch
    {
        { MissingInterfaces.Count: > 0 } => Wait($"waiting for {Names(facts)}", release: true),
        { Refusal: { } refusal } => Wait($"keepalived does not take the configuration: {refusal}", release: true),
        { NotBefore: { } moment } when moment > facts.Now =>
            Wait($"keepalived died; it is started again in {(moment - facts.Now).TotalSeconds:0.#} s", release: true),
        { KeptOut: { } reason } => Wait(reason, release: true),
        _ => new(SupervisionStep.Start, "keepalived does not run; starting it", Release: true),
    };

    // A stopped one sends no adverts, so another replica becomes master a master-down interval later, and both answer for the addresses.
    // They go after one advertisement interval, which is before that and longer than the stop of a snapshot. That is the least harm: the
    // process stays for whoever stopped it, and one that is continued later finds that it has lost them; at worst it moves the
    // mastership once with an advert of its old priority (seen on 2.2.7). Forgotten for longer, it is killed; under a debugger it stays.
    private static SupervisionVerdict VrrpStopped(SupervisionFacts facts, StoppedProcess stopped)
    {
        var what = $"keepalived's VRRP process {stopped.Process.Pid} is stopped by a {(stopped.IsTraced ? "debugger" : "signal")}";
        return (facts.Now - stopped.Since) switch
        {
            var time when time >= StopPatience && !stopped.IsTraced => new(
                SupervisionStep.Kill, $"{what} for {StopPatience.TotalSeconds} s; it is killed and started again", Release: true),
            var time when time >= facts.AdvertInterval => new(
                SupervisionStep.Nothing, $"{what} and sends no adverts; the addresses are taken from it", Release: true),
            _ => new(SupervisionStep.Nothing, $"{what} and sends no adverts"),
        };
    }

    // The router works without the first process, but nothing reloads it and nobody starts the VRRP process again. To kill it would
    // cost the mastership; to continue it costs nothing.
    private static SupervisionVerdict ParentStopped(SupervisionFacts facts, StoppedProcess stopped) =>
        facts.Now - stopped.Since >= StopPatience && !stopped.IsTraced
            ? new(SupervisionStep.Continue, $"keepalived {facts.Pid} is stopped by a signal for {StopPatience.TotalSeconds} s; it is continued")
            : new(
                SupervisionStep.Nothing,
                $"keepalived {facts.Pid} is stopped by a {(stopped.IsTraced ? "debugger" : "signal")}; "
                + "its VRRP process runs, but cannot be reloaded");

    private static string Names(SupervisionFacts facts) => string.Join(", ", facts.MissingInterfaces);

    private static SupervisionVerdict Wait(string sentence, bool release = false) => new(SupervisionStep.Wait, sentence, release);
}
