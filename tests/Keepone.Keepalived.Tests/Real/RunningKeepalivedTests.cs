using Keepone.Core.Model;
using Keepone.Keepalived.Generator;
using Keepone.Keepalived.Tests.Golden;

namespace Keepone.Keepalived.Tests.Real;

/// <summary>What the generated configuration does on a real keepalived: one replica, adverts of 100 ms.</summary>
public sealed class RunningKeepalivedTests
{
    private static readonly TimeSpan StopBound = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task TrackFiles_WrittenAsTheAgentDoes_MoveThePriorityAndStopTheMaster()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var place = await TestNamespace.CreateAsync(["ha0", "qg0", "qr0"]);
        await using var keepalived = await StartAsync(place, Fast(GoldenCases.Router("three-replicas")));
        var health = keepalived.Files.Health;
        var quorum = keepalived.Files.Quorum;

        // The bonus, then a penalty against it, then nothing.
        RunningKeepalived.WriteWhole(health, "-30\n");
        await keepalived.NextAsync(NotifyKind.MasterPriority, 150);
        RunningKeepalived.WriteWhole(health, "51\n");
        await keepalived.NextAsync(NotifyKind.MasterPriority, 69);

        // keepalived fails open: what is gone, empty or garbled counts as 0 (DESIGN §2).
        File.Delete(health);
        await keepalived.NextAsync(NotifyKind.MasterPriority, 120);
        RunningKeepalived.WriteWhole(health, "51\n");
        await keepalived.NextAsync(NotifyKind.MasterPriority, 69);
        RunningKeepalived.WriteWhole(health, "sick\n");
        await keepalived.NextAsync(NotifyKind.MasterPriority, 120);
        RunningKeepalived.WriteWhole(health, "51\n");
        await keepalived.NextAsync(NotifyKind.MasterPriority, 69);
        RunningKeepalived.WriteWhole(health, "");
        await keepalived.NextAsync(NotifyKind.MasterPriority, 120);

        RunningKeepalived.WriteWhole(quorum, "1\n");
        var stopped = await keepalived.NextAsync(NotifyKind.Fault, 120);
        Assert.True(stopped < StopBound, $"FAULT came {stopped.TotalMilliseconds} ms after the write");
        var left = await place.IpAsync("-o", "address", "show");
        Assert.DoesNotContain("169.254.0.7/", left, StringComparison.Ordinal);
        Assert.DoesNotContain("203.0.113.10/", left, StringComparison.Ordinal);

