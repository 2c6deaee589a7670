using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf.WellKnownTypes;
using Keepone.Agent.Reporting;
using Keepone.Protocol;
using Keepone.Protocol.V1;
using VrrpState = Keepone.Core.Model.VrrpState;

namespace Keepone.Controller.Tests.Reporting;

/// <summary>A controller that is slow, gone or lying cannot harm an agent: the real link against real servers that misbehave.</summary>
public sealed class HostileControllerTests
{
    private const int Connected = 1301;
    private const int NotConnected = 1302;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task RunAsync_ControllerThatNeverReads_IsGivenUpAndTheAgentStopsInTime()
    {
        await using var controller = await HostileController.StartAsync(async (_, answers, context) =>
        {
            await answers.WriteAsync(HostileController.Welcome);
            await HostileController.ForeverAsync(context);
        });
        await using var agent = new RunningLink("net-1", controller.Endpoint);
        agent.Start();
        await agent.Log.WaitAsync(Connected);
        using var enough = new CancellationTokenSource();
        var publishing = PublishAsync(agent.Queue, TimeSpan.FromMilliseconds(20), enough.Token);

        var line = await agent.Log.WaitAsync(NotConnected);

        Assert.Contains("it took no message for 5 s", line.Message, StringComparison.Ordinal);
        Assert.Equal(500, agent.Queue.Count);
        await agent.Log.WaitAsync(Connected, second => second != line && agent.Log.Of(Connected).Count() > 1);
        await StopsAsync(agent);
        await enough.CancelAsync();
        await publishing;
    }

    [Fact]
    public async Task RunAsync_ControllerThatFloodsWithQuestions_IsAnsweredAtABoundedRateAndStillToldChanges()
    {
        var (asked, beats, began) = (0, 0, 0L);
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var controller = await HostileController.StartAsync(async (agent, answers, context) =>
        {
            await answers.WriteAsync(HostileController.Welcome);
            began = TimeProvider.System.GetTimestamp();
            var flood = Task.Run(async () =>
            {
                while (!context.CancellationToken.IsCancellationRequested)
                {
                    await answers.WriteAsync(new ControllerMessage { Ask = new Ask() });
                    Interlocked.Increment(ref asked);
                }
            });
            while (await agent.MoveNext(context.CancellationToken))
            {
                if (agent.Current.BodyCase == AgentMessage.BodyOneofCase.Heartbeat)
                {
                    Interlocked.Increment(ref beats);
                }

                if (agent.Current.Changed?.RouterName == "edge-9" && Volatile.Read(ref beats) >= 10)
                {
                    changed.TrySetResult();
                }
            }

            await flood;
        });
        await using var agent = new RunningLink("net-1", controller.Endpoint);
        agent.Start();
        await agent.Log.WaitAsync(Connected);
        using var enough = new CancellationTokenSource();
        var publishing = PublishAsync(agent.Queue, TimeSpan.FromMilliseconds(20), enough.Token);
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(20), ControllerFixture.Cancellation);
        await enough.CancelAsync();
        await publishing;

