using System.Collections.Immutable;
using Keepone.Core.Model;

namespace Keepone.Core.Observing;

/// <summary>What the three kinds of evidence add up to.</summary>
/// <param name="State">The state.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Disagreements">Where the evidence disagrees, one sentence each.</param>
public sealed record EvidenceVerdict(VrrpState State, string Reason, ImmutableArray<string> Disagreements);

/// <summary>
/// Adds up the evidence of a replica. The kernel is believed before keepalived, and keepalived before silence: an address on the
/// interface answers whatever anybody says of it (kube-vip #996, FRR #16995: state and wire differ).
/// </summary>
public static class EvidenceJudge
{
    /// <summary>Judges.</summary>
    /// <param name="router">The router, for the names in the sentences.</param>
    /// <param name="kernel">What the kernel says.</param>
    /// <param name="keepalived">What keepalived says.</param>
    /// <param name="wire">What is heard.</param>
    /// <returns>The state, why, and what does not fit.</returns>
    public static EvidenceVerdict Judge(RouterSpecification router, KernelEvidence kernel, KeepalivedEvidence keepalived, WireEvidence wire)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(keepalived);
        ArgumentNullException.ThrowIfNull(wire);
        var vip = $"{router.Ha.Vip.Address} is {(kernel.VipPresent ? "" : "not ")}on {router.Ha.Interface}";
        var disagreements = ImmutableArray.CreateBuilder<string>();
        var (state, reason) = (kernel, keepalived) switch
        {
            ({ NamespacePresent: false }, _) => (VrrpState.Down, $"the namespace {router.Namespace} does not exist"),
            (_, { Pid: null, Condition: ProcessCondition.Stopped }) => (VrrpState.Down, "keepalived was told to end and does not run"),
            (_, { Pid: null }) => (VrrpState.Down, "keepalived does not run"),

            // A stalled one hears nobody and is heard by nobody: what it said last is no state of now.
            (_, { Pid: { } pid, Condition: ProcessCondition.Stalled }) =>
                (VrrpState.Down, $"keepalived {pid} is stalled: it neither sends nor hears adverts"),
            ({ VipPresent: true }, { Reported: VrrpState.Master }) => (VrrpState.Master, $"{vip} and keepalived says Master"),
            ({ VipPresent: true }, _) => (VrrpState.Master, $"{vip}, though keepalived says {keepalived.Reported}"),
            (_, { Reported: VrrpState.Master }) => (VrrpState.Backup, $"{vip}, though keepalived says Master"),
            (_, { Reported: VrrpState.Unknown }) => (VrrpState.Unknown, $"{vip} and keepalived has not said its state yet"),
            _ => (keepalived.Reported, $"{vip} and keepalived says {keepalived.Reported}{Trouble(router, kernel)}"),
        };

        if (keepalived.Pid is null && kernel.VipPresent)
        {
            disagreements.Add($"{vip}, but no keepalived runs that could give it up");
        }
        else if (keepalived.Condition == ProcessCondition.Stalled && kernel.VipPresent)
        {
            disagreements.Add($"{vip}, but keepalived is stalled and cannot give it up");
        }
        else if (keepalived is { Pid: not null, Condition: not ProcessCondition.Stalled } && kernel.VipPresent != (keepalived.Reported == VrrpState.Master) && keepalived.Reported != VrrpState.Unknown)
        {
            disagreements.Add($"{vip}, but keepalived says {keepalived.Reported}");
        }

        // Priority 0 says that a master is leaving (RFC 5798 5.2.4): it does not claim the addresses.
        var claimants = wire.Heard.Where(heard => heard.Priority > 0).ToList();
        if (state == VrrpState.Master && claimants.Count > 0)
        {
            disagreements.Add($"this replica is master, but {Names(claimants)} advertises as master too");
        }
        else if (claimants.Count > 1)
        {
            disagreements.Add($"{claimants.Count} masters are heard: {Names(claimants)}");
        }
        else if (state == VrrpState.Backup && claimants.Count == 0)
        {
            disagreements.Add("this replica is a backup, but it hears no master");
        }

        return new EvidenceVerdict(state, reason, disagreements.ToImmutable());
    }

    private static string Trouble(RouterSpecification router, KernelEvidence kernel) => kernel switch
    {
        { HaInterfacePresent: false } => $"; {router.Ha.Interface} does not exist",
        { HaInterfaceUp: false } => $"; {router.Ha.Interface} is down",
        _ => "",
    };

    private static string Names(List<HeardAdvert> heard) =>
        string.Join(" and ", heard.Select(advert => $"{advert.Node ?? "a stranger"} ({advert.Source}, priority {advert.Priority})"));
}
