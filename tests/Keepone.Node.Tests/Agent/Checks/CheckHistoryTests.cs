using System.Collections.Immutable;
using System.Net;
using Keepone.Agent.Checks;
using Keepone.Core.Health;
using Keepone.Core.Health.History;
using Keepone.Core.Model;
using Keepone.Node.Tests.Linux;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keepone.Node.Tests.Agent.Checks;

public sealed class CheckHistoryTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    private static readonly CheckSpecification Check = new() { Name = "uplink", Probe = "ping", Interval = Second, Timeout = Second / 2 };

    private static readonly RouterSpecification Router = new()
    {
        Id = RouterId.FromName("edge-1"),
        Name = "edge-1",
        Vrid = 7,
        AdvertInterval = Second,
        Replicas = ["net-1", "net-2"],
        Ha = new HaSpecification { Network = "ha-a", Interface = "ha0", Vip = new IpPrefix(IPAddress.Parse("169.254.0.7"), 24) },
        Checks = [Check],
    };

    // P pass, F fail, each a second after the one before; +N: N seconds pass; S: it turned sick.
    [Theory]
    [InlineData("P P P", "Pass x3 0-2")]
    [InlineData("P P F F F S F P", "Pass x2 0-1", "Fail x3 2-4", "Sickened 4", "Fail x1 5-5", "Pass x1 6-6")]
    [InlineData("P P +2 P", "Pass x3 0-3")] // one that was late
    [InlineData("P P +3 P", "Pass x2 0-1", "Pass x1 4-4")] // a gap
    [InlineData("F G", "Fail x1 0-0", "Fail x1 1-1")] // another message
    [InlineData("P Q", "Pass x2 0-1")] // of a pass it does not matter
    public async Task Note_Outcomes_AreOneRecordWhileTheyAreEqual(string outcomes, params string[] records)
    {
        var at = Noon;
        var written = await WriteAsync(track =>
        {
            foreach (var word in outcomes.Split(' '))
            {
                switch (word)
                {
                    case ['+', .. var seconds]:
                        at += (int.Parse(seconds) - 1) * Second;
                        break;
                    case "S":
                        track.Note(CheckChange.Sickened, "check uplink failed", at - Second);
                        break;
                    default:
                        track.Note(Result(word[0]), at);
                        at += Second;
                        break;
                }
            }
        });

        Assert.Equal(records, written.Select(Text));
    }

    [Fact]
    public async Task Note_TheFirstOutcome_SaysThatNothingIsKnownOfBefore()
    {
        var written = await WriteAsync(track =>
        {
            track.Note(Result('P'), Noon);
            track.Note(Result('F'), Noon + Second);
        });

        Assert.Equal([true, false], written.Select(record => record.Run!.Starts));
        Assert.Equal(("edge-1", "net-2", "uplink"), (written[0].Name, written[0].Node, written[0].Check));
        Assert.Equal(CheckSettings.Of(Check, Router, "net-2"), written[0].Settings);
    }

    [Fact]
    public async Task Note_ARun_KeepsTheSlowestAndTheLastMessage()
    {
        var written = await WriteAsync(track =>
        {
            track.Note(new CheckResult(CheckOutcome.Pass, "answered in 3 ms", 3 * Second), Noon);
            track.Note(new CheckResult(CheckOutcome.Pass, "answered in 9 ms", 9 * Second), Noon + Second);
            track.Note(new CheckResult(CheckOutcome.Pass, "answered in 1 ms", Second), Noon + (2 * Second));
        });

        Assert.Equal((9 * Second, "answered in 1 ms"), (Assert.Single(written).Run!.Slowest, written[0].Run!.Message));
    }

    [Fact]
    public async Task Note_FailuresThatGoOn_AreWrittenEachMinute()
    {
        var written = await WriteAsync(track => Repeat(track, 'F', 181));

        Assert.Equal(["Fail x60 0-59", "Fail x60 60-119", "Fail x60 120-179", "Fail x1 180-180"], written.Select(Text));
        Assert.Equal("Fail x181 0-180", Text(Assert.Single(CheckTimeline.Of(written))));
    }

    [Fact]
    public async Task Note_PassesThatGoOn_AreWrittenAfterAMinuteAndThenEachTenth()
    {
        var written = await WriteAsync(track => Repeat(track, 'P', 1300));

        Assert.Equal(["Pass x60 0-59", "Pass x600 60-659", "Pass x600 660-1259", "Pass x40 1260-1299"], written.Select(Text));
        Assert.Equal("Pass x1300 0-1299", Text(Assert.Single(CheckTimeline.Of(written))));
    }

    [Fact]
    public async Task Note_ACheckThatRunsSeldom_IsWrittenAtOnce()
    {
        using var directory = new TestDirectory();
        await using var history = new CheckHistory(directory.Root, TimeProvider.System, NullLogger.Instance);
        using var track = history.Track(Router, "net-2", Check with { Interval = CheckHistory.Flush });

        track.Note(Result('P'), Noon);

        Assert.Equal("Pass x1 0-0", Text(Assert.Single(await LinesAsync(directory.PathOf("checks.jsonl"), 1))));
    }

    [Fact]
    public async Task Note_AnOutcomeThatRepeats_AllocatesNothing()
    {
        using var directory = new TestDirectory();
        await using var history = new CheckHistory(directory.Root, TimeProvider.System, NullLogger.Instance);
        using var track = history.Track(Router, "net-2", Check);
        var (result, at) = (Result('P'), Noon);
        track.Note(result, at);
        track.Note(result, at);

        const int Count = 10_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Count; i++)
        {
            track.Note(result, at += TimeSpan.FromMilliseconds(5));
        }

        // The smallest object has 24 bytes; the runtime itself may have made a few while it compiled.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Count);
    }

    [Fact]
    public async Task Note_ADiskThatHangs_CostsHistoryAndNoTime()
    {
        using var hang = new ManualResetEventSlim();
        var (entered, written) = (new TaskCompletionSource(), 0L);
        var history = new CheckHistory(
            lines =>
            {
                entered.TrySetResult();
                hang.Wait(TestContext.Current.CancellationToken);
                written += lines.Count((byte)'\n');
            },
            "checks.jsonl", TimeProvider.System, NullLogger.Instance);
        using var track = history.Track(Router, "net-2", Check);

        // The writer hangs with the first one in its hands; then the queue fills.
        track.Note(CheckChange.Sickened, "0", Noon);
        await entered.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        const int More = CheckHistory.LongestQueue + 100;
        for (var i = 0; i < More; i++)
        {
            track.Note(CheckChange.Sickened, "check uplink failed", Noon);
        }

        Assert.Equal(100, history.Lost);
        hang.Set();
        await history.DisposeAsync();
        Assert.Equal(1 + CheckHistory.LongestQueue, written);
    }

    [Fact]
    public async Task Note_ADiskThatIsFull_CountsWhatIsLostAndTriesAgain()
    {
        var (writes, written) = (0, 0L);
        var first = new TaskCompletionSource();
        var history = new CheckHistory(
            lines =>
            {
                if (Interlocked.Increment(ref writes) == 1)
                {
                    first.SetResult();
                    throw new IOException("No space left on device");
                }

                written += lines.Count((byte)'\n');
            },
            "checks.jsonl", TimeProvider.System, NullLogger.Instance);
        using (var track = history.Track(Router, "net-2", Check))
        {
            track.Note(CheckChange.Sickened, "check uplink failed", Noon);
            await first.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
            track.Note(CheckChange.Recovered, "check uplink passed", Noon);
        }

        await history.DisposeAsync();
        Assert.Equal((1, 1), (history.Lost, written));
    }

    [Fact]
    public async Task Note_TextOfAScript_IsOneShortLine()
    {
        var written = await WriteAsync(track => track.Note(new CheckResult(CheckOutcome.Fail, "a\nb" + new string('x', 1000), default), Noon));

        var message = Assert.Single(written).Run!.Message;
        Assert.StartsWith("a?b", message, StringComparison.Ordinal);
        Assert.Equal(CheckResult.LongestMessage, message.Length);
    }

    private static void Repeat(CheckTrack track, char letter, int count)
    {
        for (var i = 0; i < count; i++)
        {
            track.Note(Result(letter), Noon + (i * Second));
        }
    }

    private static async Task<IReadOnlyList<CheckRecord>> WriteAsync(Action<CheckTrack> note)
    {
        using var directory = new TestDirectory();
        await using (var history = new CheckHistory(directory.Root, TimeProvider.System, NullLogger.Instance))
        {
            using var track = history.Track(Router, "net-2", Check);
            note(track);
        }

        return Read(await File.ReadAllTextAsync(directory.PathOf("checks.jsonl"), TestContext.Current.CancellationToken));
    }

    private static async Task<IReadOnlyList<CheckRecord>> LinesAsync(string path, int count)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(Deadline);
        while (true)
        {
            var text = File.Exists(path) ? await File.ReadAllTextAsync(path, stop.Token) : "";
            if (text.Count(letter => letter == '\n') >= count)
            {
                return Read(text);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, stop.Token);
        }
    }

    private static ImmutableArray<CheckRecord> Read(string text)
    {
        var reading = CheckHistoryReader.Read(text.Split('\n'), "checks.jsonl");
        Assert.Empty(reading.Bad);
        return reading.Records;
    }

    private static string Text(CheckRecord record) => record switch
    {
        { Run: { } run } => $"{run.Outcome} x{run.Count} {(run.First - Noon).TotalSeconds}-{(run.Last - Noon).TotalSeconds}",
        _ => $"{record.Change!.Change} {(record.Change.At - Noon).TotalSeconds}",
    };

    private static CheckResult Result(char letter) => letter switch
    {
        'P' => new(CheckOutcome.Pass, "fine", default),
        'Q' => new(CheckOutcome.Pass, "fine too", default),
        'F' => new(CheckOutcome.Fail, "no answer", default),
        _ => new(CheckOutcome.Fail, "no route", default),
    };
}
