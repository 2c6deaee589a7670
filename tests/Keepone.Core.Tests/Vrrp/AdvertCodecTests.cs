using System.Collections.Immutable;
using System.Net;
using CsCheck;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Tests.Vrrp;

public sealed class AdvertCodecTests
{
    private static readonly IPAddress Source4 = IPAddress.Parse("169.254.192.1");
    private static readonly IPAddress Source6 = IPAddress.Parse("fe80::1");

    private static readonly Gen<Advert> Adverts =
        from ipv6 in Gen.Bool
        from old in Gen.Bool
        from version in ipv6 ? Gen.Const(3) : Gen.Int[2, 3]
        from vrid in Gen.Int[1, 255]
        from priority in Gen.Int[0, 255]
        from steps in version == 2 ? Gen.Int[1, 255] : Gen.Int[1, 4095]
        from addresses in Gen.Byte.Array[ipv6 ? 16 : 4].Array[1, 20]
        select new Advert
        {
            Version = version,
            Vrid = vrid,
            Priority = priority,
            Interval = version == 2 ? TimeSpan.FromSeconds(steps) : TimeSpan.FromMilliseconds(steps * 10),
            Source = ipv6 ? Source6 : Source4,
            Addresses = [.. addresses.Select(bytes => new IPAddress(bytes))],
            OldChecksum = old && version == 3 && !ipv6,
        };

    [Fact]
    public void Read_WhatWriteWrote_IsTheSame() => Adverts.Sample(advert =>
    {
        var message = Encode(advert);
        var reading = AdvertCodec.Read(message, EnvelopeOf(advert));
        Assert.Equal("", reading.Reason);

        // An old checksum may happen to be right with a pseudo-header too, but not with these addresses.
        Assert.Equal(advert, reading.Advert);
    });

    [Fact]
    public void Read_AnyBytes_AdvertOrReason() =>
        Gen.Select(Gen.Byte.Array[0, 80], Gen.Bool, Gen.Byte).Sample((bytes, ipv6, hopLimit) =>
        {
            var envelope = ipv6
                ? new AdvertEnvelope(Source6, AdvertCodec.Ipv6Group, hopLimit)
                : new AdvertEnvelope(Source4, AdvertCodec.Ipv4Group, hopLimit);
            var reading = AdvertCodec.Read(bytes, envelope);
            Assert.Equal(reading.Advert is null, reading.Defect != AdvertDefect.None);
            Assert.Equal(reading.Advert is null, reading.Reason.Length > 0);
        });

