using Keepone.Agent.Scripts;
using Keepone.Core.Model;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Scripts;

public sealed class ScriptQueueTests : IDisposable
{
    private static readonly RouterId A = RouterId.FromName("a");
    private static readonly RouterId B = RouterId.FromName("b");
    private static readonly RouterId C = RouterId.FromName("c");

    private readonly TestReactor _reactor = new();
    private readonly Collected<string> _begun = new();
    private readonly Dictionary<string, ScriptSlot> _slots = new(StringComparer.Ordinal);

    public void Dispose() => _reactor.Dispose();

    [Fact]
    public async Task Wait_ARouterWithManyChecks_DelaysOthersByOneTurn()
    {
        var queue = Queue(1);
        await OnReactorAsync(() =>
        {
            foreach (var (router, name) in new[] { (A, "a1"), (A, "a2"), (A, "a3"), (B, "b1"), (C, "c1"), (B, "b2") })
            {
                Wait(queue, router, name);
            }
        });
        foreach (var expected in new[] { "a1", "a2", "b1", "c1", "a3", "b2" })
        {
            await _begun.UntilAsync(names => names.Count > 0 && names[^1] == expected);
            Return(queue, expected);
        }

        // a1 began alone, before anybody else had come: from then on routers take turns.
        Assert.Equal(["a1", "a2", "b1", "c1", "a3", "b2"], _begun.Items);
    }

    [Fact]
    public async Task Wait_AsManyAsAllowed_RunAtOneTime()
    {
        var queue = Queue(2);
        await OnReactorAsync(() =>
        {
            Wait(queue, A, "a1");
            Wait(queue, A, "a2");
            Wait(queue, B, "b1");
            Assert.Equal((2, 1), (queue.Running, queue.Waiting));
        });
        Assert.Equal(["a1", "a2"], _begun.Items);
        Return(queue, "a2");
        await _begun.UntilAsync(names => names.Count == 3);
        Return(queue, "a1");
        Return(queue, "b1");
        await UntilAsync(() => queue.Running == 0);
    }

    [Fact]
    public async Task GiveUp_ATurnThatHasNotCome_IsForgotten()
    {
        var queue = Queue(1);
        ScriptTurn first = null!;
        ScriptTurn second = null!;
        await OnReactorAsync(() =>
        {
            first = Wait(queue, A, "a1");
            second = Wait(queue, B, "b1");
            Wait(queue, B, "b2");
            Assert.False(queue.GiveUp(first));
            Assert.True(queue.GiveUp(second));
            Assert.False(queue.GiveUp(second));
            Assert.Equal(1, queue.Waiting);
        });
        Return(queue, "a1");
        await _begun.UntilAsync(names => names.Count == 2);
        Assert.Equal(["a1", "b2"], _begun.Items);
    }

    [Fact]
    public async Task Return_ASlot_IsUsedAgain()
    {
        var made = 0;
        var queue = new ScriptQueue(_reactor.Reactor, 2, _ =>
        {
            made++;
            return null;
        });
        for (var i = 0; i < 5; i++)
        {
            var name = $"run {i}";
            await OnReactorAsync(() => Wait(queue, A, name));
            await _begun.UntilAsync(names => names[^1] == name);
            Return(queue, name);
            await UntilAsync(() => queue.Running == 0);
        }

        Assert.Equal(1, made);
    }

    private ScriptQueue Queue(int concurrent) => new(_reactor.Reactor, concurrent, _ => null);

    private ScriptTurn Wait(ScriptQueue queue, RouterId router, string name) => queue.Wait(router, slot =>
    {
        lock (_slots)
        {
            _slots[name] = slot;
        }

        _begun.Add(name);
    });

    private void Return(ScriptQueue queue, string name)
    {
        lock (_slots)
        {
            queue.Return(_slots[name], () => { });
        }
    }

    private async Task OnReactorAsync(Action step)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(_reactor.Reactor.Post(() =>
        {
            try
            {
                step();
                done.SetResult();
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        }));
        await done.Task.WaitAsync(Collected<string>.Deadline, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    // Each look is a step of the reactor's, behind what was posted before it.
    private async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 10_000; i++)
        {
            var holds = false;
            await OnReactorAsync(() => holds = condition());
            if (holds)
            {
                return;
            }
        }

        Assert.Fail("it never came to that");
    }
}
