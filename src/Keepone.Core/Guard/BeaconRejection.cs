namespace Keepone.Core.Guard;

/// <summary>Why a packet never reached the voter, in the order in which it is looked at: what is cheap comes first.</summary>
public enum BeaconRejection
{
    /// <summary>It did reach it.</summary>
    None = 0,

    /// <summary>It is shorter than a beacon.</summary>
    Truncated,

    /// <summary>It is longer than a beacon.</summary>
    Oversized,

    /// <summary>It is no beacon, or one of another version.</summary>
    Version,

    /// <summary>It names a router that has no voter here.</summary>
    Router,

    /// <summary>Its sender has other voters or timers in its specification of the router.</summary>
    Roster,

    /// <summary>It is meant for another voter.</summary>
    Receiver,

    /// <summary>Its sender is no other voter of the router.</summary>
    Sender,

    /// <summary>It came from another address than its sender's.</summary>
    Address,

    /// <summary>Its HMAC is of neither key.</summary>
    Authentication,

    /// <summary>Its sender has not heard yet that this voter was started anew, or it is a repetition from before that.</summary>
    Boot,

    /// <summary>It is a repetition, or was overtaken by a newer one.</summary>
    Old,

    /// <summary>What it says makes no sense.</summary>
    Content,
}
