using Keepone.Keepalived.Neutron;

namespace Keepone.Keepalived.Tests.Neutron;

public sealed class NeutronReleasesTests
{
    [Theory]
    [InlineData("21.0.0", true, NeutronRelease.Zed)]
    [InlineData("master", true, NeutronRelease.Master)]
    [InlineData("22.0.0", false, NeutronRelease.Zed)]
    [InlineData(null, false, NeutronRelease.Zed)]
    public void TryParse_AName_IsARelease(string? text, bool expected, NeutronRelease release) =>
        Assert.Equal((expected, release), (NeutronReleases.TryParse(text, out var found), found));
}
