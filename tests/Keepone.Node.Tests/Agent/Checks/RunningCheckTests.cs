using System.Threading.Channels;
using Keepone.Agent.Checks;
using Keepone.Agent.Voting;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Node.Tests.Agent.Supervision;

namespace Keepone.Node.Tests.Agent.Checks;

public sealed class RunningCheckTests : IDisposable
{
    private static readonly CheckSpecification Quick = new()
    {
        Name = "uplink",
        Probe = "ping",
        Interval = TimeSpan.FromMilliseconds(40),
        Timeout = TimeSpan.FromMilliseconds(10),
        Fall = 2,
        Rise = 2,
    };

    private readonly Reactor _reactor = new((descriptor, error) => throw new InvalidOperationException(descriptor, error));
    private readonly Channel<(CheckResult Result, CheckStep Step)> _taken = Channel.CreateUnbounded<(CheckResult, CheckStep)>();
    private readonly ScriptedMeans _means = new();
    private RunningCheck? _check;

    [Fact]
    public async Task Begin_RunsThatPass_AreEvaluatedEachInterval()
    {
        await StartAsync(Quick);

        var first = await NextAsync();
        var second = await NextAsync();

        Assert.Equal((CheckOutcome.Pass, CheckOutcome.Pass), (first.Result.Outcome, second.Result.Outcome));
        Assert.Equal(CheckVerdict.Healthy, second.Step.State.Verdict);
        Assert.Equal("edge-1", _means.LastFacts!.Replica.Router.Name);
    }

    [Fact]
    public async Task Wake_NoAnswerWithinTheTimeout_IsAbandonedAndCountsAsATimeout()
    {
        _means.Next = null;
        await StartAsync(Quick);

        _ = await NextAsync();
        var (result, step) = await NextAsync();

        Assert.Equal(CheckOutcome.Timeout, result.Outcome);
        Assert.Equal("it did not answer within 10ms", result.Message);
        Assert.Equal(CheckChange.Sickened, step.Change);
        Assert.True(_means.Abandoned >= 2);
    }

    [Fact]
    public async Task End_ALateOrASecondAnswer_CountsForNothing()
    {
        _means.Next = null;
        await StartAsync(Quick);
        _ = await NextAsync();
        await UntilAsync(() => _means.Begun >= 2);
        await _reactor.RunAsync(() => _means.End(1, CheckOutcome.Pass));
        Assert.Equal(CheckOutcome.Timeout, (await NextAsync()).Result.Outcome);

        _means.Next = new(CheckOutcome.Pass);
        while ((await NextAsync()).Result.Outcome != CheckOutcome.Pass)
        {
        }

        await _reactor.RunAsync(() => _means.End(_means.LastRun, CheckOutcome.Fail));
        Assert.Equal(CheckOutcome.Pass, (await NextAsync()).Result.Outcome);
    }

    [Fact]
    public async Task Wake_AScriptThatHasNotEnded_HasNoSecondOneOnTopOfIt()
    {
        using var slow = new ScriptedMeans { EndsByItself = true, Next = null };
        await StartAsync(Quick, slow);
        await UntilAsync(() => slow.Begun == 1);
        var begun = BootClock.Now;
        await UntilAsync(() => BootClock.Now - begun > 4 * Quick.Interval);

        Assert.Equal((1, 0), (slow.Begun, slow.Abandoned));
        await _reactor.RunAsync(() => slow.End(1, CheckOutcome.Fail));
        Assert.Equal(CheckOutcome.Fail, (await NextAsync()).Result.Outcome);
        await UntilAsync(() => slow.Begun == 2);
    }

    [Fact]
    public async Task Dispose_ARunIsGoingOn_ItsEndCountsForNothing()
    {
        _means.Next = null;
        await StartAsync(Quick with { Timeout = TimeSpan.FromSeconds(30), Interval = TimeSpan.FromSeconds(60) });
        await _reactor.RunAsync(_check!.Dispose);
        await _reactor.RunAsync(() => _means.End(1, CheckOutcome.Fail));

        Assert.True(_means.Disposed);
        Assert.False(_taken.Reader.TryRead(out _));
    }

    public void Dispose()
    {
        _reactor.RunAsync(() => _check?.Dispose()).GetAwaiter().GetResult();
        _reactor.Dispose();
    }

    private async Task StartAsync(CheckSpecification specification, ICheckMeans? means = null) => await _reactor.RunAsync(() =>
    {
        var facts = new CheckFacts(TrackFilesTests.Three(), null, VrrpState.Backup, IsMaster: false, 120, null, BootClock.Now);
        _check = new RunningCheck(
            specification, means ?? _means, wake => _reactor.AddTimer("check", wake), CheckState.Fresh(BootClock.Now), () => facts,
            (RunningCheck _, in CheckResult result, in CheckStep step) => _taken.Writer.TryWrite((result, step)));
        _check.Start(0);
    });

    private async Task<(CheckResult Result, CheckStep Step)> NextAsync() =>
        await _taken.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
        }
    }
}
