using System.Collections.Immutable;
using Keepone.Agent.Checks;
using Keepone.Agent.Observing;
using Keepone.Agent.Reporting;
using Keepone.Agent.Voting;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Linux;
using Keepone.Node.Tests.Agent.Supervision;
using Keepone.Node.Tests.Linux;
using Keepone.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keepone.Node.Tests.Agent.Checks;

public sealed class ReplicaChecksTests : IAsyncDisposable
{
    private static readonly CheckSpecification Uplink = new()
    {
        Name = "uplink",
        Probe = "ping",
        Interval = TimeSpan.FromMilliseconds(20),
        Timeout = TimeSpan.FromMilliseconds(10),
        Fall = 2,
        Rise = 2,
    };

    private readonly TestDirectory _directory = new();
    private readonly Reactor _reactor = new((descriptor, error) => throw new InvalidOperationException(descriptor, error));
    private readonly TestOrders _orders = new();
    private readonly StateHistory _history = new();
    private readonly CheckHistory _records;
    private readonly List<HealthVerdict> _verdicts = [];
    private readonly Dictionary<string, ScriptedMeans> _means = new(StringComparer.Ordinal);
    private readonly ReplicaFiles _files;
    private ReplicaChecks? _checks;

    public ReplicaChecksTests()
    {
        _files = ReplicaFiles.For(_directory.Root, RouterId.FromName("edge-1"));
        Directory.CreateDirectory(_files.Directory);
        _records = new CheckHistory(_directory.Root, TimeProvider.System, NullLogger.Instance);
    }

    [Fact]
    public async Task Take_AFailingCheck_IsAPenaltyAtOnceAndALineOfHistory()
    {
        await StartAsync(CheckOutcome.Fail, Uplink);

        await UntilAsync(() => _checks!.Reading.Verdict.Penalty == 51);

        var check = Assert.Single(_checks!.Reading.Checks);
        Assert.Equal((CheckVerdict.Sick, CheckOutcome.Fail, "it said Fail"), (check.Verdict, check.Outcome, check.Message));
        Assert.Equal(51, Assert.Single(Told()).Penalty);
        var change = Assert.Single(_history.Latest(10));
        Assert.Equal(("uplink", "check uplink failed 2 times in a row (it said Fail)"), (change.Check, change.Reason));
        Assert.Equal(change.From, change.To);
    }

    [Fact]
    public async Task Take_ABrokenCheck_IsReportedAndCostsNothing()
    {
        await StartAsync(CheckOutcome.Error, Uplink);

        await UntilAsync(() => _checks!.Reading.Checks[0].Broken);

        Assert.Equal((CheckVerdict.Healthy, 0), (_checks!.Reading.Checks[0].Verdict, _checks.Reading.Verdict.Penalty));
        Assert.Empty(Told());
    }

    [Fact]
    public async Task Take_OnFailureFault_TakesTheReplicaOutOfTheElection()
    {
        await StartAsync(CheckOutcome.Fail, Uplink with { OnFailure = CheckFailure.Fault });

        await UntilAsync(() => _checks!.Reading.Verdict.Fault);

        Assert.Equal(0, _checks!.Reading.Verdict.Penalty);
        Assert.True(Assert.Single(Told()).Fault);
    }

    [Fact]
    public async Task Constructor_TheAgentStartsAgain_GoesOnWithTheVerdictsOfBefore()
    {
        await StartAsync(CheckOutcome.Fail, Uplink);
        await UntilAsync(() => _checks!.Reading.Verdict.Penalty == 51);
        _checks!.Dispose();
        _verdicts.Clear();

        // Its first run is an hour away: whatever is said now is said from memory.
        await StartAsync(CheckOutcome.Pass, Uplink with { Interval = TimeSpan.FromHours(1) });

        Assert.Equal(51, _checks!.Reading.Verdict.Penalty);
        await UntilAsync(() => Told().Length == 1);
        Assert.Equal(51, Told()[0].Penalty);
    }

