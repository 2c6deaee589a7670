using Keepone.Core.Guard;
using Keepone.Core.Model;
using Duration = Google.Protobuf.WellKnownTypes.Duration;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Keepone.Protocol;

/// <summary>Says what is wrong with a message that claims to be an observation, the first thing found, in one sentence.</summary>
internal static class ObservationValidation
{
    private static readonly TimeSpan LongestAdvertInterval = TimeSpan.FromSeconds(255); // VRRPv2's field is a byte of seconds

    internal static string? Check(V1.Observation message, string node, out RouterId router)
    {
        if (!RouterId.TryParse(message.RouterId, out router))
        {
            return $"The observation's router id {Quote(message.RouterId)} is not a UUID.";
        }

        return Name(message.RouterName, "router name")
            ?? Name(message.Node, "node")
            ?? (message.Node == node ? null : $"The observation speaks for node {Quote(message.Node)}, but its sender is {Quote(node)}.")
            ?? Count(message.Replicas.Count, ProtocolLimits.MostReplicasPerRouter, "replicas")
            ?? First(message.Replicas, replica => Name(replica, "replica's node"))
            ?? (message.HasHaAddress ? Name(message.HaAddress, "HA address") : null)
            ?? Interval(message.AdvertInterval)
            ?? Time(message.Since, "since")
            ?? Time(message.At, "at")
            ?? Sentence(message.Reason, "reason")
            ?? Sentence(message.Supervision, "supervision")
            ?? Count(message.Disagreements.Count, ProtocolLimits.MostDisagreements, "disagreements")
            ?? First(message.Disagreements, sentence => Sentence(sentence, "disagreement"))
            ?? (message.Kernel is null ? Missing("kernel evidence") : null)
            ?? Keepalived(message.Keepalived)
            ?? Wire(message.Wire)
            ?? (message.Health is null ? Missing("health report") : Sentence(message.Health.Sentence, "health sentence") ?? Health(message.Health))
            ?? (message.Guard is null ? Missing("guard report") : Sentence(message.Guard.Sentence, "guard sentence") ?? Guard(message.Guard.View));
    }

    private static string? Keepalived(V1.KeepalivedEvidence? evidence) =>
        evidence is null ? Missing("evidence of keepalived")
        : evidence.HasVersion && evidence.Version.Length > ProtocolLimits.LongestName
            ? $"The observation's keepalived version has {evidence.Version.Length} characters, more than {ProtocolLimits.LongestName}."
            : null;

    private static string? Wire(V1.WireEvidence? evidence) =>
        evidence is null
            ? Missing("wire evidence")
            : Count(evidence.Heard.Count, ProtocolLimits.MostHeard, "senders heard")
                ?? First(evidence.Heard, heard => Name(heard.Source, "sender's address")
                    ?? (heard.HasNode ? Name(heard.Node, "sender's node") : null)
                    ?? (heard.Priority is >= 0 and <= 255 ? null : $"The observation's advertised priority {heard.Priority} is outside 0..255.")
                    ?? Time(heard.LastHeard, "last heard"));

    private static string? Health(V1.HealthReport health) =>
        Count(health.Checks.Count, ProtocolLimits.MostChecks, "checks")
            ?? First(health.Checks, check => Name(check.Name, "check's name")
                ?? Time(check.Since, "check since")
                ?? Sentence(check.Message, "check's message"))
            ?? Count(health.Orders.Count, ProtocolLimits.MostOrders, "orders")
            ?? First(health.Orders, order => Time(order.Until, "order until")
                ?? Time(order.GivenAt, "order given")
                ?? Sentence(order.By, "order's giver")
                ?? Sentence(order.Why, "order's reason")
                ?? (!order.HasRouterId || RouterId.TryParse(order.RouterId, out _)
                    ? null
                    : $"The observation's order is for router {Quote(order.RouterId)}, which is not a UUID."));

    private static string? Guard(V1.GuardView? view) =>
        view is null
            ? null
            : Time(view.Since, "guard since")
                ?? Sentence(view.Reason, "guard reason")
                ?? (view.HasTrouble ? Sentence(view.Trouble, "guard trouble") : null)
                ?? (view.HasHolder ? Name(view.Holder, "guard's holder") : null)
                ?? Lateness(view.Lateness)
                ?? Count(view.Voters.Count, VoterGroup.MostVoters, "voters")
                ?? First(view.Voters, voter => Name(voter.Name, "voter's name") ?? (voter.HasHolder ? Name(voter.Holder, "voter's holder") : null));

    private static string? Lateness(V1.GuardLateness? lateness) =>
        lateness is null || new[] { lateness.Worst, lateness.Assumed, lateness.Margin }.Any(span => !GuardMapping.IsSpan(span))
            ? "The observation's guard has no lateness, or one of more than an hour."
            : Sentence(lateness.Sentence, "guard's lateness");

    private static string? Interval(Duration? interval)
    {
        if (interval is null)
        {
            return Missing("advertisement interval");
        }

        // Compared as sent: converting a hostile duration throws.
        var valid = interval.Seconds is >= 0 and <= 255 && interval.Nanos is >= 0 and < 1_000_000_000
            && interval.ToTimeSpan() > TimeSpan.Zero && interval.ToTimeSpan() <= LongestAdvertInterval;
        return valid ? null : "The observation's advertisement interval is outside 0..255 seconds.";
    }

    private static string? Time(Timestamp? time, string what) =>
        StateChangeMapping.IsTime(time) ? null : $"The observation's time '{what}' is missing or outside the years 1 to 9999.";

    private static string? Name(string name, string what) =>
        name.Length is > 0 and <= ProtocolLimits.LongestName && !name.Any(char.IsControl)
            ? null
            : $"The observation's {what} {Quote(name)} is not a name of 1 to {ProtocolLimits.LongestName} printable characters.";

    private static string? Sentence(string sentence, string what) =>
        sentence.Length <= ProtocolLimits.LongestSentence
            ? null
            : $"The observation's {what} has {sentence.Length} characters, more than {ProtocolLimits.LongestSentence}.";

    private static string? Count(int count, int most, string what) =>
        count <= most ? null : $"The observation has {count} {what}, more than {most}.";

    private static string Missing(string what) => $"The observation has no {what}.";

    private static string? First<T>(IEnumerable<T> items, Func<T, string?> check) =>
        items.Select(check).FirstOrDefault(found => found is not null);

    private static string Quote(string text) => $"'{ForeignText.Line(text, 64)}'";
}