        RunningKeepalived.WriteWhole(quorum, "0\n");
        await keepalived.NextAsync(NotifyKind.Backup, 120);
        await keepalived.NextAsync(NotifyKind.Master, 120);
    }

    [Fact]
    public async Task Master_OfEitherFamily_HoldsEveryAddressAndRouteAndSaysSoInItsDump()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var place = await TestNamespace.CreateAsync(["ha0", "qg0", "qr0"]);
        await using var keepalived = await StartAsync(place, Fast(GoldenCases.Router("ipv6-mixed")), basePriority: 110);

        string[] addresses = ["ha0 inet6 fe80::6/64", "qg0 inet6 2001:db8::10/64", "qg0 inet 203.0.113.10/24",
            "qr0 inet6 fd00:1::1/64", "qr0 inet 10.0.0.1/24"];
        await keepalived.UntilAsync(
            async () =>
                string.Join('\n', (await place.IpAsync("-o", "address", "show")).Split('\n')
                .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))),
            text => Array.TrueForAll(addresses, address => text.Contains(address + " ", StringComparison.Ordinal)),
            "all addresses");
        await keepalived.UntilAsync(
            async () => await place.IpAsync("route", "show") + await place.IpAsync("-6", "route", "show"),
            text => text.Contains("default via 203.0.113.1 dev qg0 proto static", StringComparison.Ordinal)
                && text.Contains("default via 2001:db8::1 dev qg0 proto static", StringComparison.Ordinal)
                && text.Contains("fd00:2::/48 via fd00:1::9 dev qr0 proto static", StringComparison.Ordinal),
            "all routes");

        var instance = Assert.Single((await keepalived.DumpAsync()).Instances);
        Assert.Equal(("six", 6, 110, VrrpState.Master, true),
            (instance.Name, instance.Vrid, instance.EffectivePriority, instance.State, instance.HoldsAddresses));
        Assert.True(instance.Statistics["advert_sent"] > 0);
    }

    [Fact]
    public async Task ExternalInterface_Down_MovesNobody()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var place = await TestNamespace.CreateAsync(["ha0", "qg0", "qr0"]);
        await using var keepalived = await StartAsync(place, Fast(GoldenCases.Router("three-replicas")));

        await place.IpAsync("link", "set", "qg0", "down");
        RunningKeepalived.WriteWhole(keepalived.Files.Health, "-1\n");
        // The next event is the answer to the write: nothing came of the interface.
        await keepalived.NextAsync(NotifyKind.MasterPriority, 121);

        await place.IpAsync("link", "set", "ha0", "down");
        await keepalived.NextAsync(NotifyKind.Fault, 121);
    }

    [Fact]
    public async Task Reload_TakingTheFirstAddressOfASubnet_KeepsTheOtherOnesAndTheRoute()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var router = Fast(GoldenCases.Router("two-internal"));
        await using var place = await TestNamespace.CreateAsync(["ha0", "qg0", "qr0", "qr1"]);
        await using var keepalived = await StartAsync(place, router, basePriority: 110);
        var less = router with { External = router.External! with { Addresses = [.. router.External.Addresses.Skip(1)] } };

        RunningKeepalived.WriteWhole(
            keepalived.Files.Configuration,
            ReplicaConfiguration.Render(GoldenCases.Replicas(less).First(), keepalived.Files, KeepalivedVersion.Debian12));
        await keepalived.SignalAsync(KeepalivedCommand.ReloadSignal);

        var addresses = await keepalived.UntilAsync(
            () => place.IpAsync("-o", "address", "show", "dev", "qg0"),
            text => !text.Contains("203.0.113.10/", StringComparison.Ordinal),
            "the first address gone");
        Assert.Contains("203.0.113.11/24", addresses, StringComparison.Ordinal);
        Assert.Contains("default via 203.0.113.1 dev qg0", await place.IpAsync("route", "show"), StringComparison.Ordinal);
        Assert.Equal(VrrpState.Master, Assert.Single((await keepalived.DumpAsync()).Instances).State);
    }

    // The oracle of the script blocks: 2.2.7 cannot be asked about them (keepalived #2617).
    [Fact]
    public async Task Scripts_ThatFail_TakeTheirPenaltyOffAndGiveItBack()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var router = GoldenCases.Router("keepalived-checks");
        var fit = $"/tmp/keepone-test-fit-{Environment.ProcessId}";
        await File.WriteAllTextAsync(fit, "", TestContext.Current.CancellationToken);
        try
        {
            router = Fast(router with { Checks = [.. router.Checks.Where(check => check.Name == "site").Select(check => check with { Fall = 1, Rise = 1 })] });
            await using var place = await TestNamespace.CreateAsync(["ha0", "qg0"]);
            await using var keepalived = await StartAsync(place, router, edit: text => text
                .Replace($"{ScriptChecks.Program} check run edge-1 site --node net-1", $"/usr/bin/test -e {fit}", StringComparison.Ordinal)
                .Replace("interval 5", "interval 1", StringComparison.Ordinal));

            // A script that keepalived silently left out would move nothing.
            File.Delete(fit);
            await keepalived.NextAsync(NotifyKind.MasterPriority, 40);
            await File.WriteAllTextAsync(fit, "", TestContext.Current.CancellationToken);
            await keepalived.NextAsync(NotifyKind.MasterPriority, 120);
        }
        finally
        {
            File.Delete(fit);
        }
    }

    private static async Task<RunningKeepalived> StartAsync(TestNamespace place, RouterSpecification router,
        int basePriority = 120, Func<string, string>? edit = null)
    {
        var replica = GoldenCases.Replicas(router).First();
        if (!router.Ha.Vip.IsIPv6)
        {
            await place.IpAsync("address", "add", replica.HaAddress.ToString()!, "dev", router.Ha.Interface);
        }

        var keepalived = await RunningKeepalived.StartAsync(place, replica, edit);
        await keepalived.NextAsync(NotifyKind.Backup, basePriority);
        await keepalived.NextAsync(NotifyKind.Master, basePriority);
        return keepalived;
    }

    private static RouterSpecification Fast(RouterSpecification router) =>
        router with { AdvertInterval = TimeSpan.FromMilliseconds(100) };
}
