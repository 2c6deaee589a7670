using Keepone.Core.Model;

namespace Keepone.Core.Observing;

/// <summary>
/// Adds up the evidence of a replica of Neutron's. Its keepalived has no notify FIFO that anybody may read, and asking it would be a signal:
/// so the kernel, the processes and its own adverts have to do. Pure.
/// </summary>
public static class WatchedJudge
{
    /// <summary>
    /// How long Neutron's state file may differ from the kernel: its monitor gives its first look 10 s (reference/neutron.md A6), and the
    /// agent writes <c>primary</c> an advertisement interval late.
    /// </summary>
    public static readonly TimeSpan StatePatience = TimeSpan.FromSeconds(15);

    /// <summary>How long a replica may be without a state file: its monitor is started after keepalived, and takes seconds to start.</summary>
    public static readonly TimeSpan SilentPatience = TimeSpan.FromSeconds(60);

    /// <summary>What Neutron's monitor writes of a master.</summary>
    public const string Primary = "primary";

    /// <summary>Judges.</summary>
    /// <param name="router">The router, for the names in the sentences.</param>
    /// <param name="evidence">What is known.</param>
    /// <param name="hearsAdverts">Whether adverts are seen at all: not those that are encapsulated.</param>
    /// <returns>The state, why, and what does not fit.</returns>
    public static WatchedVerdict Judge(RouterSpecification router, WatchedEvidence evidence, bool hearsAdverts = true)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(evidence);
        var kernel = evidence.Kernel;
        var vip = $"{router.Ha.Vip.Address} is {(kernel.VipPresent ? "" : "not ")}on {router.Ha.Interface}";
        var (state, reason) = evidence switch
        {
            { Kernel.NamespacePresent: false } => (VrrpState.Down, $"the namespace {router.Namespace} does not exist"),
            { Pid: null } => (VrrpState.Down, "keepalived does not run"),
            { Stalled: true } => (VrrpState.Down, $"keepalived {evidence.Pid} is stalled: it neither sends nor hears adverts"),
            { Kernel.VipPresent: true, Advertised: not null } => (VrrpState.Master, $"{vip} and keepalived advertises"),
            { Kernel.VipPresent: true } => (VrrpState.Master, $"{vip} and keepalived runs"),
            { Kernel.HaInterfacePresent: false } => (VrrpState.Fault, $"{router.Ha.Interface} does not exist, and keepalived tracks it"),
            { Kernel.HaInterfaceUp: false } => (VrrpState.Fault, $"{router.Ha.Interface} is down, and keepalived tracks it"),
            { Advertised: not null } => (VrrpState.Backup, $"{vip}, though keepalived advertises"),
            _ => (VrrpState.Backup, $"{vip} and keepalived runs"),
        };
        return new WatchedVerdict(state, reason, [.. Doubts(router, evidence, state, vip, hearsAdverts)]);
    }

    private static IEnumerable<WatchedDoubt> Doubts(
        RouterSpecification router, WatchedEvidence evidence, VrrpState state, string vip, bool hearsAdverts)
    {
        var kernel = evidence.Kernel;
        var hold = router.AdvertInterval;
        if (kernel.VipPresent && evidence.Pid is null)
        {
            yield return new WatchedDoubt($"{vip}, but no keepalived runs that could give it up", hold);
        }
        else if (kernel.VipPresent && evidence.Stalled)
        {
            yield return new WatchedDoubt($"{vip}, but keepalived is stalled and cannot give it up", hold);
        }
        else if (kernel.VipPresent && evidence.Advertised is null && hearsAdverts)
        {
            // A master has sent its first advert long before three intervals are over.
            yield return new WatchedDoubt($"{vip}, but keepalived sends no adverts", hold * WireRecord.Intervals);
        }
        else if (!kernel.VipPresent && evidence.Advertised is not null)
        {
            // What it sent last as a master counts for three intervals.
            yield return new WatchedDoubt($"{vip}, but keepalived advertises", hold * (WireRecord.Intervals + 1));
        }

        if (evidence is { Elsewhere: true, Pid: { } pid })
        {
            yield return new WatchedDoubt($"keepalived {pid} runs in another namespace than {router.Namespace}", hold);
        }

        if (evidence.ConfigurationGone)
        {
            // Neutron ends keepalived before it takes the configuration away.
            yield return new WatchedDoubt(
                $"Neutron took the configuration away, but {(evidence.Pid is { } left ? $"keepalived {left} runs" : vip)}", hold * WireRecord.Intervals);
        }

        foreach (var doubt in Hearing(evidence, state, hold, hearsAdverts).Concat(Said(evidence, vip)))
        {
            yield return doubt;
        }
    }

    // Priority 0 says that a master is leaving (RFC 3768 5.3.4): it does not claim the addresses.
    private static IEnumerable<WatchedDoubt> Hearing(WatchedEvidence evidence, VrrpState state, TimeSpan hold, bool hearsAdverts)
    {
        var claimants = evidence.Wire.Heard.Where(heard => heard.Priority > 0).Select(heard => heard.Source).ToList();
        if (state == VrrpState.Master && claimants.Count > 0)
        {
            yield return new WatchedDoubt($"this replica is master, but {string.Join(" and ", claimants)} advertises as master too", hold);
        }
        else if (claimants.Count > 1)
        {
            yield return new WatchedDoubt($"{claimants.Count} masters are heard: {string.Join(" and ", claimants)}", hold);
        }
        else if (state == VrrpState.Backup && claimants.Count == 0 && hearsAdverts)
        {
            yield return new WatchedDoubt("this replica is a backup, but it hears no master", hold);
        }
    }

    // Metadata, IPv6 and the API go by that file: where it is wrong, Neutron serves the wrong replica.
    private static IEnumerable<WatchedDoubt> Said(WatchedEvidence evidence, string vip)
    {
        if (evidence is not { Kernel.NamespacePresent: true, Pid: not null, ConfigurationGone: false })
        {
            yield break;
        }

        if (evidence.Said is null)
        {
            yield return new WatchedDoubt("Neutron's monitor has written no state: it does not run, or hangs", SilentPatience);
        }
        else if (evidence.Said == Primary != evidence.Kernel.VipPresent)
        {
            yield return new WatchedDoubt($"{vip}, but Neutron's monitor says {evidence.Said}", StatePatience);
        }
    }
}
