using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Lint;

/// <summary>What a rule found.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Message">What was found, with its numbers, and why it hurts.</param>
/// <param name="Remedy">What to do, for this one.</param>
public sealed record Finding(LintRule Rule, Place Place, string Message, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Place.File}:{Place.Line}: {Rule.Severity.ToString().ToLowerInvariant()} {Rule.Id}: {Message}";
}