    [Fact]
    public async Task FollowAsync_AnotherSpecification_KeepsTheVerdictsOfChecksThatStay()
    {
        await StartAsync(CheckOutcome.Fail, Uplink, Uplink with { Name = "other" });
        await UntilAsync(() => _checks!.Reading.Verdict.Penalty == 99);

        await FollowAsync(Replica(Uplink with { Interval = TimeSpan.FromHours(1) }));

        Assert.Equal(51, _checks!.Reading.Verdict.Penalty);
        Assert.Equal(["uplink"], _checks.Reading.Checks.Select(check => check.Name));
    }

    [Fact]
    public async Task FollowAsync_TheNamespaceIsGone_NothingIsCheckedAndVerdictsStay()
    {
        await StartAsync(CheckOutcome.Fail, Uplink);
        await UntilAsync(() => _checks!.Reading.Verdict.Penalty == 51);

        await _checks!.FollowAsync(Replica(Uplink), null, VrrpState.Unknown, vipPresent: false);

        Assert.True(_means["uplink"].Disposed);
        Assert.Equal(51, _checks.Reading.Verdict.Penalty);
    }

    [Fact]
    public async Task Watch_AnOrder_IsAPenaltyWhileItIsInForce()
    {
        await StartAsync(CheckOutcome.Pass, Uplink);
        _orders.Set(new OperatorOrder(
            OrderKind.Maintenance, null, DateTimeOffset.UnixEpoch, "ada", "a new card", DateTimeOffset.UnixEpoch));
        await UntilAsync(() => _checks!.Reading.Verdict.Penalty == 99);
        Assert.Contains("maintenance", _checks!.Reading.Verdict.Sentence, StringComparison.Ordinal);
        Assert.Single(_checks.Reading.Orders);

        _orders.Set();
        await UntilAsync(() => _checks.Reading.Verdict == HealthVerdict.Fit);
        Assert.Equal([99, 0], Told().Select(verdict => verdict.Penalty));
    }

    [Fact]
    public async Task SeeVip_TheReplicaBecomesMaster_ItsChecksKnow()
    {
        await StartAsync(CheckOutcome.Pass, Uplink);
        await UntilAsync(() => _means.TryGetValue("uplink", out var means) && means.Begun > 0);
        Assert.False(_means["uplink"].LastFacts!.IsMaster);

        await _reactor.RunAsync(() => _checks!.SeeVip(true));

        await UntilAsync(() => _means["uplink"].LastFacts!.IsMaster);
    }

    [Fact]
    public async Task FollowAsync_KeepalivedRunsTheChecks_TheAgentDoesNot()
    {
        var replica = Replica(Uplink);
        replica = Core.Model.Replica.Of(replica.Router with { CheckRunner = CheckRunner.Keepalived }, "net-1")!;
        _checks = Make(replica);
        await FollowAsync(replica);

        Assert.Empty(_means);
        Assert.Empty(_checks.Reading.Checks);
    }

    public async ValueTask DisposeAsync()
    {
        _checks?.Dispose();
        await _records.DisposeAsync();
        _reactor.Dispose();
        _directory.Dispose();
    }

    private static Replica Replica(params ImmutableArray<CheckSpecification> checks) =>
        Core.Model.Replica.Of(TrackFilesTests.Three().Router with { Checks = checks }, "net-1")!;

    private async Task StartAsync(CheckOutcome outcome, params ImmutableArray<CheckSpecification> checks)
    {
        _outcome = outcome;
        var replica = Replica(checks);
        _checks = Make(replica);
        await FollowAsync(replica);
    }

    private CheckOutcome _outcome;

    private Task FollowAsync(Replica replica) => _checks!.FollowAsync(replica, 1, VrrpState.Backup, vipPresent: false);

    private ReplicaChecks Make(Replica replica)
    {
        var services = new CheckServices(
            "net-1", _reactor, new SteadyClock(TimeProvider.System),
            (check, _, _) => _means[check.Name] = new ScriptedMeans { Next = new(_outcome) },
            _orders, _records, _history, NullLogger.Instance);
        return new ReplicaChecks(
            services, _files, replica,
            verdict =>
            {
                lock (_verdicts)
                {
                    _verdicts.Add(verdict);
                }
            },
            change => Assert.IsType<LookAgain>(change));
    }

    private HealthVerdict[] Told()
    {
        lock (_verdicts)
        {
            return [.. _verdicts];
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
        }
    }
}
