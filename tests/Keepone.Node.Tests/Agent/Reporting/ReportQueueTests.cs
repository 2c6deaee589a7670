using CsCheck;
using Keepone.Agent.Reporting;
using Keepone.Core.Model;
using Keepone.Protocol;

namespace Keepone.Node.Tests.Agent.Reporting;

public sealed class ReportQueueTests
{
    [Fact]
    public void Publish_SameStateAgain_IsKeptAndNotSent()
    {
        var queue = new ReportQueue();
        var first = ReportingSamples.Observation("edge-1", VrrpState.Master);
        queue.Publish(first);
        queue.Attach();

        var later = first with { At = first.At.AddSeconds(5) };
        queue.Publish(later);

        Assert.False(queue.TryTake(out _, out _));
        Assert.Same(later, Assert.Single(queue.Snapshot()));
    }

    [Fact]
    public void TryTake_SeveralReportsOfOneReplica_HandsOutTheLatestOnce()
    {
        var queue = new ReportQueue();
        queue.Attach();
        queue.Publish(ReportingSamples.Observation("edge-1", VrrpState.Backup));
        queue.Publish(ReportingSamples.Observation("edge-2", VrrpState.Backup));
        queue.Publish(ReportingSamples.Observation("edge-1", VrrpState.Master));

        Assert.True(queue.TryTake(out _, out var first));
        Assert.True(queue.TryTake(out _, out var second));
        Assert.False(queue.TryTake(out _, out _));
        Assert.Equal(("edge-1", VrrpState.Master), (first!.RouterName, first.State));
        Assert.Equal("edge-2", second!.RouterName);
    }

    [Fact]
    public void Remove_KnownReplica_IsTold()
    {
        var queue = new ReportQueue();
        queue.Attach();
        queue.Publish(ReportingSamples.Observation("edge-1", VrrpState.Backup));
        queue.Remove(RouterId.FromName("edge-1"));
        queue.Remove(RouterId.FromName("never-known"));

        Assert.True(queue.TryTake(out var router, out var observation));
        Assert.Equal(RouterId.FromName("edge-1"), router);
        Assert.Null(observation);
        Assert.False(queue.TryTake(out _, out _));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Attach_WhatWaited_IsPartOfTheFullState()
    {
        var queue = new ReportQueue();
        queue.Attach();
        queue.Publish(ReportingSamples.Observation("edge-1", VrrpState.Backup));
        queue.Detach();
        queue.Publish(ReportingSamples.Observation("edge-1", VrrpState.Master));

        Assert.Equal(VrrpState.Master, Assert.Single(queue.Attach()).State);
        Assert.False(queue.TryTake(out _, out _));
    }

    [Fact]
    public void Publish_MoreReplicasThanTheProtocolTakes_IsRefused()
    {
        var queue = new ReportQueue();
        for (var i = 0; i < ProtocolLimits.MostReplicasPerNode; i++)
        {
            Assert.True(queue.Publish(ReportingSamples.Observation($"r{i}", VrrpState.Backup)));
        }

        Assert.False(queue.Publish(ReportingSamples.Observation("one-more", VrrpState.Backup)));
        Assert.True(queue.Publish(ReportingSamples.Observation("r1", VrrpState.Master)));
    }

    [Fact]
    public async Task WaitAsync_RemovalsWithoutEnd_OverflowInsteadOfGrowing()
    {
        var queue = new ReportQueue();
        queue.Attach();
        for (var i = 0; i < 3 * ProtocolLimits.MostReplicasPerNode; i++)
        {
            var observation = ReportingSamples.Observation($"r{i}", VrrpState.Backup);
            queue.Publish(observation);
            queue.Remove(observation.Router);
        }

        await queue.WaitAsync().WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.True(queue.Overflowed);
        queue.Attach();
        Assert.False(queue.Overflowed);
    }

    [Fact]
    public async Task WaitAsync_NothingWaits_CompletesWithTheNextReport()
    {
        var queue = new ReportQueue();
        queue.Attach();
        var waiting = queue.WaitAsync();
        Assert.False(waiting.IsCompleted);

        queue.Publish(ReportingSamples.Observation("edge-1", VrrpState.Backup));

        await waiting.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    // Whatever is published, removed and taken in whatever order, and however often the link is lost, also with messages on the way:
    // who applies what was handed out ends up with the latest state.
    [Fact]
    public void TryTake_AnyOrderOfEventsAndLinkLosses_ReceiverEndsWithTheLatestState() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 3], Gen.Enum<VrrpState>()).Array[0, 80].Sample(steps =>
        {
            var queue = new ReportQueue();
            var received = Attach(queue);
            var attached = true;
            foreach (var (kind, router, state) in steps)
            {
                switch (kind)
                {
                    case 0 or 1:
                        queue.Publish(ReportingSamples.Observation($"r{router}", state));
                        break;
                    case 2:
                        queue.Remove(RouterId.FromName($"r{router}"));
                        break;
                    case 3 when attached:
                        Take(queue, received);
                        break;
                    case 4 when attached:
                        // Handed out, and lost with the link.
                        queue.TryTake(out _, out _);
                        queue.Detach();
                        attached = false;
                        break;
                    case 5 when attached:
                        queue.Detach();
                        attached = false;
                        break;
                    case 6 when !attached:
                        received = Attach(queue);
                        attached = true;
                        break;
                    default:
                        break;
                }
            }

            received = attached ? received : Attach(queue);
            while (Take(queue, received))
            {
            }

            var expected = queue.Snapshot().ToDictionary(observation => observation.Router, observation => observation.State);
            Assert.Equal(expected.OrderBy(pair => pair.Key.Value), received.OrderBy(pair => pair.Key.Value));
        });

    // A hello replaces whatever the receiver knew.
    private static Dictionary<RouterId, VrrpState> Attach(ReportQueue queue) =>
        queue.Attach().ToDictionary(observation => observation.Router, observation => observation.State);

    private static bool Take(ReportQueue queue, Dictionary<RouterId, VrrpState> received)
    {
        if (!queue.TryTake(out var router, out var observation))
        {
            return false;
        }

        if (observation is null)
        {
            received.Remove(router);
        }
        else
        {
            received[router] = observation.State;
        }

        return true;
    }
}
