using Keepone.Core.Guard;

namespace Keepone.Core.Tests.Guard;

public sealed class BeaconAuthenticatorTests
{
    // (signed with current, next) and (looked at with current, next): a rotation's every stage, and what must not pass.
    [Theory]
    [InlineData(1, null, 1, null, true)]
    [InlineData(1, null, 1, 2, true)]
    [InlineData(1, 2, 2, 1, true)]
    [InlineData(2, null, 1, 2, true)]
    [InlineData(2, null, 1, null, false)]
    [InlineData(1, 2, 2, null, false)]
    [InlineData(3, 1, 1, 2, false)]
    public void Proves_Keys_OneInCommonIsNeeded(int current, int? next, int itsCurrent, int? itsNext, bool expected)
    {
        using var one = new BeaconAuthenticator(Rosters.Keys((byte)current, (byte?)next));
        using var other = new BeaconAuthenticator(Rosters.Keys((byte)itsCurrent, (byte?)itsNext));
        var packet = Signed(one);
        Assert.Equal(expected, other.Proves(packet));

        // The state of a hash is as before: the second packet fares like the first.
        Assert.Equal(expected, other.Proves(Signed(one)));
    }

    [Fact]
    public void Proves_AnyBitIsFlipped_IsFalse()
    {
        using var authenticator = new BeaconAuthenticator(Rosters.Keys(1, 2));
        var packet = Signed(authenticator);
        for (var bit = 0; bit < 8 * packet.Length; bit++)
        {
            packet[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(authenticator.Proves(packet), $"bit {bit}");
            packet[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(authenticator.Proves(packet));
        Assert.False(authenticator.Proves(packet.AsSpan(0, packet.Length - 1)));
    }

    [Fact]
    public void SignAndProves_Steadily_AllocateNothing()
    {
        using var authenticator = new BeaconAuthenticator(Rosters.Keys(1, 2));
        var packet = Signed(authenticator);
        authenticator.Proves(packet);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            authenticator.Sign(packet);
            authenticator.Proves(packet);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static byte[] Signed(BeaconAuthenticator authenticator)
    {
        var packet = BeaconPacketTests.Written(new BeaconPacket(Rosters.Router.Id, 1, 0, 1, 2, default));
        authenticator.Sign(packet);
        return packet;
    }
}
