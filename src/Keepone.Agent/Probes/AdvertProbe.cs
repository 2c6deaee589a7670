using Keepone.Agent.Checks;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary><c>advert</c>: whether a backup hears a master, and a master none. What is heard is known already; nothing is sent.</summary>
/// <param name="services">What all probes share.</param>
internal sealed class AdvertProbe(ProbeServices services) : Probe(services)
{
    /// <summary>How many intervals the master before may still be heard: its last advert may be an interval old, and one may be late.</summary>
    public const int HandOver = 2;

    /// <summary>Judges what was heard. Pure.</summary>
    /// <param name="facts">What is known of the replica.</param>
    /// <param name="now">The steady time.</param>
    /// <returns>The outcome and what was found.</returns>
    public static (CheckOutcome Outcome, string Message) Judge(CheckFacts facts, TimeSpan now)
    {
        var interval = facts.Replica.Router.AdvertInterval;
        var limit = VrrpTiming.MasterDown(Math.Clamp(facts.Priority, 1, byte.MaxValue), interval);
        var age = now - facts.AdvertHeardAt;
        if (facts.IsMaster)
        {
            return facts.AdvertHeardAt > facts.Since + (HandOver * interval) && age <= limit
                ? (CheckOutcome.Fail, $"another master's advert was heard {Text(age.Value)} ago, {Text(now - facts.Since)} after this replica became master")
                : (CheckOutcome.Pass, "no other master is heard");
        }

        if (age <= limit)
        {
            return (CheckOutcome.Pass, "the master's adverts are heard");
        }

        return now - facts.Since <= limit
            ? (CheckOutcome.Pass, $"no advert was heard yet, for {Text(now - facts.Since)}")
            : (CheckOutcome.Fail, age is { } silence ? $"no advert was heard for {Text(silence)}" : "no advert was ever heard");
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    /// <inheritdoc/>
    protected override void Start(CheckFacts facts)
    {
        var (outcome, message) = Judge(facts, BootClock.Now);
        End(outcome, message);
    }

    /// <inheritdoc/>
    protected override string Stop() => "it was not asked";

    private static string Text(TimeSpan span) => Duration.Format(TimeSpan.FromMilliseconds(Math.Max(0, Math.Round(span.TotalMilliseconds))));
}
