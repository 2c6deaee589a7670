using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Grpc.Core;
using Keepone.Protocol.V1;

namespace Keepone.Agent.Reporting;

/// <summary>
/// What the controller says on one connection, read beside what the agent says. A controller that floods is read slowly: its own
/// stream holds it up, and the agent's processor time is bounded.
/// </summary>
internal sealed class LinkInbox
{
    /// <summary>
    /// The most messages that are read in a <see cref="Window"/>: a controller that asks for a node's 4096 replicas at once is heard
    /// within two seconds, and a flood costs a few percent of a processor.
    /// </summary>
    internal const int MostPerWindow = 256;

    /// <summary>The time for <see cref="MostPerWindow"/> messages.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    /// <summary>The most messages that wait: what the agent hears in one turn, between which it sends.</summary>
    internal const int MostWaiting = 16;

    private readonly Channel<ControllerMessage> _messages = Channel.CreateBounded<ControllerMessage>(MostWaiting);
    private readonly TimeProvider _time;

    internal LinkInbox(
        IAsyncStreamReader<ControllerMessage> stream, Func<Exception, bool, LinkException> explain, TimeProvider time, CancellationToken end)
    {
        _time = time;
        Reading = ReadAsync(stream, explain, end);
    }

    internal ChannelReader<ControllerMessage> Messages => _messages.Reader;

    /// <summary>Ends with the stream; never fails.</summary>
    internal Task Reading { get; }

    /// <summary>Why the stream ended; null: it goes on, or ended as it should.</summary>
    internal LinkException? Trouble { get; private set; }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends the stream, the one who waits for a message has to know.")]
    private async Task ReadAsync(
        IAsyncStreamReader<ControllerMessage> stream, Func<Exception, bool, LinkException> explain, CancellationToken end)
    {
        var welcomed = false;
        var (window, count) = (_time.GetTimestamp(), 0);
        try
        {
            while (await stream.MoveNext(end))
            {
                welcomed = true;
                await _messages.Writer.WriteAsync(stream.Current, end);
                var left = Window - _time.GetElapsedTime(window);
                if (++count >= MostPerWindow && left > TimeSpan.Zero)
                {
                    await Task.Delay(left, _time, end);
                    left = TimeSpan.Zero;
                }

                if (left <= TimeSpan.Zero)
                {
                    (window, count) = (_time.GetTimestamp(), 0);
                }
            }
        }
        catch (Exception error)
        {
            Trouble = explain(error, welcomed);
        }

        _messages.Writer.TryComplete();
    }
}
