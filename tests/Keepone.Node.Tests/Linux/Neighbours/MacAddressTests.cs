using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Neighbours;

public sealed class MacAddressTests
{
    [Fact]
    public void Write_WhatWasRead_IsTheSame()
    {
        byte[] bytes = [0xfa, 0x16, 0x3e, 0x00, 0x0a, 0xff];
        var mac = MacAddress.Read(bytes);
        var written = new byte[6];
        mac.Write(written);

        Assert.Equal(bytes, written);
        Assert.Equal("fa:16:3e:00:0a:ff", mac.ToString());
        Assert.Equal("ff:ff:ff:ff:ff:ff", MacAddress.Broadcast.ToString());
    }
}
