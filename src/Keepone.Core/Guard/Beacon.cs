namespace Keepone.Core.Guard;

/// <summary>
/// What a voter tells all others of its router, every interval and at once when something changes. The wire form (version,
/// router, sender, HMAC) is not this type's matter; the content is at most <see cref="MostBytes"/> bytes.
/// </summary>
/// <param name="Boot">A number that grows at every start of the sender's agent. Times of different boots do not compare.</param>
/// <param name="Sent">
/// The sender's steady time at sending, growing strictly from beacon to beacon: it orders beacons, and it names a claim in the
/// answer to it. Nobody else's clock is ever compared with it.
/// </param>
/// <param name="Role">What the sender is.</param>
/// <param name="Priority">Its effective VRRP priority, 1..254; 0 for a witness.</param>
/// <param name="Holder">The index of the voter that it is promised to, itself included; <see cref="VoterState.Nobody"/>: none.</param>
/// <param name="Echo">The <see cref="Sent"/> of the holder's claim that renewed the promise last.</param>
/// <param name="Hears">A bit for each voter whose beacons it hears.</param>
/// <param name="Leaving">
/// Of a claim: the sender's agent is about to leave, and asks for a long promise. Otherwise: it leaves now, and its own promise is
/// long.
/// </param>
public readonly record struct Beacon(
    ulong Boot, TimeSpan Sent, GuardRole Role, byte Priority, sbyte Holder, TimeSpan Echo, ushort Hears, bool Leaving)
{
    /// <summary>The content's size: 8 + 8 + 1 + 1 + 1 + 8 + 2 + 1, far below the 256 bytes of a packet.</summary>
    public const int MostBytes = 30;

    /// <summary>Whether its content makes sense among so many voters. What does not is not heard at all.</summary>
    /// <param name="voters">How many voters there are.</param>
    /// <returns>Whether it does.</returns>
    public bool IsSound(int voters) =>
        Role <= GuardRole.Stopping && Holder >= VoterState.Nobody && Holder < voters && Sent > TimeSpan.Zero && Hears >> voters == 0;

    /// <summary>Whether it asks for a promise.</summary>
    public bool IsClaim => Role is GuardRole.Candidate or GuardRole.Master;
}
