namespace Keepone.Keepalived.Changes;

/// <summary>What a replica knows when it asks whether it is its turn to reload.</summary>
/// <param name="Plan">What differs.</param>
/// <param name="IsMaster">Whether it is master.</param>
/// <param name="MasterHeard">Whether it hears another master.</param>
/// <param name="MasterNamesWanted">Whether that one's adverts name the wanted addresses.</param>
/// <param name="Waited">How long it has known what is wanted.</param>
public sealed record RollOutFacts(ChangePlan Plan, bool IsMaster, bool MasterHeard, bool MasterNamesWanted, TimeSpan Waited);

/// <summary>
/// In which order the replicas of a router put a change in force. Pure. Each agent decides for its own replica by what it hears: there is
/// nobody in the failover path to ask.
/// </summary>
/// <remarks>
/// The addresses that adverts name, tried with 2.2.7 on three nodes, 3 s between the reloads at adverts of 300 ms. A backup that
/// reloads first drops the master's adverts, takes over after three of them, and both are masters until the master reloads: with and
/// without <c>skip_check_adv_addr</c>, because a reload forgets whom it trusted. When the master reloads first, every backup does the
/// same, unless it has <c>skip_check_adv_addr</c>: then it goes on trusting the sender that it knows, and reloads whenever it likes
/// after that. So every configuration has that keyword, the master goes first, and a backup follows when the master's adverts name what
/// it wants: one master throughout, however far apart.
/// </remarks>
public static class RollOut
{
    /// <summary>
    /// How long a master leaves the others time to go before it: agents look at their specifications every 10 s when they missed a sign
    /// of change, so by then all that have the file have reloaded.
    /// </summary>
    public static readonly TimeSpan MasterWaits = TimeSpan.FromSeconds(12);

    /// <summary>What a replica waits for before it reloads.</summary>
    /// <param name="facts">What it knows.</param>
    /// <returns>The reason, in one sentence; null: it is its turn.</returns>
    public static string? WaitsFor(RollOutFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts switch
        {
            { Plan.ChangesAdvertisedAddressesOnly: true, IsMaster: false, MasterHeard: true, MasterNamesWanted: false } =>
                "the master goes first, because adverts that name other addresses are dropped; this replica follows when it hears the new ones",
            { Plan.Class: ChangeClass.StateResetting, IsMaster: true } when facts.Waited < MasterWaits =>
                $"it would resign, so the backups go first; it follows {MasterWaits.TotalSeconds} s after the change",
            _ => null,
        };
    }
}
