using Keepone.Agent.Observing;
using Keepone.Core.Model;
using Keepone.Keepalived.Changes;
using Keepone.Protocol;

namespace Keepone.Agent.Supervision;

/// <summary>When a replica's keepalived reloads: what differs, whose turn it is, how long after the last reload, and whether it took.</summary>
internal sealed class ReloadControl(SteadyClock clock)
{
    /// <summary>How long after a reload its effect is looked for: 2.2.7 takes 10 to 40 ms.</summary>
    public static readonly TimeSpan EffectAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a reload may move addresses, and what is seen of them says nothing.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private (string? InForce, string Wanted, ChangePlan Plan)? _compared;
    private DateTimeOffset _wantedSince;
    private bool _repeated;

    /// <summary>Not to be reloaded before this.</summary>
    public DateTimeOffset? NotBefore { get; private set; }

    /// <summary>When the effect of the last reload is to be looked for; null: it was.</summary>
    public DateTimeOffset? CheckAt { get; private set; }

    /// <summary>What the last reload did not bring, also when it was repeated; null: nothing is known to be missing.</summary>
    public string? Missing { get; private set; }

    /// <summary>When the addresses that the last reload moved are where they belong.</summary>
    public DateTimeOffset? SettledAt { get; private set; }

    /// <summary>Whether a reload moves addresses just now.</summary>
    public bool IsSettling => clock.Now < SettledAt;

    /// <summary>Whether the effect of a reload is to be looked for now.</summary>
    public bool CheckDue => CheckAt <= clock.Now;

    /// <summary>What differs.</summary>
    /// <param name="inForce">The configuration in force; null: unknown.</param>
    /// <param name="wanted">The wanted one.</param>
    /// <returns>The differences.</returns>
    public ChangePlan Plan(string? inForce, string wanted)
    {
        if (_compared is not { } last || last.Wanted != wanted || last.InForce != inForce)
        {
            _wantedSince = _compared?.Wanted == wanted ? _wantedSince : clock.Now;
            _compared = last = (inForce, wanted, ChangePlanner.Compare(inForce ?? "", wanted));
        }

        return last.Plan;
    }

    /// <summary>What the replica waits for before it puts a change in force.</summary>
    /// <param name="plan">The change.</param>
    /// <param name="replica">The replica as it is wanted.</param>
    /// <param name="watch">What is seen of its namespace.</param>
    /// <returns>The reason; null: it is its turn.</returns>
    public string? WaitsFor(ChangePlan plan, Replica replica, NamespaceWatch watch) => plan.IsEmpty ? null : RollOut.WaitsFor(new RollOutFacts(
        plan,
        watch.VipPresent,
        watch.Wire.Read().Senders.Values.Any(heard => heard.Priority > 0),
        watch.Wire.Advertised is [var only] && only.Equals(replica.Router.Ha.Vip.Address),
        clock.Now - _wantedSince));

    /// <summary>keepalived was told to reload.</summary>
    /// <param name="replica">The replica.</param>
    public void Reloaded(Replica replica)
    {
        (_repeated, Missing) = (false, null);
        Told(replica);
    }

    /// <summary>A running keepalived was taken over: an earlier agent may have died between the write and the signal.</summary>
    /// <param name="missing">What it does not show of its configuration; null: nothing.</param>
    public void Adopted(string? missing) => (_repeated, CheckAt) = (false, missing is null ? null : clock.Now);

    /// <summary>keepalived was started: what it runs is what it read.</summary>
    public void Started() => (CheckAt, Missing, NotBefore) = (null, null, null);

    /// <summary>Takes what the look for the effect found.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="missing">What is missing; null: nothing.</param>
    /// <returns>Whether to tell keepalived once more. Not a third time, and no restart: that would surely cost the mastership.</returns>
    public bool Checked(Replica replica, string? missing)
    {
        (CheckAt, Missing) = (null, missing);
        if (missing is null || _repeated)
        {
            return false;
        }

        _repeated = true;
        Told(replica);
        return true;
    }

    private void Told(Replica replica)
    {
        var now = clock.Now;
        NotBefore = now + SupervisionRules.ReloadPause(replica.Router.AdvertInterval);
        CheckAt = now + EffectAfter;
        SettledAt = now + Settling;
    }
}
