using System.Net;
using Keepone.Core.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Import;

/// <summary>A router specification in the making.</summary>
internal sealed class RouterDraft
{
    /// <summary>The HA interface.</summary>
    internal required string Interface { get; init; }

    /// <summary>The first address on it.</summary>
    internal IpPrefix? Vip { get; set; }

    /// <summary>Addresses of other interfaces, in order.</summary>
    internal List<(string Interface, IpPrefix Address)> Addresses { get; } = [];

    /// <summary>The next hop of the default route, and its interface where that is given.</summary>
    internal (IPAddress Via, string? Interface, Entry Entry)? Default { get; set; }

    /// <summary>Static routes, with the lines that they came from.</summary>
    internal List<(RouteSpecification Route, Entry Entry)> Routes { get; } = [];

    /// <summary>Checks.</summary>
    internal List<CheckSpecification> Checks { get; } = [];
}

/// <summary>Something that a line says, in a form in which lines of several nodes can be compared.</summary>
/// <param name="Key">What it says.</param>
/// <param name="Entry">The line.</param>
/// <param name="Outcome">What becomes of it, when all nodes say the same.</param>
/// <param name="Sentence">What it becomes.</param>
/// <param name="Apply">Puts it into a specification; null where nothing is to be put.</param>
internal sealed record Fact(string Key, Entry Entry, ImportOutcome Outcome, string Sentence, Action<RouterDraft>? Apply = null)
{
    /// <summary>A line that is lost whatever other nodes say.</summary>
    internal static Fact Lost(Entry entry, string why) => new("", entry, ImportOutcome.Lost, why);

    /// <summary>A line that needs no other.</summary>
    internal static Fact Implied(Entry entry, string why) => new("", entry, ImportOutcome.Implied, why);

    /// <summary>A line that is done otherwise.</summary>
    internal static Fact Changed(Entry entry, string how) => new("", entry, ImportOutcome.Changed, how);
}