        // Three kinds of windows: what is read, what waits in the agent, and what HTTP/2 lets through.
        var windows = 2 + (TimeProvider.System.GetElapsedTime(began) / TimeSpan.FromMilliseconds(100));
        Assert.InRange(Volatile.Read(ref beats), 10, windows);
        Assert.InRange(Volatile.Read(ref asked), 1, (windows * 256) + 50_000);
        await StopsAsync(agent);
        Assert.Equal(1, controller.Connections);
    }

    [Fact]
    public async Task RunAsync_ChangesFasterThanTheLink_LeaveRoomForHeartbeatsAndHistory()
    {
        var (beats, histories) = (0, 0);
        var enoughSeen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var controller = await HostileController.StartAsync(async (agent, answers, context) =>
        {
            var welcome = HostileController.Welcome.Clone();
            welcome.Welcome.HeartbeatInterval = Duration.FromTimeSpan(ControllerLinkOptions.ShortestHeartbeat);
            await answers.WriteAsync(welcome);
            while (await agent.MoveNext(context.CancellationToken))
            {
                beats += agent.Current.BodyCase == AgentMessage.BodyOneofCase.Heartbeat ? 1 : 0;
                histories += agent.Current.BodyCase == AgentMessage.BodyOneofCase.StateChanges ? 1 : 0;
                if (beats >= 10 && histories >= 10)
                {
                    enoughSeen.TrySetResult();
                }
            }
        });
        await using var agent = new RunningLink("net-1", controller.Endpoint);
        using var enough = new CancellationTokenSource();
        var publishing = PublishAsync(agent.Queue, TimeSpan.Zero, enough.Token);
        agent.Start();

        await enoughSeen.Task.WaitAsync(TimeSpan.FromSeconds(60), ControllerFixture.Cancellation);
        await enough.CancelAsync();
        await publishing;
        await StopsAsync(agent);
        Assert.Equal(1, controller.Connections);
    }

    [Fact]
    public async Task RunAsync_ControllerThatWelcomesAndCloses_IsTriedMoreAndMoreSeldom()
    {
        await using var controller = await HostileController.StartAsync((_, answers, _) => answers.WriteAsync(HostileController.Welcome));
        await using var agent = new RunningLink("net-1", controller.Endpoint);
        agent.Start();

        await UntilAsync(() => agent.Link.Status.FailedAttempts >= 3);

        Assert.InRange(controller.Connections, 3, 4);
        Assert.Contains("it closed the connection", agent.Link.Status.LastError, StringComparison.Ordinal);
        await UntilAsync(() => agent.Link.Status is { Connected: false, NextAttemptAt: not null, DisconnectedSince: not null });
        await StopsAsync(agent);
    }

    [Theory]
    [InlineData(long.MaxValue, int.MaxValue)]
    [InlineData(long.MinValue, 0)]
    [InlineData(0, 0)]
    public async Task RunAsync_AbsurdHeartbeatInterval_IsKeptWithinLimits(long seconds, int nanos)
    {
        var early = 0;
        await using var controller = await HostileController.StartAsync(async (agent, answers, context) =>
        {
            await answers.WriteAsync(new ControllerMessage
            {
                Welcome = new Welcome { Controller = "a\u001b[31m\nb", HeartbeatInterval = new Duration { Seconds = seconds, Nanos = nanos } },
            });
            while (await agent.MoveNext(context.CancellationToken))
            {
                early += agent.Current.BodyCase == AgentMessage.BodyOneofCase.Heartbeat ? 1 : 0;
            }
        });
        await using var agent = new RunningLink("net-1", controller.Endpoint);
        agent.Start();
        await agent.Log.WaitAsync(Connected);

        Assert.Equal("a?[31m?b", agent.Link.Status.Controller);
        var began = TimeProvider.System.GetTimestamp();
        await StopsAsync(agent);
        Assert.InRange(early, 0, 2 + (TimeProvider.System.GetElapsedTime(began) / TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public async Task RunAsync_MessagesOfAnUnknownKind_AreNoWelcomeAndIgnoredAfterIt()
    {
        // Field 15, of a protocol to come.
        var unknown = ControllerMessage.Parser.ParseFrom([0x7a, 0x02, 0x01, 0x02]);
        var welcomed = false;
        var beat = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var controller = await HostileController.StartAsync(async (agent, answers, context) =>
        {
            if (Interlocked.Exchange(ref welcomed, true))
            {
                await answers.WriteAsync(HostileController.Welcome);
            }

            for (var i = 0; i < 20; i++)
            {
                await answers.WriteAsync(unknown);
            }

            await answers.WriteAsync(new ControllerMessage { Ask = new Ask() });
            while (await agent.MoveNext(context.CancellationToken))
            {
                if (agent.Current.BodyCase == AgentMessage.BodyOneofCase.Heartbeat)
                {
                    beat.TrySetResult();
                }
            }
        });
        await using var agent = new RunningLink("net-1", controller.Endpoint);
        agent.Start();

        Assert.Contains("something else than a welcome", (await agent.Log.WaitAsync(NotConnected)).Message, StringComparison.Ordinal);
        await beat.Task.WaitAsync(TimeSpan.FromSeconds(20), ControllerFixture.Cancellation);
        Assert.True(agent.Link.Status.Connected);
    }

    [Fact]
    public async Task RunAsync_OversizedWelcome_IsALostControllerAndNothingElse()
    {
        await using var controller = await HostileController.StartAsync((_, answers, _) =>
            answers.WriteAsync(new ControllerMessage { Welcome = new Welcome { Controller = new string('x', 4 * 1024 * 1024) } }));
        await using var agent = new RunningLink("net-1", controller.Endpoint);
        agent.Start();

        var line = await agent.Log.WaitAsync(NotConnected);
        Assert.Contains("is lost", line.Message, StringComparison.Ordinal);
        Assert.True(line.Message.Length < 600, line.Message);
        await StopsAsync(agent);
    }

    [Fact]
    public async Task RunAsync_RejectionOfALiar_IsOneShortLine()
    {
        await using var controller = await HostileController.StartAsync((_, answers, _) =>
            answers.WriteAsync(new ControllerMessage { Rejected = new Rejected { Reason = string.Concat(Enumerable.Repeat("no\n\u0007", 10_000)) } }));
        await using var agent = new RunningLink("net-1", controller.Endpoint);
        agent.Start();

        var line = await agent.Log.WaitAsync(NotConnected);
        Assert.Contains("rejects this agent: no??no", line.Message, StringComparison.Ordinal);
        Assert.True(line.Message.Length < ProtocolLimits.LongestSentence + 300 && !line.Message.Any(char.IsControl), line.Message);
        await StopsAsync(agent);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("silence")]
    public async Task RunAsync_SomethingElseListens_IsSaidAndTheAgentStopsInTime(string what)
    {
        await using var files = new ControllerFixture();
        using var authority = new Authority(files.Directory, "ca");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var open = new ConcurrentBag<TcpClient>();
        var accepted = new SemaphoreSlim(0);
        var accepting = AcceptAsync(listener, open, accepted, what == "garbage");
        var endpoint = $"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        await using var agent = new RunningLink("net-1", authority.Issue("net-1"), endpoint);
        agent.Start();
        Assert.True(await accepted.WaitAsync(TimeSpan.FromSeconds(20), ControllerFixture.Cancellation));
        if (what == "garbage")
        {
            var line = await agent.Log.WaitAsync(NotConnected);
            Assert.Contains($"The controller at {endpoint}", line.Message, StringComparison.Ordinal);
        }

        await StopsAsync(agent);
        listener.Stop();
        await accepting;
        foreach (var client in open)
        {
            client.Dispose();
        }
    }

    private static async Task AcceptAsync(TcpListener listener, ConcurrentBag<TcpClient> open, SemaphoreSlim accepted, bool garbage)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(ControllerFixture.Cancellation);
                open.Add(client);
                if (garbage)
                {
                    await client.GetStream().WriteAsync(Enumerable.Range(0, 4096).Select(i => (byte)(i * 37)).ToArray(), ControllerFixture.Cancellation);
                }

                accepted.Release();
            }
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The test ends.
        }
    }

    // 500 replicas that change all the time, so that whoever does not read is soon full; without a pause faster than any link.
    private static Task PublishAsync(ReportQueue queue, TimeSpan pause, CancellationToken enough) => Task.Run(async () =>
    {
        var turns = new[] { VrrpState.Backup, VrrpState.Master }
            .Select(state => Enumerable.Range(0, 500).Select(i => Samples.Observation($"edge-{i}", "net-1", state)).ToArray()).ToArray();
        for (var turn = 0; !enough.IsCancellationRequested; turn++)
        {
            foreach (var observation in turns[turn % 2])
            {
                queue.Publish(observation);
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, TimeProvider.System, ControllerFixture.Cancellation);
            }
        }
    }, CancellationToken.None);

    private static async Task StopsAsync(RunningLink agent)
    {
        var began = TimeProvider.System.GetTimestamp();
        await agent.StopAsync();
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, Soon);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "not in time");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, ControllerFixture.Cancellation);
        }
    }
}
