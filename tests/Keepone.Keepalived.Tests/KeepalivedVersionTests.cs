namespace Keepone.Keepalived.Tests;

public sealed class KeepalivedVersionTests
{
    private const string Debian12 =
        """
        Keepalived v2.2.7 (01/16,2022)

        Copyright(C) 2001-2022 Alexandre Cassen, <acassen@gmail.com>

        Built with kernel headers for Linux 5.19.11
        Running on Linux 6.1.0 #1 SMP

        configure options: --build=x86_64-linux-gnu --enable-json --enable-bfd

        Config options:  NFTABLES LVS REGEX VRRP VRRP_AUTH VRRP_VMAC JSON BFD OLD_CHKSUM_COMPAT SNMP_V3_FOR_V2 INIT=systemd

        System options:  VSYSLOG MEMFD_CREATE
        """;

    [Fact]
    public void TryParse_TheOutputOnDebian12_IsThatVersionWithVrrpAndJson()
    {
        Assert.True(KeepalivedVersion.TryParse(Debian12, out var version));

        Assert.Equal(KeepalivedVersion.Debian12, version);
        Assert.Null(version.Refusal);
    }

    [Theory]
    [InlineData("Keepalived v2.2.8 (04/04,2023), git commit v2.2.8-154-g3a0c1a2b", "2.2.8")]
    [InlineData("\nKeepalived v2.4.3 (07/01,2026)", "2.4.3")]
    [InlineData("Keepalived v2.0.19 (10/19,2019)", "2.0.19")]
    [InlineData("2.3.1", "2.3.1")]
    [InlineData("v2.3", "2.3.0")]
    public void TryParse_OtherForms_AreRead(string text, string expected)
    {
        Assert.True(KeepalivedVersion.TryParse(text, out var version));
        Assert.Equal(expected, version.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("keepalived: command not found")]
    [InlineData("2")]
    [InlineData("2.2.7.1")]
    [InlineData("2.2.x")]
    [InlineData("2.-2.7")]
    public void TryParse_AnythingElse_IsNone(string? text) => Assert.False(KeepalivedVersion.TryParse(text, out _));

    [Fact]
    public void TryParse_ABuildWithoutVrrpOrJson_SaysSo()
    {
        Assert.True(
            KeepalivedVersion.TryParse(Debian12.Replace(" VRRP ", " ", StringComparison.Ordinal)
            .Replace(" JSON ", " ", StringComparison.Ordinal), out var version));

        Assert.False(version.HasJson);
        Assert.Equal("keepalived 2.2.7 was built without VRRP; install a build that has it.", version.Refusal);
    }

    [Fact]
    public void Refusal_AnOldVersion_NamesTheOneThatIsNeeded()
    {
        Assert.True(KeepalivedVersion.TryParse("1.3.5", out var version));
        Assert.Contains("1.3.5 is too old: 2.0.16 or later", version.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void CompareTo_Numbers_AreOrderedAsNumbers()
    {
        string[] texts = ["1.4.5", "2.0.9", "2.0.16", "2.2.7", "2.2.8", "2.10.0", "10.0.0"];
        var versions = texts.Select(text => KeepalivedVersion.TryParse(text, out var version) ? version
            : throw new InvalidOperationException(text)).ToList();

        Assert.Equal(versions, versions.AsEnumerable().Reverse().Order());
        Assert.True(versions[3] < versions[4] && versions[4] > versions[3] && versions[3] <= versions[3]
            && versions[3] >= versions[3]);
        Assert.True(versions[5].AtLeast(2, 2, 8));
        Assert.False(versions[3].AtLeast(2, 2, 8));
    }
}
