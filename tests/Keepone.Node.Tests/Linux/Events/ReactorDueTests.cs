using CsCheck;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Events;

public sealed class ReactorDueTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Timer_SetByManyInAnyOrder_CalledInOrderOfTheirTimesAndNeverEarly()
    {
        using var reactor = new TestReactor();
        var called = new Collected<(int Name, TimeSpan Early)>();
        Assert.True(reactor.Reactor.Post(() =>
        {
            var start = BootClock.Now + Soon;
            foreach (var i in (int[])[3, 0, 4, 1, 2])
            {
                var due = start + TimeSpan.FromMilliseconds(i);
                reactor.Reactor.AddTimer($"{i}", () => called.Add((i, due - BootClock.Now))).Set(due);
            }
        }));

        await called.UntilAsync(items => items.Count == 5);
        Assert.Equal([0, 1, 2, 3, 4], called.Items.Select(item => item.Name));
        Assert.All(called.Items, item => Assert.True(item.Early <= TimeSpan.Zero, $"{item.Name} came {item.Early} early"));
    }

    [Fact]
    public async Task Timer_SetAgainAndStopped_CalledOnceOrNever()
    {
        using var reactor = new TestReactor();
        var called = new Collected<string>();
        Assert.True(reactor.Reactor.Post(() =>
        {
            var now = BootClock.Now;
            var stopped = reactor.Reactor.AddTimer("stopped", () => called.Add("stopped"));
            stopped.Set(now + Soon);
            var moved = reactor.Reactor.AddTimer("moved", () => called.Add("moved"));
            moved.Set(now + TimeSpan.FromHours(1));
            moved.Set(now + Soon);
            Assert.Equal(now + Soon, moved.Due);
            stopped.Stop();
            Assert.Null(stopped.Due);
            reactor.Reactor.AddTimer("last", () => called.Add("last")).Set(now + (2 * Soon));
        }));

        _ = await called.FirstAsync(name => name == "last");
        Assert.Equal(["moved", "last"], called.Items);
        Assert.Empty(reactor.Faults.Items);
    }

    [Fact]
    public async Task Timer_OverdueWhenTheThreadComesRound_BeforeWhatIsReadable()
    {
        using var directory = new TestDirectory();
        using var reactor = new TestReactor();
        using var fifo = Fifo.Open(directory.PathOf("fifo"));
        var order = new Collected<string>();
        fifo.Attach(reactor.Reactor, order.Add);
        using var blocked = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var lateness = TimeSpan.Zero;
        Assert.True(reactor.Reactor.Post(() =>
        {
            ReactorTimer? timer = null;
            timer = reactor.Reactor.AddTimer("overdue", () =>
            {
                lateness = timer!.Lateness;
                order.Add("due");
            });
            timer.Set(BootClock.Now + TimeSpan.FromMilliseconds(1));
            blocked.Set();
            goOn.Wait(TestContext.Current.CancellationToken);
            _ = new ManualResetEventSlim().Wait(Soon, CancellationToken.None);
        }));
        blocked.Wait(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(fifo.Path, "readable\n", TestContext.Current.CancellationToken);
        goOn.Set();

        await order.UntilAsync(items => items.Count == 2);
        Assert.Equal(["due", "readable"], order.Items);
        Assert.InRange(lateness, Soon - TimeSpan.FromMilliseconds(2), Collected<string>.Deadline);
    }

    [Fact]
    public async Task Timer_CallbackThrows_OthersGoOn()
    {
        using var reactor = new TestReactor();
        var called = new Collected<string>();
        Assert.True(reactor.Reactor.Post(() =>
        {
            reactor.Reactor.AddTimer("bad", () => throw new TimeZoneNotFoundException("on purpose")).Set(TimeSpan.Zero);
            reactor.Reactor.AddTimer("good", () => called.Add("good")).Set(BootClock.Now);
        }));
        Assert.True(reactor.Reactor.Post(() => throw new TimeZoneNotFoundException("on purpose too")));

        _ = await called.FirstAsync(_ => true);
        await reactor.Faults.UntilAsync(faults => faults.Count == 2);
        Assert.Equal(["a step", "bad"], reactor.Faults.Items.Select(fault => fault.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Timer_SetItselfToThePast_LeavesOthersTheirTurn()
    {
        using var reactor = new TestReactor();
        var called = new Collected<string>();
        var again = true;
        Assert.True(reactor.Reactor.Post(() =>
        {
            ReactorTimer? busy = null;
            busy = reactor.Reactor.AddTimer("busy", () =>
            {
                if (again)
                {
                    busy!.Set(TimeSpan.Zero);
                }
            });
            busy.Set(TimeSpan.Zero);
        }));
        Assert.True(reactor.Reactor.Post(() =>
        {
            again = false;
            called.Add("posted");
        }));

        _ = await called.FirstAsync(_ => true);
    }

    [Fact]
    public void Timer_UsedOnAnotherThread_Refused()
    {
        using var reactor = new TestReactor();
        var timer = reactor.Reactor.AddTimer("mine", () => { });

        Assert.Throws<InvalidOperationException>(() => timer.Set(TimeSpan.Zero));
        Assert.Throws<InvalidOperationException>(timer.Stop);
    }

    [Fact]
    public async Task Post_ManyFromOneThread_DoneInOrder()
    {
        using var reactor = new TestReactor();
        var done = new Collected<int>();
        foreach (var i in Enumerable.Range(0, 1000))
        {
            Assert.True(reactor.Reactor.Post(() => done.Add(i)));
        }

        await done.UntilAsync(items => items.Count == 1000);
        Assert.Equal(Enumerable.Range(0, 1000), done.Items);
    }

    [Fact]
    public async Task Post_ThreadHangs_MoreThanTheLimitAreRefusedAndTheOthersDone()
    {
        using var reactor = new TestReactor();
        var done = 0;
        using var taken = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        Assert.True(reactor.Reactor.Post(() =>
        {
            taken.Set();
            goOn.Wait(TestContext.Current.CancellationToken);
        }));
        taken.Wait(TestContext.Current.CancellationToken);
        for (var i = 0; i < Reactor.MostPosted; i++)
        {
            Assert.True(reactor.Reactor.Post(() => done++));
        }

        Assert.False(reactor.Reactor.Post(() => done++));
        goOn.Set();
        var last = new Collected<int>();
        while (!reactor.Reactor.Post(() => last.Add(done)))
        {
            await Task.Yield();
        }

        Assert.Equal(Reactor.MostPosted, await last.FirstAsync(_ => true));
    }

    [Fact]
    public void Post_AfterTheEnd_Refused()
    {
        var reactor = new Reactor((_, _) => { });
        reactor.Dispose();

        Assert.False(reactor.Post(() => { }));
    }

    [Fact]
    public void TimerQueue_AnySequenceOfSteps_GivesTheEarliestFirst() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 9], Gen.Int[0, 50]).Array[0, 200].Sample(steps =>
        {
            using var queue = new TimerQueue();
            var timers = Enumerable.Range(0, 10).Select(i => new ReactorTimer(queue, () => true, $"{i}", () => { })).ToArray();
            var model = new Dictionary<ReactorTimer, int>();
            foreach (var (kind, index, time) in steps)
            {
                if (kind == 2)
                {
                    timers[index].Stop();
                    model.Remove(timers[index]);
                    continue;
                }

                if (kind == 1)
                {
                    timers[index].Set(TimeSpan.FromSeconds(time));
                    model[timers[index]] = time;
                    continue;
                }

                var due = queue.TakeDue(TimeSpan.FromSeconds(time));
                Assert.Equal(model.Count > 0 && model.Values.Min() <= time, due is not null);
                if (due is not null)
                {
                    Assert.Equal(model.Values.Min(), model[due]);
                    model.Remove(due);
                }
            }

            Assert.Equal(model.Count, queue.Count);
        });
}
