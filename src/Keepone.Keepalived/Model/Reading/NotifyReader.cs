using System.Collections.Immutable;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model.Reading;

/// <summary>Reads scripts that are run when a state changes: of each kind, the first one counts.</summary>
internal static class NotifyReader
{
    private static readonly string[] Kinds =
        ["notify", "notify_master", "notify_backup", "notify_fault", "notify_stop", "notify_deleted", "notify_master_rx_lower_pri"];

    /// <summary>Reads an entry that may be one.</summary>
    /// <param name="values">Reads values.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="before">Those that were read before.</param>
    /// <returns>Whether it is one; and it, when it counts.</returns>
    internal static (bool Is, NotifyScript? Script) Read(ValueReader values, Entry entry, ImmutableArray<NotifyScript> before)
    {
        // Without a script, notify_deleted is a mere switch.
        if (!Kinds.Contains(entry.Keyword) || (entry.Keyword == "notify_deleted" && entry.Value(1) is null))
        {
            return (false, null);
        }

        if (before.Any(script => script.Keyword == entry.Keyword))
        {
            values.Complain(entry.Place, $"{entry.Keyword} is given already: keepalived ignores the second one");
            return (true, null);
        }

        return (true, values.Command(entry, mayHaveUser: true) is { } line ? new NotifyScript(entry.Keyword, line.Command, line.User, entry) : null);
    }
}
