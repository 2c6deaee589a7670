using CsCheck;
using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Guard;

public sealed class BeaconPacketTests
{
    private static readonly Gen<Beacon> Contents =
        from boot in Gen.ULong
        from sent in Gen.Long
        from role in Gen.Byte
        from priority in Gen.Byte
        from holder in Gen.SByte
        from echo in Gen.Long
        from hears in Gen.UShort
        from leaving in Gen.Bool
        select new Beacon(boot, new TimeSpan(sent), (GuardRole)role, priority, holder, new TimeSpan(echo), hears, leaving);

    private static readonly Gen<BeaconPacket> Packets =
        from router in Gen.Guid
        from fingerprint in Gen.ULong
        from sender in Gen.Byte
        from receiver in Gen.Byte
        from toBoot in Gen.ULong
        from content in Contents
        select new BeaconPacket(new RouterId(router), fingerprint, sender, receiver, toBoot, content);

    [Fact]
    public void Read_WhatWriteWrote_IsTheSame() => Packets.Sample(packet =>
    {
        var data = Written(packet);
        Assert.Equal((BeaconRejection.None, packet), (BeaconPacket.Read(data, out var read), read));
        Assert.True(BeaconPacket.TryReadRouter(data, out var router));
        Assert.Equal(packet.Router, router);
    });

    // The wire form of version 1, byte by byte (docs/guard.md): it must not change under this number.
    [Fact]
    public void Write_Known_HasTheseBytes()
    {
        var packet = new BeaconPacket(
            new RouterId(new Guid("00112233-4455-6677-8899-aabbccddeeff")), 0x0102030405060708, 2, 1, 0x1112131415161718,
            new Beacon(0x2122232425262728, new TimeSpan(0x3132333435363738), GuardRole.Master, 130, VoterState.Nobody,
                new TimeSpan(0x4142434445464748), 0x5152, Leaving: true));
        var data = Written(packet);
        Assert.Equal(
            "4b310100" + "00112233445566778899aabbccddeeff" + "0102030405060708" + "0201" + "1112131415161718"
            + "2122232425262728" + "3132333435363738" + "02" + "82" + "ff" + "4142434445464748" + "5152" + "01",
            Convert.ToHexStringLower(data.AsSpan(0, BeaconPacket.SignedBytes)));
        Assert.Equal(100, BeaconPacket.Bytes);

        using var authenticator = new BeaconAuthenticator(Rosters.Keys(1));
        authenticator.Sign(data);
        Assert.Equal(
            System.Security.Cryptography.HMACSHA256.HashData(Rosters.Key(1), data.AsSpan(0, BeaconPacket.SignedBytes)),
            data[BeaconPacket.SignedBytes..]);
    }

    [Fact]
    public void Read_AnyOtherLength_IsRejected()
    {
        var data = new byte[2 * BeaconPacket.MostBytes];
        Written(default).CopyTo(data, 0);
        for (var length = 0; length <= data.Length; length++)
        {
            var expected = length == BeaconPacket.Bytes ? BeaconRejection.None
                : length < BeaconPacket.Bytes ? BeaconRejection.Truncated : BeaconRejection.Oversized;
            Assert.Equal(expected, BeaconPacket.Read(data.AsSpan(0, length), out _));
            Assert.Equal(length >= 20, BeaconPacket.TryReadRouter(data.AsSpan(0, length), out _));
        }
    }

    [Theory]
    [InlineData(0, BeaconRejection.Version)]
    [InlineData(1, BeaconRejection.Version)]
    [InlineData(2, BeaconRejection.Version)]
    [InlineData(3, BeaconRejection.Version)]
    [InlineData(67, BeaconRejection.Content)]
    public void Read_ByteThatHasOnlyOneMeaning_IsLookedAt(int index, BeaconRejection expected)
    {
        var data = Written(default);
        data[index] ^= 0x02;
        Assert.Equal(expected, BeaconPacket.Read(data, out _));
    }

    [Fact]
    public void Read_Noise_NeverThrows() => Gen.Byte.Array[0, 300].Sample(noise => _ = BeaconPacket.Read(noise, out _));

    internal static byte[] Written(BeaconPacket packet)
    {
        var data = new byte[BeaconPacket.Bytes];
        packet.Write(data);
        return data;
    }
}
