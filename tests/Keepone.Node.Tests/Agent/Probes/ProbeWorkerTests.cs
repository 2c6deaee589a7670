using Keepone.Agent.Probes;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Probes;

public sealed class ProbeWorkerTests
{
    [Fact]
    public async Task TryGo_WhileItIsOut_IsDoneOnce()
    {
        using var reactor = new TestReactor();
        using var worker = new ProbeWorker(reactor.Reactor);
        using var kernel = new ManualResetEventSlim();
        var (works, backs) = (new Collected<int>(), new Collected<Exception?>());
        var step = new ProbeStep(worker, () =>
        {
            works.Add(1);
            Assert.True(kernel.Wait(Collected<int>.Deadline, CancellationToken.None));
        }, backs.Add);

        reactor.Reactor.Post(() => Assert.True(step.TryGo()));
        await works.FirstAsync(_ => true);
        reactor.Reactor.Post(() => Assert.True(step.TryGo()));
        kernel.Set();
        Assert.Null(await backs.FirstAsync(_ => true));
        reactor.Reactor.Post(() => Assert.True(step.TryGo()));
        await backs.UntilAsync(all => all.Count == 2);

        Assert.Equal(2, works.Items.Length);
        Assert.Empty(reactor.Faults.Items);
    }

    [Fact]
    public async Task Work_ThatThrows_ComesBackWithWhatItThrew()
    {
        using var reactor = new TestReactor();
        using var worker = new ProbeWorker(reactor.Reactor);
        var backs = new Collected<Exception?>();
        var bad = new ProbeStep(worker, () => throw new InvalidOperationException("broken"), backs.Add);
        var good = new ProbeStep(worker, () => { }, backs.Add);

        reactor.Reactor.Post(() => Assert.True(bad.TryGo() && good.TryGo()));
        await backs.UntilAsync(all => all.Count == 2);

        Assert.Equal(["broken", null], backs.Items.Select(error => error?.Message));
    }

    [Fact]
    public void TryTake_MoreThanMayWaitOrAfterTheEnd_IsRefused()
    {
        using var reactor = new TestReactor();
        var worker = new ProbeWorker(reactor.Reactor);
        using var kernel = new ManualResetEventSlim();
        var blocked = new ProbeStep(worker, () => Assert.True(kernel.Wait(Collected<int>.Deadline, CancellationToken.None)), _ => { });
        var quick = new ProbeStep(worker, () => { }, _ => { });

        Assert.True(worker.TryTake(blocked));
        var taken = 0;
        while (taken <= ProbeWorker.MostWaiting && worker.TryTake(quick))
        {
            taken++;
        }

        Assert.InRange(taken, ProbeWorker.MostWaiting - 1, ProbeWorker.MostWaiting);
        kernel.Set();
        worker.Dispose();
        Assert.False(quick.TryGo());
    }
}
