using System.Collections.Concurrent;
using Keepone.Agent.Observing;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Observing;

public sealed class NotifyReaderTests
{
    [Fact]
    public async Task IsBroken_ReadingFails_TheLoopIsWokenToOpenAnother()
    {
        using var directory = new TestDirectory();
        using var reactor = new TestReactor();
        var path = directory.PathOf("notify.fifo");
        var posted = new BlockingCollection<ReplicaEvent>();
        using var reader = new NotifyReader(path, reactor.Reactor, new RecordedSenses(), change =>
        {
            if (change is Notified)
            {
                throw new IOException("on purpose");
            }

            posted.Add(change);
        });
        Assert.False(reader.IsBroken);

        await File.WriteAllTextAsync(path, "INSTANCE \"edge-1\" MASTER 110\n", TestContext.Current.CancellationToken);

        await reactor.Faults.FirstAsync(_ => true);
        Assert.True(reader.IsBroken);
        Assert.IsType<LookAgain>(Assert.Single(posted));
    }
}
