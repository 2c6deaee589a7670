using Keepone.Core.Model;

namespace Keepone.Controller.Tests;

internal static class Samples
{
    internal static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    internal static Observation Observation(
        string router, string node, VrrpState state, DateTimeOffset? since = null, params string[] hears) => new()
        {
            Router = RouterId.FromName(router),
            RouterName = router,
            Node = node,
            Replicas = ["net-1", "net-2", "net-3"],
            AdvertInterval = TimeSpan.FromSeconds(1),
            State = state,
            Reason = $"The evidence says {state}.",
            Since = since ?? Noon,
            At = since ?? Noon,
            Kernel = new KernelEvidence(
            NamespacePresent: true, HaInterfacePresent: true, HaInterfaceUp: true, VipPresent: state == VrrpState.Master),
            Keepalived = new KeepalivedEvidence(state == VrrpState.Down ? null : 4711, state, 100, "2.2.7"),
            Wire = new WireEvidence(
            [.. hears.Select(heard => new HeardAdvert($"169.254.192.{heard[^1]}", heard, 100, since ?? Noon))], 0),
            Health = new HealthReport(100, 0, 0, "All checks pass."),
            Guard = new GuardReport(GuardMode.Off, Active: false, Quorum: 0, "The guard is off."),
            Supervision = "keepalived runs.",
        };
}
