using System.Globalization;
using System.Text.Json.Nodes;

namespace Keepone.Keepalived.Tests.Neutron;

/// <summary>
/// Routers by chance, the same ones for the same seed, as questions to oracle.py: every branch of the generator, and addresses from so few
/// that they often meet.
/// </summary>
internal sealed class RandomRouters(int seed)
{
    private static readonly string[] OddAddresses =
        ["fe80::5efe:c000:201", "::ffff:c000:201", "::ffff:0:c000:201", "::192.0.2.1", "2001:db8::", "2001:DB8:0:0:1::1", "::ffff:0:1"];

    private readonly Random _random = new(seed);

    /// <summary>A router with the agent that describes it.</summary>
    /// <param name="isPlain">Whether it is as routers of a cloud are: nothing that Neutron refuses, and nothing odd.</param>
    public JsonObject Next(bool isPlain = false)
    {
        var router = new JsonObject
        {
            ["id"] = Id(),
            ["ha"] = true,
            ["ha_vr_id"] = _random.Next(1, 256),
            ["_ha_state"] = "standby",
            ["_ha_interface"] = HaPort(isPlain),
        };
        // Some keys are sometimes not sent.
        Maybe(router, "_interfaces", isPlain, () => Many(isPlain ? 2 : 0, 5, () => Port(isPlain)));
        Maybe(router, "gw_port", isPlain, () => isPlain || Chance(80) ? Gateway(isPlain) : Chance(50) ? null : new JsonObject());
        Maybe(router, "_floatingips", isPlain, () => Many(0, isPlain ? 20 : 5, () => new JsonObject { ["floating_ip_address"] = External() }));
        Maybe(router, "routes", isPlain, () => Many(0, 4, () => new JsonObject
        {
            ["destination"] = string.Create(CultureInfo.InvariantCulture, $"172.16.{_random.Next(4)}.0/24"),
            ["nexthop"] = Internal(),
        }));
        if (!isPlain && Chance(5))
        {
            router["priority"] = _random.Next(1, 256);
        }

        return new JsonObject { ["router"] = router, ["agent"] = Agent(isPlain), ["release"] = Chance(50) ? "21.0.0" : "master" };
    }

    private JsonObject Agent(bool isPlain)
    {
        var agent = new JsonObject();
        Maybe(agent, "advert_int", isPlain, () => _random.Next(1, 4));
        Maybe(agent, "auth_type", isPlain, () => Chance(isPlain ? 0 : 30) ? "AH" : "PASS");
        Maybe(agent, "auth_password", isPlain, () => Chance(isPlain ? 0 : 30) ? "" : "secret12");
        Maybe(agent, "health_check_interval", isPlain, () => Chance(isPlain ? 0 : 30) ? 0 : _random.Next(1, 31));
        Maybe(agent, "use_ipv6", isPlain, () => isPlain || Chance(80));
        Maybe(agent, "ipv6_gateway", isPlain, () => isPlain || Chance(50) ? "" : Pick("fe80::1", "192.0.2.1", "2001:DB8::FE"));
        Maybe(agent, "no_track", isPlain, () => isPlain || Chance(70));
        return agent;
    }

    private JsonObject HaPort(bool isPlain) => new()
    {
        ["id"] = Id(),
        ["network_id"] = "ha",
        ["status"] = "ACTIVE",
        ["fixed_ips"] = new JsonArray(FixedIp(string.Create(CultureInfo.InvariantCulture, $"169.254.192.{_random.Next(1, 255)}"), 18)),
        ["subnets"] = isPlain ? new JsonArray(Cidr("169.254.192.0/18")) : Many(0, 4, HaSubnet),
    };

    private JsonObject HaSubnet() => Cidr(_random.Next(20) switch
    {
        0 => "169.254.0.0/16",
        1 => "169.254.0.0/15",
        2 => "2001:db8::/32",
        3 => "10.0.0.0/8",
        4 => "0.0.0.0/0",
        _ => string.Create(CultureInfo.InvariantCulture, $"169.254.{Pick("0", "1", "2", "128", "192", "255")}.{_random.Next(256)}/{_random.Next(17, 33)}"),
    });

