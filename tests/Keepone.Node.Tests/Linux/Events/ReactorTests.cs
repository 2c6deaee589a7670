using System.Collections.Concurrent;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Events;

public sealed class ReactorTests
{
    [Fact]
    public async Task Register_CallbackThrows_OnlyThatRegistrationEnds()
    {
        using var directory = new TestDirectory();
        using var reactor = new TestReactor();
        using var good = Fifo.Open(directory.PathOf("good"));
        using var bad = Fifo.Open(directory.PathOf("bad"));
        var lines = new Collected<string>();
        good.Attach(reactor.Reactor, lines.Add);
        var told = new Collected<string>();
        bad.Attach(reactor.Reactor, _ => throw new TimeZoneNotFoundException("on purpose"), onFault: () => told.Add("bad"));
        Assert.Equal(2, reactor.Reactor.Count);

        await File.WriteAllTextAsync(bad.Path, "x\n", TestContext.Current.CancellationToken);
        var fault = await reactor.Faults.FirstAsync(_ => true);
        Assert.Equal($"the FIFO '{bad.Path}'", fault.Name);
        Assert.IsType<TimeZoneNotFoundException>(fault.Error);
        Assert.Equal(1, reactor.Reactor.Count);
        Assert.Equal(["bad"], told.Items);

        await File.WriteAllTextAsync(good.Path, "y\n", TestContext.Current.CancellationToken);
        Assert.Equal("y", await lines.FirstAsync(_ => true));
    }

    [Fact]
    public async Task Dispose_RegistrationFromItsOwnCallback_NoFurtherCalls()
    {
        using var directory = new TestDirectory();
        using var reactor = new TestReactor();
        using var first = Fifo.Open(directory.PathOf("first"));
        using var second = Fifo.Open(directory.PathOf("second"));
        var calls = new Collected<string>();

        // Nothing is read, so it stays readable: only the disposal keeps it from being called again.
        var registrations = new ConcurrentBag<IDisposable>();
        await File.WriteAllTextAsync(second.Path, "later\n", TestContext.Current.CancellationToken);
        using var ready = new ManualResetEventSlim();
        registrations.Add(reactor.Reactor.Register(first.Handle, "first", () =>
        {
            ready.Wait(TestContext.Current.CancellationToken);
            Assert.True(reactor.Reactor.IsCurrent);
            Assert.True(registrations.TryTake(out var own));
            own.Dispose();
            calls.Add("first");
        }));
        await File.WriteAllTextAsync(first.Path, "x\n", TestContext.Current.CancellationToken);
        ready.Set();
        _ = await calls.FirstAsync(call => call == "first");

        second.Attach(reactor.Reactor, calls.Add);
        _ = await calls.FirstAsync(call => call == "later");
        Assert.Equal(["first", "later"], calls.Items);
        Assert.Empty(reactor.Faults.Items);
    }

    [Fact]
    public async Task Register_OwnerClosesOnAnotherThreadDuringACallback_NoFault()
    {
        using var directory = new TestDirectory();
        using var reactor = new TestReactor();
        using var fifo = Fifo.Open(directory.PathOf("fifo"));
        using var other = Fifo.Open(directory.PathOf("other"));
        var lines = new Collected<string>();
        using var registered = new ManualResetEventSlim();
        IDisposable? registration = null;
        registration = reactor.Reactor.Register(fifo.Handle, "closed meanwhile", () =>
        {
            registered.Wait(TestContext.Current.CancellationToken);
            registration!.Dispose();
            fifo.Dispose();
            throw new ObjectDisposedException("what reading it would say");
        });
        registered.Set();
        await File.WriteAllTextAsync(fifo.Path, "x\n", TestContext.Current.CancellationToken);
        other.Attach(reactor.Reactor, lines.Add);
        await File.WriteAllTextAsync(other.Path, "y\n", TestContext.Current.CancellationToken);
        _ = await lines.FirstAsync(_ => true);
        Assert.Equal(1, reactor.Reactor.Count);
        Assert.Empty(reactor.Faults.Items);
    }

    [Fact]
    public async Task Dispose_FromACallback_EndsTheThread()
    {
        using var directory = new TestDirectory();
        var reactor = new Reactor((_, _) => { });
        using var fifo = Fifo.Open(directory.PathOf("fifo"));
        var done = new Collected<string>();
        fifo.Attach(reactor, line =>
        {
            reactor.Dispose();
            done.Add(line);
        });
        await File.WriteAllTextAsync(fifo.Path, "x\n", TestContext.Current.CancellationToken);
        _ = await done.FirstAsync(_ => true);
        reactor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reactor.Register(fifo.Handle, "late", () => { }));
    }

    [Fact]
    public async Task TakeWorstLateness_CallbackBlocks_IsMeasuredOnce()
    {
        using var directory = new TestDirectory();
        using var reactor = new Reactor((_, _) => { }, latenessInterval: TimeSpan.FromMilliseconds(10));
        using var fifo = Fifo.Open(directory.PathOf("fifo"));
        var done = new Collected<string>();
        using var never = new ManualResetEventSlim();
        fifo.Attach(reactor, line =>
        {
            if (line == "block")
            {
                _ = never.Wait(TimeSpan.FromMilliseconds(150), CancellationToken.None);
            }

            done.Add(line);
        });
        await File.WriteAllTextAsync(fifo.Path, "block\n", TestContext.Current.CancellationToken);
        _ = await done.FirstAsync(line => line == "block");

        // The timer is read in the same round or the next; the second line comes after that round.
        await File.WriteAllTextAsync(fifo.Path, "one\n", TestContext.Current.CancellationToken);
        _ = await done.FirstAsync(line => line == "one");
        await File.WriteAllTextAsync(fifo.Path, "two\n", TestContext.Current.CancellationToken);
        _ = await done.FirstAsync(line => line == "two");
        Assert.InRange(reactor.TakeWorstLateness(), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(20));
    }
}
