using System.Collections.Immutable;
using System.Security.Cryptography;
using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Lab.Forging;

/// <summary>A kind of packet that is no beacon, and why a voter must refuse it.</summary>
/// <param name="Reason">The reason that must be counted.</param>
/// <param name="OwnAddress">Whether it is sent from the forger's own address; else from that of the voter it pretends to come from.</param>
/// <param name="Make">Makes one from a real beacon of that voter to that receiver.</param>
internal sealed record ForgeryKind(BeaconRejection Reason, bool OwnAddress, Func<Disguise, byte[]> Make);

/// <summary>Whom the forger pretends to be, to whom, and what it has heard of the two.</summary>
/// <param name="Roster">The voters, as the receiver knows them.</param>
/// <param name="Sender">The index of the voter that it pretends to be.</param>
/// <param name="Tapped">What went by between the two.</param>
internal readonly record struct Disguise(GuardRoster Roster, int Sender, Tapped Tapped);

/// <summary>Real beacons between two voters, as they were on the wire.</summary>
/// <param name="First">The first one.</param>
/// <param name="Last">The latest one.</param>
internal sealed record Tapped(byte[] First, byte[] Last);

/// <summary>What can be done to packets without the key. Pure but for the randomness of a forged HMAC.</summary>
internal static class Forgery
{
    private const ulong FarBoot = ulong.MaxValue / 2;
    private const int HolderAt = 56;
    private const byte NobodyKnown = 0x7F;

    /// <summary>Whether a packet is one of these, heard again where it went.</summary>
    /// <param name="packet">The packet.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsOwn(in BeaconPacket packet) => packet.Content.Boot == FarBoot || packet.Content.Holder == NobodyKnown;

    /// <summary>Every kind, in one explicit list.</summary>
    public static readonly ImmutableArray<ForgeryKind> All =
    [
        new(BeaconRejection.Truncated, OwnAddress: false, disguise => disguise.Tapped.Last[..(disguise.Tapped.Last.Length / 2)]),
        new(BeaconRejection.Oversized, OwnAddress: false, disguise => [.. disguise.Tapped.Last, .. new byte[400 - disguise.Tapped.Last.Length]]),
        new(BeaconRejection.Version, OwnAddress: false, disguise => [.. disguise.Tapped.Last[..2], 99, .. disguise.Tapped.Last[3..]]),
        new(BeaconRejection.Router, OwnAddress: false, disguise => Claim(disguise, router: new RouterId(Guid.Parse("00000000-0000-4000-8000-00000000dead")))),
        new(BeaconRejection.Roster, OwnAddress: false, disguise => Claim(disguise, fingerprint: disguise.Roster.Fingerprint ^ 1)),
        new(BeaconRejection.Receiver, OwnAddress: false, disguise => Claim(disguise, receiver: (byte)disguise.Sender)),
        new(BeaconRejection.Sender, OwnAddress: false, disguise => Claim(disguise, sender: (byte)disguise.Roster.Self)),
        new(BeaconRejection.Address, OwnAddress: true, disguise => Claim(disguise)),
        new(BeaconRejection.Authentication, OwnAddress: false, disguise => Claim(disguise)),

        // The true HMAC of a true beacon, one lie later: its promise is another's.
        new(BeaconRejection.Authentication, OwnAddress: false, disguise => [.. disguise.Tapped.Last[..HolderAt], NobodyKnown, .. disguise.Tapped.Last[(HolderAt + 1)..]]),
        new(BeaconRejection.Old, OwnAddress: false, disguise => disguise.Tapped.First),
        new(BeaconRejection.Old, OwnAddress: false, disguise => disguise.Tapped.Last),
    ];

    // What an attacker would like to be believed: the voter claims mastership in a life far ahead of its own.
    private static byte[] Claim(
        Disguise disguise, RouterId? router = null, ulong? fingerprint = null, byte? sender = null, byte? receiver = null)
    {
        var bytes = new byte[BeaconPacket.Bytes];
        var lie = new Beacon(
            FarBoot, TimeSpan.FromDays(3650), GuardRole.Master, Priority: 254, Holder: (sbyte)disguise.Sender, TimeSpan.Zero,
            Hears: 0xFF, Leaving: false);
        new BeaconPacket(
            router ?? disguise.Roster.Router, fingerprint ?? disguise.Roster.Fingerprint, sender ?? (byte)disguise.Sender,
            receiver ?? (byte)disguise.Roster.Self, FarBoot, lie).Write(bytes);
        RandomNumberGenerator.Fill(bytes.AsSpan(BeaconPacket.SignedBytes));
        return bytes;
    }
}
