using Keepone.Core.Guard;
using Keepone.Core.Model;
using Duration = Google.Protobuf.WellKnownTypes.Duration;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Keepone.Protocol;

/// <summary>Turns what is told of a guard into its message and back. <see cref="ObservationValidation"/> has looked at it before.</summary>
internal static class GuardMapping
{
    private const long MostSeconds = 3600;

    internal static V1.GuardReport ToMessage(GuardReport report)
    {
        var message = new V1.GuardReport { Mode = ToMessage(report.Mode), Active = report.Active, Sentence = Clip(report.Sentence) };
        if (report.Quorum is { } quorum)
        {
            message.Quorum = quorum;
        }

        if (report.View is { } view)
        {
            message.View = ToMessage(view);
        }

        return message;
    }

    internal static GuardReport FromMessage(V1.GuardReport message) =>
        new(FromMessage(message.Mode), message.Active, message.HasQuorum ? message.Quorum : null, message.Sentence)
        {
            View = message.View is { } view ? FromMessage(view) : null,
        };

    /// <summary>Whether a span converts, and makes sense as a lateness or a margin.</summary>
    internal static bool IsSpan(Duration? span) =>
        span is not null && span.Seconds is >= -MostSeconds and <= MostSeconds && span.Nanos is > -1_000_000_000 and < 1_000_000_000
        && (span.Seconds == 0 || span.Nanos == 0 || span.Seconds < 0 == span.Nanos < 0);

    private static V1.GuardView ToMessage(GuardView view)
    {
        var message = new V1.GuardView
        {
            Standing = (V1.GuardStanding)(int)view.Standing,
            Role = (V1.GuardRole)(int)view.Role,
            Votes = view.Votes,
            Needed = view.Needed,
            Stopped = view.IsStopped,
            Reason = Clip(view.Reason),
            Since = Timestamp.FromDateTimeOffset(view.Since),
            Lateness = new V1.GuardLateness
            {
                Worst = ToMessage(view.Lateness.Worst),
                Assumed = ToMessage(view.Lateness.Assumed),
                Margin = ToMessage(view.Lateness.Margin),
                Sentence = Clip(view.Lateness.Sentence),
            },
        };
        if (view.Trouble is { } trouble)
        {
            message.Trouble = Clip(trouble);
        }

        if (view.Holder is { } holder)
        {
            message.Holder = holder;
        }

        message.Voters.AddRange(view.Voters.Take(VoterGroup.MostVoters).Select(ToMessage));
        return message;
    }

    private static GuardView FromMessage(V1.GuardView message) => new()
    {
        // What a newer agent knows and this controller does not is not taken for a guard in force.
        Standing = Known((GuardStanding)(int)message.Standing, GuardStanding.Off),
        Trouble = message.HasTrouble ? message.Trouble : null,
        Role = FromMessage(message.Role),
        Votes = message.Votes,
        Needed = message.Needed,
        Holder = message.HasHolder ? message.Holder : null,
        IsStopped = message.Stopped,
        Reason = message.Reason,
        Since = message.Since.ToDateTimeOffset(),
        Lateness = new GuardLateness(
            message.Lateness.Worst.ToTimeSpan(), message.Lateness.Assumed.ToTimeSpan(), message.Lateness.Margin.ToTimeSpan(), message.Lateness.Sentence),
        Voters = [.. message.Voters.Select(FromMessage)],
    };

    private static V1.GuardVoter ToMessage(GuardVoterView voter)
    {
        var message = new V1.GuardVoter
        {
            Name = voter.Name,
            Witness = voter.IsWitness,
            Self = voter.IsSelf,
            Heard = voter.IsHeard,
            HearsThis = voter.HearsThis,
            Role = (V1.GuardRole)(int)voter.Role,
            Priority = voter.Priority,
        };
        if (voter.Holder is { } holder)
        {
            message.Holder = holder;
        }

        return message;
    }

    private static GuardVoterView FromMessage(V1.GuardVoter message) => new(
        message.Name, message.Witness, message.Self, message.Heard, message.HearsThis, FromMessage(message.Role), message.Priority,
        message.HasHolder ? message.Holder : null);

    private static GuardRole FromMessage(V1.GuardRole role) => (int)role is >= 0 and <= (int)GuardRole.Stopping ? (GuardRole)(byte)role : GuardRole.Neutral;

    private static Duration ToMessage(TimeSpan span) => Duration.FromTimeSpan(
        TimeSpan.FromTicks(Math.Clamp(span.Ticks, -MostSeconds * TimeSpan.TicksPerSecond, MostSeconds * TimeSpan.TicksPerSecond)));

    private static T Known<T>(T value, T otherwise)
        where T : struct, Enum => Enum.IsDefined(value) ? value : otherwise;

    private static V1.GuardMode ToMessage(GuardMode mode) => mode switch
    {
        GuardMode.Promise => V1.GuardMode.Promise,
        GuardMode.Reachability => V1.GuardMode.Reachability,
        _ => V1.GuardMode.Off,
    };

    private static GuardMode FromMessage(V1.GuardMode mode) => mode switch
    {
        V1.GuardMode.Promise => GuardMode.Promise,
        V1.GuardMode.Reachability => GuardMode.Reachability,
        _ => GuardMode.Off,
    };

    private static string Clip(string sentence) => ForeignText.Clip(sentence, ProtocolLimits.LongestSentence);
}
