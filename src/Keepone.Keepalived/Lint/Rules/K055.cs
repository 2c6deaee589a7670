namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K055() : LintRule(
    "K055", LintSeverity.Error, "A switch that this version does not switch off",
    why: "Some keywords take `true` or `false` in one version and look at nothing that follows them in another: `vrrp_strict false` switches strict mode on before 2.3.0, and `skip_check_adv_addr off` in an instance "
        + "switches it on since 2.2.5.",
    remedy: "Leave the line out to have it off.",
    source: "vrrp_strict_handler() of global_parser.c before 2.3.0, vrrp_skip_check_adv_addr_handler() of vrrp_parser.c since 2.2.5")
{
    private static readonly KeepalivedVersion Always = new(0, 0, 0);
    private static readonly KeepalivedVersion Never = new(int.MaxValue, 0, 0);

    // From, and before which version, the value is not looked at.
    private static readonly (string Path, KeepalivedVersion From, KeepalivedVersion Before)[] Blind =
    [
        ("global_defs/vrrp_strict", Always, new(2, 3, 0)),
        ("global_defs/vrrp_skip_check_adv_addr", Always, new(2, 3, 0)),
        ("vrrp_instance/skip_check_adv_addr", new(2, 2, 5), Never),
    ];

    internal override LintExample Example { get; } = new(
        """
        global_defs {
            vrrp_strict false
        }
        """,
        """
        global_defs {
            router_id a
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        var blind = Blind.Where(item => file.Version >= item.From && file.Version < item.Before).Select(item => item.Path).ToHashSet(StringComparer.Ordinal);
        return from use in file.Model.Keywords
               where blind.Contains(use.Path) && use.Entry.Value(1) is ("false" or "off" or "no")
               select Found(use.Entry.Place, $"`{use.Entry.Keyword} {use.Entry.Value(1)}` switches it on: keepalived {file.Version} does not look at what follows", "Remove the line.");
    }
}
