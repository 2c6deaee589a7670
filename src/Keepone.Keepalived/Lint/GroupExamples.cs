namespace Keepone.Keepalived.Lint;

/// <summary>Files of a group's nodes, for examples.</summary>
internal static class GroupExamples
{
    internal static string File(string name = "VI_1", int id = 30, int priority = 100, string address = "192.0.2.10/24", string? lines = null) =>
        $$"""
        vrrp_instance {{name}} {
            interface eth0
            virtual_router_id {{id}}
            priority {{priority}}{{(lines is null ? "" : "\n    " + lines)}}
            virtual_ipaddress {
                {{address}}
            }
        }

        """;

    internal static string Unicast(string source, string peer) =>
        File(lines: $"unicast_src_ip {source}\n    unicast_peer {{\n        {peer}\n    }}");

    internal static string Checked(int priority, int weight, int? second = null) =>
        Script("web", "/usr/bin/curl -sf http://localhost/", weight) + (second is { } other ? Script("db", "/usr/bin/pg_isready -q", other) : "")
        + File(priority: priority, lines: $"track_script {{\n        web{(second is null ? "" : "\n        db")}\n    }}");

    private static string Script(string name, string command, int weight) =>
        $$"""
        vrrp_script {{name}} {
            script "{{command}}"
            interval 2
            timeout 1
            fall 3
            rise 2
            weight {{weight}}
        }

        """;
}
