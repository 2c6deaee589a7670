using System.Text;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K031() : LintRule(
    "K031", LintSeverity.Warning, "An auth_pass of more than eight characters",
    why: "An advert has room for eight. keepalived cuts the rest off: a password is weaker than it looks, and passwords that differ only later are the same.",
    remedy: "Write eight characters; they are sent in the clear in any case.",
    source: "vrrp_auth_pass_handler() of vrrp_parser.c; RFC 2338 5.3.6")
{
    private const int Longest = 8;

    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            authentication {
                auth_type PASS
                auth_pass correcthorse
            }
        }
        """,
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            authentication {
                auth_type PASS
                auth_pass corrhors
            }
        }
        """);

    // The secret is never printed: its length is all that counts.
    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from use in file.Model.Keywords
        where use.Path == "vrrp_instance/authentication/auth_pass"
        let length = Encoding.UTF8.GetByteCount(use.Entry.Value(1) ?? "")
        where length > Longest
        select Found(use.Entry.Place, $"auth_pass has {length} characters, of which the first {Longest} count",
            $"Write {Longest} characters, the same on all nodes.");
}
