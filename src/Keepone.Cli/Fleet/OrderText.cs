using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Cli.Fleet;

/// <summary>How orders and checks are written in a cell of a table.</summary>
internal static class OrderText
{
    /// <summary>An order: until when, by whom and why.</summary>
    /// <param name="order">The order.</param>
    public static string Of(OperatorOrder order)
    {
        var what = order.Kind == OrderKind.Maintenance ? "maintenance" : "gives way";
        return $"{what} until {order.Until.ToLocalTime():yyyy-MM-dd HH:mm:ss}, by order of {order.By}{(order.Why.Length > 0 ? $": {order.Why}" : "")}";
    }

    /// <summary>A check: its verdict, and what is special about it.</summary>
    /// <param name="check">The check.</param>
    public static string Verdict(CheckReport check) => check switch
    {
        { Broken: true } => $"{check.Verdict}, broken",
        { Held: true } => $"{check.Verdict}, held by damping",
        { Outcome: null } => $"{check.Verdict}, not run yet",
        _ => $"{check.Verdict}",
    };
}
