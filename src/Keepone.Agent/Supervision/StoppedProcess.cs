using Keepone.Linux;

namespace Keepone.Agent.Supervision;

/// <summary>
/// A process of keepalived's that is stopped: it is there, and does nothing. Seen in /proc, because nothing announces it.
/// </summary>
/// <param name="Process">Which one.</param>
/// <param name="IsVrrp">Whether it is the VRRP process; else the first one, without which nothing is reloaded or started again.</param>
/// <param name="IsTraced">Whether a debugger holds it, not a signal.</param>
/// <param name="Since">When it was first seen so, without having been seen otherwise in between.</param>
internal sealed record StoppedProcess(ProcessIdentity Process, bool IsVrrp, bool IsTraced, DateTimeOffset Since)
{
    /// <summary>Looks at both processes; the VRRP process counts first.</summary>
    /// <param name="parent">The first process; null when none runs.</param>
    /// <param name="vrrp">The VRRP process; null when there is none now.</param>
    /// <param name="before">What the last look found.</param>
    /// <param name="now">The time.</param>
    /// <returns>What is stopped, or null.</returns>
    public static StoppedProcess? Look(ProcessIdentity? parent, ProcessIdentity? vrrp, StoppedProcess? before, DateTimeOffset now) =>
        Look(vrrp, isVrrp: true, before, now) ?? Look(parent, isVrrp: false, before, now);

    private static StoppedProcess? Look(ProcessIdentity? process, bool isVrrp, StoppedProcess? before, DateTimeOffset now) =>
        process is { } one && ProcFs.Read(one.Pid) is { IsStopped: true } status && status.Identity == one
            ? new StoppedProcess(one, isVrrp, status.IsTraced, before?.Process == one ? before.Since : now)
            : null;
}
