using System.Runtime.InteropServices;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Simulation.Vrrp;

/// <summary>
/// A VRRP router as keepalived 2.2.7 is one: RFC 5798 6.4, with preemption, and with two track files, one that stops it and one
/// that shifts its priority. Plain data; each event says what it sends. Time is the world's.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public struct VrrpReplica
{
    /// <summary>What is returned when nothing is sent.</summary>
    public const int Silent = -1;

    private TimeSpan _advert;
    private int _base;
    private int _adjustment;
    private bool _stopped;

    /// <summary>Its state; Down: keepalived does not run.</summary>
    public VrrpState State { get; private set; }

    /// <summary>Whether its address is on the interface. It stays when keepalived is killed.</summary>
    public bool HoldsVip { get; private set; }

    /// <summary>When its timer ends: the next advert of a master, the takeover of a backup; else far away.</summary>
    public TimeSpan Timer { get; private set; }

    /// <summary>Its effective priority (track files with weight -1: the value is taken off).</summary>
    public readonly int Priority => Math.Clamp(_base - _adjustment, 1, PriorityPlan.HighestPriority);

    /// <summary>A keepalived that does not run.</summary>
    /// <param name="priority">Its base priority.</param>
    /// <param name="advert">The interval between adverts.</param>
    /// <returns>It.</returns>
    public static VrrpReplica Down(int priority, TimeSpan advert) =>
        new() { _base = priority, _advert = advert, State = VrrpState.Down, Timer = TimeSpan.MaxValue };

    /// <summary>keepalived starts: with what its track files hold, and without addresses that it does not hold itself.</summary>
    public void Start(TimeSpan now, bool stopped, int adjustment)
    {
        (_stopped, _adjustment, HoldsVip) = (stopped, adjustment, false);
        if (stopped)
        {
            Enter(VrrpState.Fault, TimeSpan.MaxValue);
        }
        else
        {
            BecomeBackup(now);
        }
    }

    /// <summary>keepalived is killed: the kernel keeps the address.</summary>
    public void Kill() => (State, Timer) = (VrrpState.Down, TimeSpan.MaxValue);

    /// <summary>Somebody takes the address away.</summary>
    public void RemoveVip() => HoldsVip = false;

    /// <summary>keepalived reads its track files.</summary>
    /// <returns>The priority of the advert that it sends, or <see cref="Silent"/>.</returns>
    public int ReadFiles(TimeSpan now, bool stopped, int adjustment)
    {
        if (State == VrrpState.Down)
        {
            return Silent;
        }

        var skew = VrrpTiming.Skew(Priority, _advert);
        (_stopped, _adjustment) = (stopped, adjustment);
        if (_stopped && State != VrrpState.Fault)
        {
            // A master that leaves says goodbye (RFC 5798 6.4.3, 640).
            var sends = State == VrrpState.Master ? 0 : Silent;
            HoldsVip = false;
            Enter(VrrpState.Fault, TimeSpan.MaxValue);
            return sends;
        }

        if (!_stopped && State == VrrpState.Fault)
        {
            BecomeBackup(now); // never straight to master: a whole master-down interval (reference/keepalived.md B.1)
        }
        else if (State == VrrpState.Backup)
        {
            Timer += VrrpTiming.Skew(Priority, _advert) - skew; // vrrp_set_effective_priority shifts the running timer
        }

        return Silent;
    }

    /// <summary>Its timer ends.</summary>
    /// <returns>The priority of the advert that it sends.</returns>
    public int TimerEnds(TimeSpan now)
    {
        HoldsVip = true;
        Enter(VrrpState.Master, now + _advert);
        return Priority;
    }

    /// <summary>It hears an advert.</summary>
    /// <param name="now">The time.</param>
    /// <param name="priority">The advert's priority.</param>
    /// <param name="isHigherAddress">Whether its sender's address is higher: it decides between equals.</param>
    /// <returns>The priority of the advert that it sends, or <see cref="Silent"/>.</returns>
    public int Hear(TimeSpan now, int priority, bool isHigherAddress)
    {
        switch (State)
        {
            case VrrpState.Backup when priority == 0:
                Timer = now + VrrpTiming.Skew(Priority, _advert);
                return Silent;
            case VrrpState.Backup when priority >= Priority:
                Timer = now + VrrpTiming.MasterDown(Priority, _advert);
                return Silent;
            case VrrpState.Master when priority > Priority || (priority == Priority && isHigherAddress):
                HoldsVip = false;
                BecomeBackup(now);
                return Silent;
            case VrrpState.Master:
                Timer = now + _advert;
                return Priority;
            default:
                return Silent;
        }
    }

    private void BecomeBackup(TimeSpan now) => Enter(VrrpState.Backup, now + VrrpTiming.MasterDown(Priority, _advert));

    private void Enter(VrrpState state, TimeSpan timer) => (State, Timer) = (state, timer);
}
