using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model.Reading;

/// <summary>Reads <c>garp_*</c> of an instance, and <c>vrrp_garp_*</c> of all.</summary>
internal static class GarpReader
{
    internal static bool Knows(string keyword) => keyword is "garp_master_delay" or "garp_master_repeat" or "garp_master_refresh"
        or "garp_master_refresh_repeat" or "garp_lower_prio_delay" or "garp_lower_prio_repeat";

    /// <summary>Reads one.</summary>
    /// <param name="values">Reads values.</param>
    /// <param name="garp">What was read before.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="keyword">Its keyword without <c>vrrp_</c>.</param>
    internal static GratuitousArp Add(ValueReader values, GratuitousArp garp, Entry entry, string keyword) => keyword switch
    {
        "garp_master_delay" => garp with { MasterDelay = values.Seconds(entry, 0, ValueReader.MostSeconds) ?? garp.MasterDelay },
        "garp_master_repeat" => garp with { MasterRepeat = Repeat(values, entry) ?? garp.MasterRepeat },
        "garp_master_refresh" => garp with
        {
            MasterRefresh = values.Seconds(entry, 0, uint.MaxValue, "keepalived takes 0") ?? new Given<TimeSpan>(TimeSpan.Zero, entry.Place),
        },
        "garp_master_refresh_repeat" => garp with { MasterRefreshRepeat = Repeat(values, entry) ?? garp.MasterRefreshRepeat },
        "garp_lower_prio_delay" => garp with { LowerPriorityDelay = values.Seconds(entry, 0, ValueReader.MostSeconds) ?? garp.LowerPriorityDelay },
        _ => garp with { LowerPriorityRepeat = values.Whole(entry, 0, int.MaxValue) ?? garp.LowerPriorityRepeat },
    };

    private static Given<int>? Repeat(ValueReader values, Entry entry)
    {
        var repeat = values.Whole(entry, 0, uint.MaxValue);
        if (repeat is { Value: 0 })
        {
            values.Refuse(entry, 1, "a whole number from 1", "keepalived takes 1");
            return repeat with { Value = 1 };
        }

        return repeat;
    }
}
