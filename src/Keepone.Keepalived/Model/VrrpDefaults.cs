namespace Keepone.Keepalived.Model;

/// <summary>What keepalived takes where a configuration gives nothing (keepalived 2.2.7; reference/keepalived.md B.1, B.7, B.11).</summary>
public static class VrrpDefaults
{
    /// <summary>The priority, unless the state is MASTER (VRRP_PRIO_DFL).</summary>
    public const int Priority = 100;

    /// <summary>The priority of the owner of the addresses, which no check moves; also that of state MASTER without a priority (VRRP_PRIO_OWNER).</summary>
    public const int OwnerPriority = 255;

    /// <summary>The version of VRRP for IPv4; IPv6 has version 3.</summary>
    public const int Version = 2;

    /// <summary>How many adverts a backup misses before it takes over, beside the skew (VRRP_DOWN_TIMER_ADVERTS).</summary>
    public const int DownTimerAdverts = 3;

    /// <summary>How many gratuitous ARPs a new master sends at once, and again after the delay (VRRP_GARP_REP).</summary>
    public const int GarpMasterRepeat = 5;

    /// <summary>How many it sends at each refresh (VRRP_GARP_REFRESH_REP).</summary>
    public const int GarpMasterRefreshRepeat = 1;

    /// <summary>How many runs of a script must fail, or succeed, in a row.</summary>
    public const int ScriptRiseAndFall = 1;

    /// <summary>The weight of a script, a process and a session: none, thus FAULT when it fails.</summary>
    public const int Weight = 0;

    /// <summary>The weight of a file: what is in it counts as it is.</summary>
    public const int FileWeight = 1;

    /// <summary>The least and the greatest priority that checks can make of another (vrrp_track.c).</summary>
    public const int LeastPriority = 1;

    /// <summary>The greatest priority that checks can make.</summary>
    public const int MostPriority = 254;

    /// <summary>The interval between adverts (VRRP_ADVER_DFL).</summary>
    public static readonly TimeSpan AdvertInterval = TimeSpan.FromSeconds(1);

    /// <summary>The longest interval of version 3: 12 bits of hundredths of a second.</summary>
    public static readonly TimeSpan MostAdvertIntervalOfVersion3 = TimeSpan.FromMilliseconds(40_950);

    /// <summary>When the second set of gratuitous ARPs follows the first (VRRP_GARP_DELAY).</summary>
    public static readonly TimeSpan GarpMasterDelay = TimeSpan.FromSeconds(5);

    /// <summary>How often a master sends gratuitous ARPs again: never (VRRP_GARP_REFRESH).</summary>
    public static readonly TimeSpan GarpMasterRefresh = TimeSpan.Zero;

    /// <summary>How often a script is run (VRRP_SCRIPT_DI); its timeout is its interval.</summary>
    public static readonly TimeSpan ScriptInterval = TimeSpan.FromSeconds(1);

    /// <summary>How much later a script is killed than it was told to end (reference/keepalived.md B.2.1).</summary>
    public static readonly TimeSpan ScriptKillDelay = TimeSpan.FromSeconds(2);

    /// <summary>The pace of BFD (BFD_MINRX_DEFAULT).</summary>
    public static readonly TimeSpan BfdInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>How many packets of BFD are missed (BFD_MULTIPLIER_DEFAULT).</summary>
    public const int BfdMultiplier = 5;
}
