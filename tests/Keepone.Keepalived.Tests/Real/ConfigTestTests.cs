using Keepone.Core.Model;
using Keepone.Keepalived.Generator;
using Keepone.Keepalived.Tests.Golden;

namespace Keepone.Keepalived.Tests.Real;

/// <summary>The oracle of every generated file: keepalived itself, in a namespace with the devices.</summary>
public sealed class ConfigTestTests
{
    public static TheoryData<string> Cases => GoldenCases.Theory;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task ConfigTest_AGoldenCase_IsAcceptedInsideANamespaceWithTheDevices(string name)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var router = GoldenCases.Router(name);
        await using var place = await TestNamespace.CreateAsync(Devices(router));
        foreach (var replica in GoldenCases.Replicas(router))
        {
            var verdict = await TestAsync(place, ScriptChecks.ForConfigTest(GoldenCases.Render(replica), KeepalivedVersion.Debian12));
            Assert.True(verdict.Outcome == ConfigTestOutcome.Accepted, $"{replica.Node}: {verdict.Sentence}");
            Assert.Empty(verdict.Complaints);
        }
    }

    [Fact]
    public async Task ConfigTest_WithoutTheOtherDevices_IsAcceptedBecauseInterfacesAreDynamic()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var place = await TestNamespace.CreateAsync(["ha0"]);

        var verdict = await TestAsync(place,
            GoldenCases.Render(GoldenCases.Replicas(GoldenCases.Router("three-replicas")).First()));
        Assert.True(verdict.Outcome == ConfigTestOutcome.Accepted, verdict.Sentence);
    }

    [Theory]
    [InlineData("priority 120", "prioritty 120")]
    [InlineData("virtual_router_id 7", "virtual_router_id 700")]
    [InlineData("169.254.0.7/24 dev ha0", "169.254.0.777/24 dev ha0")]
    [InlineData("protocol static", "protocol nonsense")]
    public async Task ConfigTest_ABrokenFile_IsRefused(string good, string bad)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var text = GoldenCases.Render(GoldenCases.Replicas(GoldenCases.Router("three-replicas")).First());
        Assert.Contains(good, text, StringComparison.Ordinal);
        await using var place = await TestNamespace.CreateAsync(["ha0", "qg0", "qr0"]);

        var verdict = await TestAsync(place, text.Replace(good, bad, StringComparison.Ordinal));
        Assert.True(verdict.Outcome == ConfigTestOutcome.Refused, verdict.Sentence);
        Assert.NotEmpty(verdict.Complaints);
    }

    private static async Task<ConfigTestVerdict> TestAsync(TestNamespace place, string text)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
            var (exit, _, errors) = await place.RunAsync(KeepalivedCommand.Program, KeepalivedCommand.ConfigTest(file));
            return ConfigTestVerdict.From(exit, errors, KeepalivedVersion.Debian12);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<string> Devices(RouterSpecification router) =>
        [router.Ha.Interface, .. router.External is { } external ? [external.Interface] : Array.Empty<string>(),
            .. router.Internal.Select(side => side.Interface)];
}
