using Keepone.Core.Model;

namespace Keepone.Keepalived;

/// <summary>What a line of the notify FIFO is about.</summary>
public enum NotifyScope
{
    /// <summary>A VRRP instance.</summary>
    Instance = 0,

    /// <summary>A sync group.</summary>
    Group,
}

/// <summary>What happened (reference/keepalived.md B.6).</summary>
public enum NotifyKind
{
    /// <summary>It became master.</summary>
    Master = 0,

    /// <summary>It became backup.</summary>
    Backup,

    /// <summary>It left the election: an interface or track file says so.</summary>
    Fault,

    /// <summary>keepalived stops.</summary>
    Stop,

    /// <summary>A reload took the instance away.</summary>
    Deleted,

    /// <summary>
    /// A master heard an advert that loses against its own: proof of a second master, from the wire. One comes at every ordinary
    /// hand-over to a higher priority too, from the old master as it steps down (<c>vrrp_higher_prio_send_advert</c>).
    /// </summary>
    MasterHeardLower,

    /// <summary>A master's effective priority changed.</summary>
    MasterPriority,

    /// <summary>A backup's effective priority changed.</summary>
    BackupPriority,
}

/// <summary>A line of the notify FIFO.</summary>
/// <param name="Scope">Instance or group.</param>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Priority">The effective priority, 0..255; 0 for a group.</param>
public sealed record NotifyEvent(NotifyScope Scope, string Name, NotifyKind Kind, int Priority)
{
    /// <summary>The state that the line tells; every kind tells one.</summary>
    public VrrpState State => Kind switch
    {
        NotifyKind.Master or NotifyKind.MasterHeardLower or NotifyKind.MasterPriority => VrrpState.Master,
        NotifyKind.Backup or NotifyKind.BackupPriority => VrrpState.Backup,
        NotifyKind.Fault => VrrpState.Fault,
        _ => VrrpState.Down,
    };

    /// <summary>Whether the line tells a change of state, not of the priority or of what was heard.</summary>
    public bool IsStateChange =>
        Kind is not (NotifyKind.MasterHeardLower or NotifyKind.MasterPriority or NotifyKind.BackupPriority);
}
