using System.Reflection;
using Keepone.Core.Guard;

namespace Keepone.Simulation.Tests;

/// <summary>The protocol without one of its rules, each.</summary>
internal static class Mutants
{
    public static IEnumerable<string> Names => typeof(GuardRules).GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(property => property.PropertyType == typeof(bool)).Select(property => property.Name);

    public static GuardRules Without(string rule)
    {
        var rules = new GuardRules();
        (typeof(GuardRules).GetProperty(rule) ?? throw new ArgumentException($"There is no rule {rule}.", nameof(rule)))
            .SetValue(rules, value: false);
        return rules;
    }
}
