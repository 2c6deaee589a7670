using System.Collections.Immutable;
using System.Net;
using Keepone.Agent.Checks;
using Keepone.Agent.Probes;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Probes;

/// <summary>Runs probes as the agent does: on a reactor's thread, one run at a time, abandoned when their time is up.</summary>
internal sealed class ProbeRig : IDisposable
{
    private readonly TestReactor _reactor = new();
    private readonly List<ICheckMeans> _probes = [];
    private uint _run;

    internal ProbeRig(string sysfs = "/sys", string procfs = "/proc", TimeProvider? time = null) =>
        Services = new ProbeServices(_reactor.Reactor, time ?? TimeProvider.System, sysfs, procfs);

    internal ProbeServices Services { get; }

    /// <summary>A router as Neutron makes one: everything but the HA addresses follows the master.</summary>
    internal static Replica Replica(string node = "net-1", string external = "eth0", string? place = "edge-1") => Keepone.Core.Model.Replica.Of(
        new RouterSpecification
        {
            Id = RouterId.FromName("edge-1"),
            Name = "edge-1",
            Namespace = place,
            Vrid = 7,
            AdvertInterval = TimeSpan.FromSeconds(1),
            Replicas = ["net-1", "net-2"],
            Ha = new HaSpecification
            {
                Network = "ha-a",
                Interface = "ha0",
                Vip = Prefix("169.254.0.7/24"),
                Addresses = ImmutableSortedDictionary<string, IpPrefix>.Empty
                    .Add("net-1", Prefix("169.254.192.1/18")).Add("net-2", Prefix("169.254.192.2/18")),
            },
            External = new ExternalSpecification
            {
                Interface = external,
                Addresses = [Prefix("203.0.113.10/24"), Prefix("2001:db8::10/64"), Prefix("203.0.113.77/32")],
                Gateway = IPAddress.Parse("203.0.113.1"),
            },
            Internal = [new InternalSpecification { Interface = "qr0", Addresses = [Prefix("10.0.0.1/24"), Prefix("10.0.0.129/25")] }],
        },
        node)!;

    internal static CheckSpecification Check(string probe, string? target = null, CheckPlace where = CheckPlace.Replica, int timeoutMs = 20_000) => new()
    {
        Name = "c",
        Probe = probe,
        Target = target,
        Where = where,
        Interval = TimeSpan.FromSeconds(30),
        Timeout = TimeSpan.FromMilliseconds(timeoutMs),
    };

    internal static CheckFacts Facts(Replica replica, bool isMaster, NetworkNamespace? place = null) => new(
        replica, place, isMaster ? VrrpState.Master : VrrpState.Backup, isMaster, 100, null, TimeSpan.Zero);

    internal ICheckMeans Make(CheckSpecification check, Replica? replica = null, NetworkNamespace? place = null)
    {
        // It belongs to that thread from its first day.
        ICheckMeans? made = null;
        Wait(() => _probes.Add(made = ProbeList.Make(check, replica ?? Replica(), place, Services)));
        return made!;
    }

    /// <summary>Runs a probe to its own end.</summary>
    internal async Task<CheckResult> RunAsync(ICheckMeans probe, bool isMaster, Replica? replica = null)
    {
        var results = Begin(probe, isMaster, replica, out var run);
        var (number, result) = await results.FirstAsync(_ => true);
        Assert.Equal(run, number);
        return result;
    }

    /// <summary>Runs a probe again and again until a run ends as expected: a link that was made just now may need a moment.</summary>
    internal async Task<CheckResult> UntilAsync(ICheckMeans probe, bool isMaster, CheckOutcome expected)
    {
        var results = new Collected<CheckResult>();
        var facts = Facts(Replica(), isMaster);
        Post(() =>
        {
            ReactorTimer timer = null!;
            var run = 0u;
            void Begin()
            {
                run = ++_run;
                timer.Set(BootClock.Now + TimeSpan.FromMilliseconds(300));
                probe.Begin(run, facts, Done);
            }

            void Done(uint number, in CheckResult result)
            {
                if (number == run)
                {
                    results.Add(result);
                    timer.Set(BootClock.Now + TimeSpan.FromMilliseconds(result.Outcome == expected ? 3_600_000 : 50));
                }
            }

            timer = _reactor.Reactor.AddTimer("again", () =>
            {
                _ = probe.Abandon(run);
                Begin();
            });
            Begin();
        });
        return await results.FirstAsync(result => result.Outcome == expected);
    }

    /// <summary>Begins a run.</summary>
    internal Collected<(uint Run, CheckResult Result)> Begin(ICheckMeans probe, bool isMaster, Replica? replica, out uint run)
    {
        var results = new Collected<(uint, CheckResult)>();
        var (number, facts) = (++_run, Facts(replica ?? Replica(), isMaster));
        run = number;
        Post(() => probe.Begin(number, facts, (uint ended, in CheckResult result) => results.Add((ended, result))));
        return results;
    }

    /// <summary>Does something on the reactor's thread and waits for it.</summary>
    internal async Task<T> OnReactorAsync<T>(Func<T> step)
    {
        var done = new Collected<T>();
        Post(() => done.Add(step()));
        return await done.FirstAsync(_ => true);
    }

    public void Dispose()
    {
        Wait(() => _probes.ForEach(probe => probe.Dispose()));
        Assert.Equal(0, Services.Echoes.Count);
        Assert.Empty(_reactor.Faults.Items);
        Services.Dispose();
        _reactor.Dispose();
    }

    private static IpPrefix Prefix(string text) => IpPrefix.TryParse(text, out var prefix) ? prefix : throw new FormatException(text);

    private void Wait(Action step)
    {
        using var done = new ManualResetEventSlim();
        Post(() =>
        {
            step();
            done.Set();
        });
        Assert.True(done.Wait(Collected<int>.Deadline, CancellationToken.None));
    }

    private void Post(Action step) => Assert.True(_reactor.Reactor.Post(step));
}
