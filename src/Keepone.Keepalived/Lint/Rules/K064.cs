namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K064() : LintRule(
    "K064", LintSeverity.Error, "Nodes with different authentication",
    why: "A node discards adverts whose type or password is not its own. Both are master.",
    remedy: "Use one auth_type and one auth_pass on all nodes, or none.",
    source: "vrrp_check_packet() of vrrp.c; RFC 2338 7.1")
{
    internal override LintExample Example { get; } = new(
        [GroupExamples.File(lines: "authentication {\n        auth_type PASS\n        auth_pass secret\n    }"), GroupExamples.File()], [GroupExamples.File(), GroupExamples.File()]);

    // The secret is compared and never printed. What is not in force does not count (K030).
    internal override IEnumerable<Finding> CheckGroup(LintedGroup group) =>
        from router in @group.Shared
        from pair in router.Differing(InForce)
        where pair is { Other.Version: 2, Reference.Version: 2 }
        let mine = InForce(pair.Other)
        let theirs = InForce(pair.Reference)
        select Found((pair.Other.Given.AuthenticationType?.Place).GetValueOrDefault(pair.Other.Place),
            (mine?.Type == theirs?.Type ? $"'{pair.Other.Name}' has another auth_pass than {pair.Reference.File.Name}"
                : $"'{pair.Other.Name}' has {mine?.Type ?? "no authentication"}, {pair.Reference.File.Name} has {theirs?.Type ?? "none"}") + ": they discard each other's adverts, and both are master",
            "Use the same on all nodes.");

    private static (string Type, string Secret)? InForce(InstanceView instance) =>
        instance.Version == 2 && !instance.IsStrict && instance.Given.AuthenticationType?.Value is { } type && instance.Given.AuthenticationSecret?.Value is { Length: > 0 } secret
            ? (type, secret.Length > 8 ? secret[..8] : secret) : null;
}
