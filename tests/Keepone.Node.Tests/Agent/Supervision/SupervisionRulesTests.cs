using Keepone.Agent.Supervision;
using Keepone.Linux;

namespace Keepone.Node.Tests.Agent.Supervision;

public sealed class SupervisionRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly SupervisionFacts Running = new("edge", true, [], 42, false, false, null, null, Noon);

    public static TheoryData<string, string, string> Cases => new()
    {
        { "runs", "Nothing", "keepalived 42 runs" },
        { "nothing runs", "Start", "keepalived does not run; starting it" },
        { "no namespace", "Wait", "waiting for the namespace edge" },
        { "namespace deleted under it", "Wait", "the namespace edge was deleted while keepalived 42 runs in it; waiting for it" },
        { "namespace made again without interfaces", "Wait", "the namespace edge was made again; keepalived 42 runs in the old one and is replaced when ha0 is there" },
        { "left behind", "Wait", "ending what is left of an earlier keepalived (43, 44)" },
        { "VRRP process missing for a moment", "Nothing", "keepalived 42 runs" },
        { "VRRP process missing", "Nothing", "keepalived 42 runs, but its VRRP process died; it starts another one within a minute" },
        { "VRRP process missing for long", "Start", "keepalived 42 has had no VRRP process for 70 s; it is replaced" },
        { "VRRP process stopped just now", "Nothing", "keepalived's VRRP process 43 is stopped by a signal and sends no adverts" },
        { "VRRP process stopped", "Nothing", "keepalived's VRRP process 43 is stopped by a signal and sends no adverts; the addresses are taken from it" },
        { "VRRP process stopped for long", "Kill", "keepalived's VRRP process 43 is stopped by a signal for 10 s; it is killed and started again" },
        { "VRRP process under a debugger", "Nothing", "keepalived's VRRP process 43 is stopped by a debugger and sends no adverts; the addresses are taken from it" },
        { "first process stopped", "Nothing", "keepalived 42 is stopped by a signal; its VRRP process runs, but cannot be reloaded" },
        { "first process stopped for long", "Continue", "keepalived 42 is stopped by a signal for 10 s; it is continued" },
        { "first process under a debugger", "Nothing", "keepalived 42 is stopped by a debugger; its VRRP process runs, but cannot be reloaded" },
        { "changed right after a reload", "Wait", "the specification changed; keepalived 42 reloads soon, at most once in 2 s" },
        { "changed a while after a reload", "Reload", "the specification changed; keepalived 42 reloads" },
        { "changed, not its turn", "Wait", "the specification changed; keepalived 42 reloads later: the master goes first" },
        { "changed more than hot", "Reload", "the specification changed; keepalived 42 reloads: the instance is made again" },
        { "reload without effect", "Nothing", "keepalived 42 runs, but it was told twice to reload and did not: it runs priority 1, not 2" },
        { "namespace made again", "Start", "the namespace edge was made again; keepalived 42 runs in the old one and is replaced" },
        { "no interfaces", "Wait", "waiting for ha0, qg0" },
        { "interface lost while running", "Nothing", "keepalived 42 runs, but ha0 is missing" },
        { "died just now", "Wait", "keepalived died; it is started again in 2 s" },
        { "died a while ago", "Start", "keepalived does not run; starting it" },
        { "changed", "Reload", "the specification changed; keepalived 42 reloads" },
        { "changed and refused", "Wait", "keepalived 42 runs with its last good configuration, because it does not take the new one: no" },
        { "refused at start", "Wait", "keepalived does not take the configuration: no" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decide_Facts_GiveAStepAndItsSentence(string name, string step, string sentence)
    {
        var verdict = SupervisionRules.Decide(Facts(name));

        Assert.Equal((step, sentence), (verdict.Step.ToString(), verdict.Sentence));
    }

    // Addresses that nobody manages go at once; what a living keepalived manages, and what an orphan is about to give up, is not touched.
    [Theory]
    [InlineData("nothing runs", true)]
    [InlineData("no interfaces", true)]
    [InlineData("died just now", true)]
    [InlineData("refused at start", true)]
    [InlineData("VRRP process missing", true)]
    [InlineData("VRRP process missing for long", true)]
    [InlineData("VRRP process stopped", true)]
    [InlineData("VRRP process stopped for long", true)]
    [InlineData("VRRP process under a debugger", true)]
    [InlineData("runs", false)]
    [InlineData("no namespace", false)]
    [InlineData("left behind", false)]
    [InlineData("namespace made again", false)]
    [InlineData("VRRP process missing for a moment", false)]
    [InlineData("VRRP process stopped just now", false)]
    [InlineData("first process stopped for long", false)]
    [InlineData("changed", false)]
    public void Decide_Facts_ReleaseOnlyWhatNobodyManages(string name, bool release) =>
        Assert.Equal(release, SupervisionRules.Decide(Facts(name)).Release);

    [Theory]
    [InlineData(0.1, 2)]
    [InlineData(1, 2)]
    [InlineData(3, 6)]
    public void ReloadPause_AdvertInterval_LetsAnAdvertThrough(double interval, double pause) =>
        Assert.Equal(TimeSpan.FromSeconds(pause), SupervisionRules.ReloadPause(TimeSpan.FromSeconds(interval)));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(6, 30)]
    [InlineData(1000, 30)]
    public void Pause_Deaths_DoublesUpToHalfAMinute(int deaths, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), SupervisionRules.Pause(deaths));

    private static SupervisionFacts Facts(string name) => name switch
    {
        "runs" => Running,
        "nothing runs" => Running with { Pid = null, ConfigurationDiffers = true },
        "no namespace" => Running with { Pid = null, NamespacePresent = false },
        "namespace deleted under it" => Running with { NamespacePresent = false },
        "namespace made again without interfaces" => Running with { InOldNamespace = true, MissingInterfaces = ["ha0"] },
        "left behind" => Running with { Pid = null, Orphans = [43, 44], NotBefore = Noon.AddSeconds(2) },
        "VRRP process missing for a moment" => Running with { VrrpMissingSince = Noon.AddMilliseconds(-100) },
        "VRRP process missing" => Running with { VrrpMissingSince = Noon.AddMilliseconds(-200), ConfigurationDiffers = true },
        "VRRP process missing for long" => Running with { VrrpMissingSince = Noon.AddSeconds(-70) },
        "VRRP process stopped just now" => Running with { Stopped = Stopped(0.5, vrrp: true) },
        "VRRP process stopped" => Running with { Stopped = Stopped(1, vrrp: true), ConfigurationDiffers = true },
        "VRRP process stopped for long" => Running with { Stopped = Stopped(10, vrrp: true) },
        "VRRP process under a debugger" => Running with { Stopped = Stopped(3600, vrrp: true, traced: true) },
        "first process stopped" => Running with { Stopped = Stopped(9.9) },
        "first process stopped for long" => Running with { Stopped = Stopped(10) },
        "first process under a debugger" => Running with { Stopped = Stopped(3600, traced: true) },
        "changed right after a reload" => Running with { ConfigurationDiffers = true, ReloadNotBefore = Noon.AddSeconds(1) },
        "changed a while after a reload" => Running with { ConfigurationDiffers = true, ReloadNotBefore = Noon },
        "changed, not its turn" => Running with { ConfigurationDiffers = true, ReloadWaitsFor = "the master goes first" },
        "changed more than hot" => Running with { ConfigurationDiffers = true, ReloadEffect = "the instance is made again" },
        "reload without effect" => Running with { ReloadMissing = "it runs priority 1, not 2" },
        "namespace made again" => Running with { InOldNamespace = true },
        "no interfaces" => Running with { Pid = null, MissingInterfaces = ["ha0", "qg0"] },
        "interface lost while running" => Running with { MissingInterfaces = ["ha0"] },
        "died just now" => Running with { Pid = null, NotBefore = Noon.AddSeconds(2) },
        "died a while ago" => Running with { Pid = null, NotBefore = Noon.AddSeconds(-1) },
        "changed" => Running with { ConfigurationDiffers = true },
        "changed and refused" => Running with { ConfigurationDiffers = true, Refusal = "no" },
        "refused at start" => Running with { Pid = null, ConfigurationDiffers = true, Refusal = "no" },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static StoppedProcess Stopped(double seconds, bool vrrp = false, bool traced = false) =>
        new(new ProcessIdentity(vrrp ? 43 : 42, 1), vrrp, traced, Noon.AddSeconds(-seconds));
}