    [Fact]
    public void Read_OneBitFlipped_NeverTheSameAdvert() =>
        Gen.Select(Adverts, Gen.Int[0, int.MaxValue]).Sample((advert, at) =>
        {
            var message = Encode(advert);
            var bit = at % (message.Length * 8);
            message[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(AdvertCodec.Read(message, EnvelopeOf(advert)).Advert);
        });

    // As captured from keepalived 2.2.7: VRID 7, priority 120, one second, 169.254.0.7 from 169.254.192.1.
    [Theory]
    [InlineData("21077801 0001 bcf0 a9fe0007 0000000000000000", 2)]
    [InlineData("31077801 0064 61fe a9fe0007", 3)]
    public void Read_Captured_IsUnderstood(string hex, int version)
    {
        var reading = AdvertCodec.Read(Bytes(hex), new AdvertEnvelope(Source4, AdvertCodec.Ipv4Group, 255));
        Assert.Equal("", reading.Reason);
        Assert.Equal(Sample(version), reading.Advert);
    }

    [Theory]
    [InlineData(1, AdvertDefect.HopLimit)]
    [InlineData(254, AdvertDefect.HopLimit)]
    [InlineData(255, AdvertDefect.None)]
    public void Read_HopLimit_Only255(int hopLimit, AdvertDefect defect)
    {
        var reading = AdvertCodec.Read(Encode(Sample(3)), new AdvertEnvelope(Source4, AdvertCodec.Ipv4Group, hopLimit));
        Assert.Equal(defect, reading.Defect);
        var expected = $"advert of VRID 7 from 169.254.192.1 has TTL {hopLimit}, expected 255: it crossed a router or is forged";
        Assert.Equal(defect == AdvertDefect.None ? "" : expected, reading.Reason);
    }

    [Fact]
    public void Read_SourceOrDestinationDiffers_ChecksumOfVersion3IsWrong()
    {
        var message = Encode(Sample(3));
        var other = IPAddress.Parse("169.254.192.2");
        var strange = new AdvertEnvelope(other, AdvertCodec.Ipv4Group, 255);
        Assert.Equal(AdvertDefect.Checksum, AdvertCodec.Read(message, strange).Defect);
        Assert.Equal(AdvertDefect.Checksum, AdvertCodec.Read(message, new AdvertEnvelope(Source4, other, 255)).Defect);

        // Version 2 and the old form of version 3 do not cover them.
        Assert.Equal(AdvertDefect.None, AdvertCodec.Read(Encode(Sample(2)), strange).Defect);
        var old = AdvertCodec.Read(Encode(Sample(3) with { OldChecksum = true }), strange);
        Assert.True(old.Advert?.OldChecksum);
    }

    [Fact]
    public void Read_OldChecksumOverIpv6_Rejected()
    {
        var advert = Sample(3) with { Source = Source6, Addresses = [IPAddress.Parse("fe80::7")], OldChecksum = true };
        Assert.Equal(AdvertDefect.Checksum, AdvertCodec.Read(Encode(advert), EnvelopeOf(advert)).Defect);
    }

    [Fact]
    public void Read_Version2WithoutAuthenticationData_Accepted() =>
        Assert.Equal(Sample(2), AdvertCodec.Read(Encode(Sample(2)).AsSpan(0, 12), EnvelopeOf(Sample(2))).Advert);

    [Theory]
    [InlineData(2, 0, 7, 1, 1, AdvertDefect.Vrid)]
    [InlineData(3, 0, 7, 1, 1, AdvertDefect.Vrid)]
    [InlineData(2, 7, 7, 0, 1, AdvertDefect.Interval)]
    [InlineData(3, 7, 7, 0, 1, AdvertDefect.Interval)]
    [InlineData(2, 7, 7, 1, 0, AdvertDefect.Length)]
    [InlineData(3, 7, 7, 1, 0, AdvertDefect.Length)]
    [InlineData(3, 7, 0, 1, 1, AdvertDefect.None)]
    [InlineData(3, 7, 255, 1, 1, AdvertDefect.None)]
    public void Read_FieldOutOfRange_Rejected(
        int version, int vrid, int priority, int seconds, int addresses, AdvertDefect defect)
    {
        var advert = Sample(version) with
        {
            Vrid = vrid,
            Priority = priority,
            Interval = TimeSpan.FromSeconds(seconds),
            Addresses = [.. Enumerable.Repeat(Source4, addresses)],
        };
        Assert.Equal(defect, AdvertCodec.Read(Encode(advert), EnvelopeOf(advert)).Defect);
    }

    [Theory]
    [InlineData("", AdvertDefect.Length, "has 0 bytes, fewer than its header of 8")]
    [InlineData("31077801 0064 b0", AdvertDefect.Length, "has 7 bytes, fewer than its header of 8")]
    [InlineData("31077802 0064 61fe a9fe0007", AdvertDefect.Length, "has 12 bytes, but with 2 addresses it should have 16")]
    [InlineData("31077801 0064 61fe a9fe0007 00", AdvertDefect.Length, "has 13 bytes, but with 1 addresses it should have 12")]
    [InlineData("31077801 0064 61fe a9fe0007 0000", AdvertDefect.Length, "has 14 bytes, but with 1 addresses it should have 12")]
    [InlineData("41077801 0064 61fe a9fe0007", AdvertDefect.Version, "has version 4, expected 2 or 3")]
    [InlineData("32077801 0064 61fe a9fe0007", AdvertDefect.Type, "has type 2, expected 1 (advertisement)")]
    public void Parse_Malformed_SaysWhatWasFoundAndExpected(string hex, AdvertDefect defect, string reason)
    {
        var reading = AdvertCodec.Parse(Bytes(hex), new AdvertEnvelope(Source4, AdvertCodec.Ipv4Group, 255));
        Assert.Equal((defect, "VRRP packet from 169.254.192.1 " + reason), (reading.Defect, reading.Reason));
    }

    [Fact]
    public void Parse_Version2OverIpv6OrMixedFamilies_Rejected()
    {
        var message = Encode(Sample(2));
        var ipv6 = new AdvertEnvelope(Source6, AdvertCodec.Ipv6Group, 255);
        Assert.Equal(AdvertDefect.Version, AdvertCodec.Parse(message, ipv6).Defect);
        Assert.Equal(AdvertDefect.Family, AdvertCodec.Parse(message, ipv6 with { Source = Source4 }).Defect);
    }

    [Fact]
    public void Parse_ReservedBits_AreNotPartOfTheInterval()
    {
        var message = Encode(Sample(3));
        message[4] |= 0xF0;
        Assert.Equal(TimeSpan.FromSeconds(1), AdvertCodec.Parse(message, EnvelopeOf(Sample(3))).Advert?.Interval);
    }

    [Fact]
    public void Write_WhatDoesNotFit_Refused()
    {
        Assert.Throws<ArgumentException>(() => Encode(Sample(4)));
        Assert.Throws<ArgumentException>(() => Encode(Sample(3) with { Vrid = 256 }));
        Assert.Throws<ArgumentException>(() => Encode(Sample(3) with { Interval = TimeSpan.FromSeconds(41) }));
        Assert.Throws<ArgumentException>(() => Encode(Sample(3) with { Addresses = [Source6] }));
        Assert.Throws<ArgumentException>(() => Encode(Sample(3) with { Addresses = [.. Enumerable.Repeat(Source4, 256)] }));
        Assert.Throws<ArgumentException>(() => AdvertCodec.Write(Sample(3), AdvertCodec.Ipv4Group, new byte[11]));
    }

    private static Advert Sample(int version) => new()
    {
        Version = version,
        Vrid = 7,
        Priority = 120,
        Interval = TimeSpan.FromSeconds(1),
        Source = Source4,
        Addresses = ImmutableArray.Create(IPAddress.Parse("169.254.0.7")),
    };

    private static AdvertEnvelope EnvelopeOf(Advert advert) => new(
        advert.Source,
        advert.Source.Equals(Source6) ? AdvertCodec.Ipv6Group : AdvertCodec.Ipv4Group,
        AdvertCodec.RequiredHopLimit);

    private static byte[] Encode(Advert advert)
    {
        var buffer = new byte[AdvertCodec.MostBytes + 8];
        return buffer[..AdvertCodec.Write(advert, EnvelopeOf(advert).Destination, buffer)];
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
