using Keepone.Agent.OwnHealth;

namespace Keepone.Agent.Systemd;

/// <summary>
/// Feeds systemd's watchdog as long as the agent's loops come round, and not because a timer fires: a service that hangs is started
/// again, which moves no router.
/// </summary>
internal sealed class ServiceWatchdog(ServiceNotifier systemd, Func<string> summary)
{
    // Three times within what the manager waits for: one may be late, and one may be lost.
    private const int Share = 3;
    private string? _told;

    /// <summary>How often the agent is to be looked at: as always, or more often when the manager wants that.</summary>
    public TimeSpan Interval =>
        systemd.Watchdog is { } watchdog && watchdog / Share < OwnHealthMonitor.Interval ? watchdog / Share : OwnHealthMonitor.Interval;

    /// <summary>Tells systemd how the agent is.</summary>
    /// <param name="report">How it is.</param>
    public void Take(OwnHealthReport report)
    {
        // The summary looks at every replica: not every second for nobody.
        if (!systemd.HasListener)
        {
            return;
        }

        if (report.Stuck.IsEmpty)
        {
            systemd.Alive();
        }

        var sentence = report.Stuck.IsEmpty ? summary() : $"Hangs: {report.Stuck[0]}.";
        if (sentence != _told)
        {
            _told = sentence;
            systemd.Status(sentence);
        }
    }
}
