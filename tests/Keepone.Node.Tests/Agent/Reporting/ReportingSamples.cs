using Keepone.Core.Model;

namespace Keepone.Node.Tests.Agent.Reporting;

internal static class ReportingSamples
{
    internal static Observation Observation(string router, VrrpState state) => new()
    {
        Router = RouterId.FromName(router),
        RouterName = router,
        Node = "net-1",
        AdvertInterval = TimeSpan.FromSeconds(1),
        State = state,
        Reason = "The evidence agrees.",
        Since = DateTimeOffset.UnixEpoch,
        At = DateTimeOffset.UnixEpoch,
        Kernel = new KernelEvidence(
            NamespacePresent: true, HaInterfacePresent: true, HaInterfaceUp: true, VipPresent: state == VrrpState.Master),
        Keepalived = new KeepalivedEvidence(4711, state, 100, "2.2.7"),
        Wire = WireEvidence.Silence,
        Health = new HealthReport(100, 0, 0, "All checks pass."),
        Guard = new GuardReport(GuardMode.Off, Active: false, Quorum: 0, "The guard is off."),
        Supervision = "keepalived runs.",
    };
}
