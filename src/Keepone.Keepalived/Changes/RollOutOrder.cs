using System.Collections.Immutable;

namespace Keepone.Keepalived.Changes;

/// <summary>In which order somebody puts a change in force on all nodes of a group by hand. Pure.</summary>
/// <remarks>Agents do it by themselves and each for its own replica: <see cref="RollOut"/>, which rests on the same measurements.</remarks>
public static class RollOutOrder
{
    /// <summary>The steps.</summary>
    /// <param name="plan">What differs.</param>
    /// <returns>Sentences, in order; empty when nothing differs.</returns>
    public static ImmutableArray<string> For(ChangePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan switch
        {
            { IsEmpty: true } => [],
            { Class: ChangeClass.Hot } => ["Reload the nodes in any order: no state changes."],
            { Class: ChangeClass.StateResetting } =>
            [
                "Reload the backups, one after another.",
                "Reload the master last: it resigns, and a backup takes over after its skew; until then nobody is master.",
            ],
            { ChangesAdvertisedAddressesOnly: true, BackupsTrustTheirMaster: true } =>
            [
                "Reload the master first: its backups have skip_check_adv_addr and go on trusting it, whatever addresses its adverts name.",
                "Reload the backups then, one after another.",
            ],
            { ChangesAdvertisedAddressesOnly: true } =>
            [
                "Put skip_check_adv_addr into every instance and reload all nodes with only that: no state changes.",
                "Wait for one advert, so that the backups know their master.",
                "Reload the master with the new addresses: its backups go on trusting it.",
                "Reload the backups then, one after another.",
                "Or move the addresses to virtual_ipaddress_excluded, which no advert names: then every later change of them is without effect on the state.",
            ],
            _ =>
            [
                "Stop keepalived on the backups: until they are started again a failure of the master's node leaves nobody.",
                "Reload the master: where its instance is made again it resigns, and is master again after a master-down interval.",
                "Start the backups with the new configuration.",
                "In any other order the two halves of the group do not hear each other, and each has a master of its own.",
            ],
        };
    }
}
