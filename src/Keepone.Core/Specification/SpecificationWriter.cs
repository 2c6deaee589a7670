using System.Globalization;
using System.Net;
using System.Text;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Specification;

/// <summary>Writes a router specification as a file that <see cref="SpecificationReader"/> reads back; what is as by default is left out.</summary>
public static class SpecificationWriter
{
    /// <summary>Writes a specification.</summary>
    /// <param name="router">The router.</param>
    /// <returns>One document of YAML, with line feeds.</returns>
    public static string Write(RouterSpecification router)
    {
        ArgumentNullException.ThrowIfNull(router);
        var text = new StringBuilder();
        var preset = PresetTiming.Of(router.Timing);
        Line(text, "router", Quoted(router.Name));
        if (router.Id != RouterId.FromName(router.Name))
        {
            Line(text, "id", router.Id.ToString());
        }

        Line(text, "namespace", router.Namespace is { } name ? Quoted(name) : "none");
        Line(text, "vrid", Number(router.Vrid));
        if (router.Timing != TimingPreset.Lan)
        {
            Line(text, "timing", router.Timing.ToString().ToLowerInvariant());
        }

        if (router.AdvertInterval != preset.AdvertInterval)
        {
            Line(text, "advertInterval", Duration.Format(router.AdvertInterval));
        }

        if (router.Replicas.IsEmpty)
        {
            Line(text, "priority", Number(router.Priority ?? PriorityPlan.LowestBaseByDefault));
        }
        else
        {
            Line(text, "replicas", List(router.Replicas.Select(Quoted)));
        }

        Sides(text, router);
        Guard(text, router, preset);
        if (router.CheckRunner != CheckRunner.Agent)
        {
            Line(text, "checkRunner", "keepalived");
        }

        if (!router.Checks.IsEmpty)
        {
            text.Append("checks:\n");
            foreach (var check in router.Checks)
            {
                text.Append("  - ").Append(Check(check)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void Sides(StringBuilder text, RouterSpecification router)
    {
        text.Append("ha:\n");
        Line(text, "  network", Quoted(router.Ha.Network));
        Line(text, "  interface", Quoted(router.Ha.Interface));
        Line(text, "  vip", Quoted(router.Ha.Vip.ToString()));
        if (!router.Ha.Addresses.IsEmpty)
        {
            Line(text, "  addresses", Map(router.Ha.Addresses.Select(pair => (Quoted(pair.Key), (string?)Quoted(pair.Value.ToString())))));
        }

        if (router.External is { } external)
        {
            text.Append("external:\n");
            Line(text, "  interface", Quoted(external.Interface));
            Line(text, "  addresses", Prefixes(external.Addresses));
            if (external.Gateway is { } gateway)
            {
                Line(text, "  gateway", Quoted(gateway.ToString()));
            }
        }

        if (!router.Internal.IsEmpty)
        {
            text.Append("internal:\n");
            foreach (var side in router.Internal)
            {
                text.Append("  - ").Append(Map([("interface", Quoted(side.Interface)), ("addresses", Prefixes(side.Addresses))])).Append('\n');
            }
        }

        if (!router.Routes.IsEmpty)
        {
            text.Append("routes:\n");
            foreach (var route in router.Routes)
            {
                text.Append("  - ").Append(Map([("destination", Quoted(route.Destination.ToString())), ("via", Quoted(route.Via.ToString()))])).Append('\n');
            }
        }
    }

    private static void Guard(StringBuilder text, RouterSpecification router, PresetTiming preset)
    {
        var guard = router.Guard;
        var otherwise = router.Replicas.IsEmpty ? GuardMode.Off : GuardMode.Promise;
        (string Key, string? Value)[] values =
        [
            ("mode", guard.Mode == otherwise ? null : guard.Mode.ToString().ToLowerInvariant()),
            ("interval", guard.Interval == preset.BeaconInterval ? null : Duration.Format(guard.Interval)),
            ("fall", guard.Fall == preset.Fall ? null : Number(guard.Fall)),
            ("allowOverlap", guard.AllowOverlap ? "true" : null),
            ("kernelLease", guard.KernelLease ? "on" : null),
            ("witnesses", guard.Witnesses.IsEmpty ? null : List(guard.Witnesses.Select(witness =>
                Map([("name", Quoted(witness.Name)), ("address", Quoted(witness.Address.ToString())), ("port", witness.Port == 3112 ? null : Number(witness.Port))])))),
        ];
        if (values.Any(pair => pair.Value is not null))
        {
            Line(text, "guard", Map(values));
        }
    }

    private static string Check(CheckSpecification check) => Map(
    [
        ("name", Quoted(check.Name)),
        ("probe", check.Probe),
        ("script", check.Script is { } script ? Quoted(script) : null),
        ("target", check.Target is { } target ? Quoted(target) : null),
        ("arguments", check.Arguments.IsEmpty ? null : List(check.Arguments.Select(Quoted))),
        ("where", check.Where == CheckPlace.Replica ? null : "host"),
        ("contract", check.Contract == ScriptContract.Plugin ? null : "exit-code"),
        ("allowPing", check.AllowPing ? "true" : null),
        ("interval", Duration.Format(check.Interval)),
        ("timeout", Duration.Format(check.Timeout)),
        ("fall", Number(check.Fall)),
        ("rise", Number(check.Rise)),
        ("penalty", check.Penalty is { } penalty ? Number(penalty) : null),
        ("onFailure", check.OnFailure == CheckFailure.Yield ? null : "fault"),
        ("damping", check.Damping ? null : "off"),
    ]);

    private static void Line(StringBuilder text, string key, string value) => text.Append(key).Append(": ").Append(value).Append('\n');

    private static string Map(IEnumerable<(string Key, string? Value)> values) =>
        $"{{ {string.Join(", ", values.Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}: {pair.Value}"))} }}";

    private static string List(IEnumerable<string> values) => $"[{string.Join(", ", values)}]";

    private static string Prefixes(IEnumerable<IpPrefix> prefixes) => List(prefixes.Select(prefix => Quoted(prefix.ToString())));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // Plain where YAML cannot take it for anything else: a name such as 'no' or '1e3' could be.
    private static string Quoted(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_' or '.') && !IsWord(text)
            ? text
            : IPAddress.TryParse(text.Split('/')[0], out var address) && !text.Contains(':', StringComparison.Ordinal) && address.ToString() == text.Split('/')[0] ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static bool IsWord(string text) => text.ToUpperInvariant() is "TRUE" or "FALSE" or "NULL" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N" or "NONE";
}
