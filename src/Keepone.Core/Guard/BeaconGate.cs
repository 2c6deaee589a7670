namespace Keepone.Core.Guard;

/// <summary>
/// Lets a router's packets through to its voter, or says why not (docs/guard.md, "Packet"). It remembers of each other voter the
/// highest boot number that was proved and the time of the last beacon that was let through.
/// </summary>
public sealed class BeaconGate
{
    private readonly GuardRoster _roster;
    private readonly ulong _boot;
    private readonly (ulong Boot, TimeSpan Sent)[] _heard;

    /// <summary>The gate of a voter.</summary>
    /// <param name="roster">The voters.</param>
    /// <param name="boot">This voter's boot number, greater than 0: no two lives of it share one.</param>
    public BeaconGate(GuardRoster roster, ulong boot)
    {
        ArgumentNullException.ThrowIfNull(roster);
        ArgumentOutOfRangeException.ThrowIfZero(boot);
        (_roster, _boot) = (roster, boot);
        _heard = new (ulong, TimeSpan)[roster.Names.Length];
    }

    /// <summary>What is to be written as <see cref="BeaconPacket.ToBoot"/> to a voter: its boot number as heard last; 0: never.</summary>
    /// <param name="voter">The voter's index.</param>
    /// <returns>The number.</returns>
    public ulong BootOf(int voter) => _heard[voter].Boot;

    /// <summary>What can be said of a packet before its HMAC is computed.</summary>
    /// <param name="packet">The packet.</param>
    /// <returns>Why it is not looked at further; else <see cref="BeaconRejection.None"/>.</returns>
    public BeaconRejection Look(in BeaconPacket packet) =>
        packet.Router != _roster.Router ? BeaconRejection.Router
        : packet.Fingerprint != _roster.Fingerprint ? BeaconRejection.Roster
        : packet.Receiver != _roster.Self ? BeaconRejection.Receiver
        : packet.Sender >= _roster.Names.Length || packet.Sender == _roster.Self ? BeaconRejection.Sender
        : BeaconRejection.None;

    /// <summary>Takes a packet whose sender is proved.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="newLife">
    /// Whether it told of a new start of its sender. The sender can accept nothing of this voter before it gets a packet that carries
    /// that number: the last beacon is to be sent to it again at once.
    /// </param>
    /// <returns>Why the voter does not hear it; <see cref="BeaconRejection.None"/>: it does.</returns>
    public BeaconRejection Take(in BeaconPacket packet, out bool newLife)
    {
        ref var heard = ref _heard[packet.Sender];
        newLife = packet.Content.Boot > heard.Boot;
        if (newLife)
        {
            heard = (packet.Content.Boot, TimeSpan.Zero);
        }

        if (packet.ToBoot != _boot)
        {
            return BeaconRejection.Boot;
        }

        if (packet.Content.Boot < heard.Boot || packet.Content.Sent <= heard.Sent)
        {
            return BeaconRejection.Old;
        }

        heard.Sent = packet.Content.Sent;
        return packet.Content.IsSound(_roster.Names.Length) ? BeaconRejection.None : BeaconRejection.Content;
    }
}
