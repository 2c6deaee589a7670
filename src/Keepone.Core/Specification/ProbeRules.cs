using System.Net;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Core.Specification;

/// <summary>What a check's probe may aim at, and where it may run (docs/checks.md).</summary>
internal static class ProbeRules
{
    private const string AnAddress = "an address, such as 203.0.113.1, or gateway";

    private static readonly string[] ScriptKeys = ["arguments", "contract", "allowPing"];

    public static void Check(SchemaObject document, SchemaObject check, ErrorList errors)
    {
        if (!check.Mentions("probe"))
        {
            if (check.Mentions("script") && check.Mentions("target"))
            {
                errors.Add(check.LineOf("target"), check.PathOf("target"), "the target of a script", "none", "give a script what it needs as arguments");
            }

            return;
        }

        foreach (var key in ScriptKeys.Where(key => check.Mentions(key) && !check.Mentions("script")))
        {
            errors.Add(check.LineOf(key), check.PathOf(key), "a key of scripts", "none for a probe", "a probe takes nothing but its target");
        }

        if (check.TryGet<string>("probe", out var probe))
        {
            CheckWhere(document, check, probe, errors);
            CheckTarget(document, check, probe, errors);
        }
    }

    private static void CheckWhere(SchemaObject document, SchemaObject check, string probe, ErrorList errors)
    {
        var place = check.Get("where", CheckPlace.Replica);
        switch (probe)
        {
            case "arp" or "ndp" or "advert" when place == CheckPlace.Host:
                errors.Add(check.LineOf("where"), check.PathOf("where"), $"host for the {probe} probe", "replica",
                    probe == "advert" ? "adverts are heard on the replica's HA interface" : "it asks on an interface of the router");
                break;
            case "bond" when place == CheckPlace.Replica && document.Get("namespace", "none") != "none":
                errors.Add(check.LineOf("where"), check.PathOf("where"), "replica for the bond probe", "host",
                    "the host's NICs are not visible inside a replica's namespace");
                break;
            default:
                break;
        }
    }

    private static void CheckTarget(SchemaObject document, SchemaObject check, string probe, ErrorList errors)
    {
        if (!check.Mentions("target"))
        {
            if (probe != "advert")
            {
                errors.Add(check.Line, check.PathOf("target"), "nothing", $"what the {probe} probe aims at: {Expected(probe)}");
            }

            return;
        }

        if (!check.TryGet<string>("target", out var text))
        {
            return;
        }

        switch (probe)
        {
            case "advert":
                Refuse(check, text, errors, "none", "it hears every replica of the router");
                break;
            case "carrier" or "bond" when !ProbeTarget.IsInterface(text):
                Refuse(check, text, errors, Expected(probe));
                break;
            case "process" when text.Contains('/', StringComparison.Ordinal) || text.Any(char.IsWhiteSpace):
                Refuse(check, text, errors, Expected(probe), "it is compared with the program's name, without path and arguments");
                break;
            case "tcp" when ProbeTarget.TryParseWithPort(text, out var target):
                CheckLinkLocal(check, text, target, errors);
                break;
            case "tcp":
                Refuse(check, text, errors, Expected(probe));
                break;
            case "ping" or "arp" or "ndp":
                CheckAddress(document, check, probe, text, errors);
                break;
            default:
                break;
        }
    }

    private static void CheckAddress(SchemaObject document, SchemaObject check, string probe, string text, ErrorList errors)
    {
        var external = document.Get<SchemaObject?>("external", null);
        ProbeTarget target;
        switch (text)
        {
            case ProbeTarget.Gateway when external?.Mentions("gateway") != true:
                Refuse(check, text, errors, "an address, or a router with external.gateway");
                return;
            case ProbeTarget.Gateway when external is not null && external.TryGet<IPAddress>("gateway", out var gateway):
                target = new ProbeTarget(gateway, null, null);
                break;
            case ProbeTarget.Vip when probe != "ping":
                if (document.Get<SchemaObject?>("ha", null)?.TryGet<IpPrefix>("vip", out var vip) != true)
                {
                    return;
                }

                target = new ProbeTarget(vip.Address, null, null);
                break;
            case ProbeTarget.Gateway:
                // It is there and no address, which is said already.
                return;
            default:
                if (!ProbeTarget.TryParse(text, out target))
                {
                    Refuse(check, text, errors, Expected(probe));
                    return;
                }

                break;
        }

        CheckFamily(document, check, probe, text, target, errors);
        if (text is not (ProbeTarget.Gateway or ProbeTarget.Vip))
        {
            CheckLinkLocal(check, text, target, errors);
        }
    }

    private static void CheckFamily(SchemaObject document, SchemaObject check, string probe, string text, in ProbeTarget target, ErrorList errors)
    {
        if (probe != "ping" && target.IsIPv6 != (probe == "ndp"))
        {
            Refuse(check, text, errors, target.IsIPv6 ? "an IPv4 address" : "an IPv6 address", $"use the probe {(target.IsIPv6 ? "ndp" : "arp")}");
        }
        else if (probe != "ping" && target.Interface is null && !target.Address.IsIPv6LinkLocal && !IsOnLink(document, target.Address))
        {
            Refuse(check, text, errors, "an address in the network of one of the router's addresses, or ADDRESS%INTERFACE",
                $"{probe} does not reach beyond a network");
        }
    }

    private static void CheckLinkLocal(SchemaObject check, string text, in ProbeTarget target, ErrorList errors)
    {
        if (target.Address.IsIPv6LinkLocal && target.Interface is null)
        {
            Refuse(check, text, errors, $"{target with { Interface = "INTERFACE" }}", "every interface has link-local addresses");
        }
    }

    private static bool IsOnLink(SchemaObject document, IPAddress address) =>
        PrefixesOf(document).Any(prefix => prefix.Contains(address));

    private static IEnumerable<IpPrefix> PrefixesOf(SchemaObject document)
    {
        if (document.TryGet<SchemaObject>("ha", out var ha))
        {
            if (ha.TryGet<IpPrefix>("vip", out var vip))
            {
                yield return vip;
            }

            if (ha.TryGet<SchemaObject>("addresses", out var own))
            {
                foreach (var node in own.Keys)
                {
                    yield return own.Get<IpPrefix>(node);
                }
            }
        }

        foreach (var side in document.Items<SchemaObject>("internal").Append(document.Get<SchemaObject?>("external", null)).OfType<SchemaObject>())
        {
            foreach (var prefix in side.Items<IpPrefix>("addresses"))
            {
                yield return prefix;
            }
        }
    }

    private static string Expected(string probe) => probe switch
    {
        "tcp" => "ADDRESS:PORT or [IPV6]:PORT",
        "carrier" or "bond" => "the name of an interface, at most 15 characters",
        "process" => "the name of a program",
        "ping" => AnAddress,
        _ => AnAddress + ", or vip",
    };

    private static void Refuse(SchemaObject check, string text, ErrorList errors, string expected, string remedy = "") =>
        errors.Add(check.LineOf("target"), check.PathOf("target"), $"'{text}'", expected, remedy);
}