    private JsonObject Port(bool isPlain)
    {
        var port = new JsonObject
        {
            ["id"] = Id(),
            ["network_id"] = "net",
            ["mac_address"] = Mac(isPlain),
            ["fixed_ips"] = Many(isPlain ? 1 : 0, 3, () => AddressOf(Internal())),
        };
        Maybe(port, "admin_state_up", isPlain, () => isPlain || Chance(85));
        return port;
    }

    private JsonObject Gateway(bool isPlain)
    {
        var port = new JsonObject
        {
            ["id"] = Id(),
            ["network_id"] = "ext",
            ["mac_address"] = Mac(isPlain),
            ["fixed_ips"] = isPlain
                ? new JsonArray(FixedIp("198.51.100.20", 24), FixedIp("2001:db8:100::20", 64))
                : Many(0, 4, () => AddressOf(External())),
        };
        Maybe(port, "subnets", isPlain, () => isPlain
            ? new JsonArray(Subnet("198.51.100.0/24", "198.51.100.1"), Subnet("2001:db8:100::/64", "2001:db8:100::1"))
            : Many(0, 4, OddSubnet));
        Maybe(port, "extra_subnets", isPlain, () => Many(0, 4, () => Cidr(string.Create(CultureInfo.InvariantCulture, $"203.0.113.{_random.Next(4) * 64}/26"))));
        return port;
    }

    private JsonObject OddSubnet() => Subnet(
        Pick("198.51.100.0/24", "198.51.100.8/29", "198.51.100.9/29", "198.51.100.8/31", "198.51.100.8/32", "0.0.0.0/0", "2001:db8:100::/64", "::/0", "::/128"),
        Chance(20) ? null : Pick("198.51.100.8", "198.51.100.9", "198.51.100.15", "198.51.100.255", "192.0.2.1", "0.0.0.0", "255.255.255.255",
            "2001:db8:100::", "2001:DB8:100::1", "fe80::1", "::"));

    private JsonObject AddressOf(string address)
    {
        var bits = address.Contains(':', StringComparison.Ordinal) ? 128 : 32;
        return Chance(10) ? new JsonObject { ["ip_address"] = address } : FixedIp(address, Chance(70) ? bits / 2 + 8 : _random.Next(0, bits + 1));
    }

    private string Internal() => Chance(25) ? Pick(OddAddresses) : Chance(30)
        ? string.Create(CultureInfo.InvariantCulture, $"2001:db8:{_random.Next(4)}::1")
        : string.Create(CultureInfo.InvariantCulture, $"10.0.{_random.Next(4)}.1");

    private string External() => Chance(10)
        ? string.Create(CultureInfo.InvariantCulture, $"2001:db8:100::{_random.Next(4)}")
        : string.Create(CultureInfo.InvariantCulture, $"198.51.100.{_random.Next(100, 130)}");

    // Few enough that two ports of a router sometimes have the same one.
    private string Mac(bool isPlain) => string.Create(CultureInfo.InvariantCulture, $"fa:16:3e:00:00:{_random.Next(isPlain ? 256 : 6):x2}");

    private string Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private bool Chance(int percent) => _random.Next(100) < percent;

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];

    private JsonArray Many(int least, int most, Func<JsonNode?> make) => [.. Enumerable.Range(0, _random.Next(least, most)).Select(_ => make())];

    private void Maybe(JsonObject into, string key, bool isSure, Func<JsonNode?> make)
    {
        if (isSure || Chance(85))
        {
            into[key] = make();
        }
    }

    private static JsonObject FixedIp(string address, int length) => new() { ["ip_address"] = address, ["prefixlen"] = length };

    private static JsonObject Subnet(string cidr, string? gateway) => new() { ["cidr"] = cidr, ["gateway_ip"] = gateway };

    private static JsonObject Cidr(string cidr) => new() { ["cidr"] = cidr };
}
