using System.Net;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Neighbours;

public sealed class NeighbourPacketTests
{
    private static readonly MacAddress Asker = new(0x02aa_bbcc_ddee);
    private static readonly byte[] Target = IPAddress.Parse("2001:db8::12:3456").GetAddressBytes();

    [Fact]
    public void WriteLinkLocal_AHardwareAddress_IsItsModifiedEui64()
    {
        var address = new byte[16];
        NeighbourPacket.WriteLinkLocal(address, Asker);

        Assert.Equal("fe80::aa:bbff:fecc:ddee", new IPAddress(address).ToString());
    }

    // RFC 4861 4.3: hop limit 255, to the solicited-node group of the target, with the source's hardware address.
    [Fact]
    public void WriteSolicitation_AnAsker_IsTheStandardsFrame()
    {
        var frame = Solicitation();

        Assert.Equal(
            "3333ff12345602aabbccddee86dd" + "6000000000203aff" + "fe8000000000000000aabbfffeccddee" + "ff0200000000000000000001ff123456"
            + "8700", Convert.ToHexStringLower(frame[..56]));
        Assert.Equal("00000000" + "20010db8000000000000000000123456" + "0101" + "02aabbccddee", Convert.ToHexStringLower(frame[58..]));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 6)]
    public void TryReadAdvertisement_AnAnswer_GivesTheHolder(bool option, int padding)
    {
        byte[] frame = [.. Advertisement(option), .. new byte[padding]];

        Assert.True(NeighbourPacket.TryReadAdvertisement(frame, Asker, Target, out var holder));
        Assert.Equal(option ? "fa:16:3e:00:00:02" : "fa:16:3e:00:00:01", holder.ToString());
    }

    [Fact]
    public void TryReadAdvertisement_OneBitIsWrong_IsNoneOrTheSame()
    {
        for (var bit = 0; bit < Advertisement(option: true).Length * 8; bit++)
        {
            var frame = Advertisement(option: true);
            frame[bit / 8] ^= (byte)(1 << (bit % 8));

            // The Ethernet source and IPv6's traffic class and flow label are in no checksum, and nothing is read from them.
            var isFree = bit / 8 is (>= 6 and < 12) or (>= 14 and < 18) && !(bit / 8 == 14 && bit % 8 >= 4);
            Assert.True(isFree == NeighbourPacket.TryReadAdvertisement(frame, Asker, Target, out _), $"bit {bit}");
        }
    }

    [Fact]
    public void TryReadAdvertisement_CutOffUnsolicitedOrWithAnOptionOfNoLength_IsNoneAndEnds()
    {
        var whole = Advertisement(option: true);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.False(NeighbourPacket.TryReadAdvertisement(whole.AsSpan(0, length), Asker, Target, out _));
        }

        Assert.False(NeighbourPacket.TryReadAdvertisement(Advertisement(option: true, flags: 0x20), Asker, Target, out _));
        Assert.True(NeighbourPacket.TryReadAdvertisement(Advertisement(option: true, optionLength: 0), Asker, Target, out var holder));
        Assert.Equal("fa:16:3e:00:00:01", holder.ToString());
    }

    private static byte[] Solicitation()
    {
        var (frame, sender) = (new byte[NeighbourPacket.Bytes], new byte[16]);
        NeighbourPacket.WriteLinkLocal(sender, Asker);
        NeighbourPacket.WriteSolicitation(frame, Asker, sender, Target);
        return frame;
    }

    // What a host makes of the solicitation, with a checksum that is summed here on its own.
    private static byte[] Advertisement(bool option, byte flags = 0x60, byte optionLength = 1)
    {
        var sender = new byte[16];
        NeighbourPacket.WriteLinkLocal(sender, Asker);
        byte[] message = [136, 0, 0, 0, flags, 0, 0, 0, .. Target, .. option ? Convert.FromHexString($"02{optionLength:x2}fa163e000002") : []];
        byte[] pseudo = [.. Target, .. sender, 0, 0, 0, (byte)message.Length, 0, 0, 0, 58, .. message];
        var sum = 0;
        for (var i = 0; i < pseudo.Length; i += 2)
        {
            sum += (pseudo[i] << 8) + pseudo[i + 1];
            sum = (sum & 0xffff) + (sum >> 16);
        }

        (message[2], message[3]) = ((byte)(~sum >> 8), (byte)~sum);
        return [.. Convert.FromHexString("02aabbccddeefa163e00000186dd60000000"), 0, (byte)message.Length, 58, 255, .. Target, .. sender, .. message];
    }
}
