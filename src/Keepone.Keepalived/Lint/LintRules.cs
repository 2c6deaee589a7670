using System.Collections.Frozen;
using System.Collections.Immutable;
using Keepone.Keepalived.Lint.Rules;

namespace Keepone.Keepalived.Lint;

/// <summary>Every rule: a new one is added here. A name is never given again.</summary>
public static class LintRules
{
    /// <summary>The rules, by name.</summary>
    public static ImmutableArray<LintRule> All { get; } =
    [
        // The text.
        new K001(), new K002(), new K003(), new K004(), new K005(), new K006(), new K007(),

        // Instances and what they name.
        new K008(), new K009(), new K010(), new K011(), new K012(), new K013(), new K014(), new K015(), new K016(), new K017(), new K018(),

        // The election.
        new K019(), new K020(), new K021(), new K022(), new K023(), new K024(), new K025(), new K026(), new K027(), new K028(), new K029(), new K030(),
        new K031(), new K032(), new K033(), new K034(), new K035(), new K036(), new K037(),

        // Scripts.
        new K038(), new K039(), new K040(), new K041(), new K042(), new K043(), new K044(), new K045(), new K046(), new K047(), new K048(), new K049(),

        // What some versions do, and the rest.
        new K050(), new K051(), new K052(), new K053(), new K054(), new K055(),

        // What must agree between the nodes of a group, and what must differ.
        new K060(), new K061(), new K062(), new K063(), new K064(), new K065(), new K066(), new K067(), new K068(), new K069(), new K070(), new K071(),
        new K072(), new K073(),
    ];

    private static readonly FrozenDictionary<string, LintRule> ById = All.ToFrozenDictionary(rule => rule.Id, StringComparer.Ordinal);

    /// <summary>Finds a rule.</summary>
    /// <param name="id">Its name.</param>
    /// <returns>The rule; null when there is none of that name.</returns>
    public static LintRule? Find(string id) => ById.GetValueOrDefault(id);
}
