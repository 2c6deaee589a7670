using Keepone.Keepalived.Model;

namespace Keepone.Keepalived.Tests.Model;

public sealed class KeywordVersionsTests
{
    [Fact]
    public void All_IsInOrderAndOfReleasesThatAre()
    {
        Assert.True(KeywordVersions.All.Length > 290, $"{KeywordVersions.All.Length} keywords");
        Assert.All(KeywordVersions.All, keyword =>
        {
            var parts = keyword.Path.Split('/');
            Assert.All(parts, part => Assert.Matches("^[-A-Za-z0-9_]+$", part));
            Assert.True(IsRelease(keyword.FirstVersion), keyword.ToString());

            // What is in a block is not older than the block.
            if (parts.Length > 1)
            {
                var block = KeywordVersions.Find(string.Join('/', parts[..^1]), KeywordVersions.Last).Keyword;
                Assert.NotNull(block);
                Assert.True(block.FirstVersion <= keyword.FirstVersion, keyword.ToString());
            }
        });
    }

    [Fact]
    public void All_WhatIsDeprecatedOrChanged_SaysWhatElseAndWhen() => Assert.All(KeywordVersions.All, keyword =>
    {
        Assert.Equal(keyword.DeprecatedSince is null, keyword.Instead is null);
        if (keyword.DeprecatedSince is { } since)
        {
            Assert.True(IsRelease(since) && since >= keyword.FirstVersion, keyword.ToString());
            var block = keyword.Path[..(keyword.Path.LastIndexOf('/') + 1)];
            var instead = new[] { block, "", "global_defs/" }.Select(place => KeywordVersions.Find(place + keyword.Instead, KeywordVersions.Last).Keyword).FirstOrDefault(found => found is not null);
            Assert.True(instead is not null && instead.FirstVersion <= since, keyword.ToString());
        }

        var versions = keyword.Changes.Select(change => change.Since).ToArray();
        Assert.Equal(versions.Order(), versions);
        Assert.All(versions, version => Assert.True(IsRelease(version) && version > keyword.FirstVersion, keyword.ToString()));
        Assert.All(keyword.Changes, change => Assert.False(change.Before.EndsWith('.') || change.After.EndsWith('.')));
    });

    [Theory]
    [InlineData("vrrp_instance/advert_int", "2.0.0", KeywordStanding.Known, "")]
    [InlineData("vrrp_instance/unicast_fault_no_peer", "2.2.4", KeywordStanding.TooNew, "")]
    [InlineData("vrrp_instance/unicast_fault_no_peer", "2.2.5", KeywordStanding.Known, "")]
    [InlineData("vrrp_track_file", "2.0.20", KeywordStanding.Known, "")]
    [InlineData("vrrp_track_file", "2.1.0", KeywordStanding.Deprecated, "")]
    [InlineData("track_file", "2.0.20", KeywordStanding.TooNew, "")]
    [InlineData("track_process", "2.4.3", KeywordStanding.Unknown, "")]
    [InlineData("vrrp_instance/advertint", "2.4.3", KeywordStanding.Unknown, "")]
    [InlineData("virtual_server/real_server/weight", "2.2.7", KeywordStanding.Known, "")]
    [InlineData("vrrp_instance/virtual_ipaddress/no_track", "2.0.2", KeywordStanding.TooNew, "")]
    [InlineData("global_defs/vrrp_strict", "2.2.7", KeywordStanding.Known, "before 2.3.0, it is on whatever follows it")]
    [InlineData("global_defs/vrrp_strict", "2.3.0", KeywordStanding.Known, "since 2.3.0, 'false', 'off' and 'no' switch it off")]
    [InlineData("vrrp_script/script", "2.2.7", KeywordStanding.Known,
        "since 2.0.6, the command line is cut as a shell would, quotes and escapes included|before 2.3.2, escapes before the outer quotes count, too")]
    public void Find_AKeywordAndAVersion_SaysWhatTheVersionMakesOfIt(string path, string version, KeywordStanding standing, string meanings)
    {
        Assert.True(KeepalivedVersion.TryParse(version, out var number));

        var found = KeywordVersions.Find(path, number);

        Assert.Equal((standing, meanings), (found.Standing, string.Join('|', found.Meanings)));
    }

    // The releases from 2.0.0 to 2.4.3.
    private static bool IsRelease(KeepalivedVersion version) => (version.Major, version.Minor) switch
    {
        (2, 0) => version.Patch <= 20,
        (2, 1) => version.Patch <= 5,
        (2, 2) => version.Patch <= 8,
        (2, 3) => version.Patch <= 4,
        (2, 4) => version.Patch <= 3,
        _ => false,
    };
}
