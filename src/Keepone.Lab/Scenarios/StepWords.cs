using System.Collections.Immutable;
using System.Globalization;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Lab.Checks;
using Keepone.Lab.Fabric;
using Keepone.Lab.Interventions;

namespace Keepone.Lab.Scenarios;

/// <summary>Reads the steps of a scenario: one key each, and a short phrase.</summary>
internal static class StepWords
{
    /// <summary>What may follow <c>wait:</c>.</summary>
    public const string WaitForms =
        "'master [NODE] within TIME', 'master other than NODE within TIME', 'masters COUNT within TIME', 'incident opened|confirmed|closed within TIME', 'status STATUS within TIME' "
        + "or 'audits within TIME'";

    /// <summary>What may follow <c>cut:</c> and <c>heal:</c>.</summary>
    public const string PlugForm =
        "'NODE|all tunnel|external|management', 'NODE|all -> NODE|all tunnel [adverts|beacons]' for one direction, "
        + "or 'NODE - NODE|all tunnel [adverts|beacons]' for both";

    /// <summary>What may follow <c>specification:</c>.</summary>
    public const string StormForm = "'storm COUNT within TIME', with at most 1000 changes";

    /// <summary>What may follow <c>operator:</c>.</summary>
    public const string OperatorForms = "'failover [to NODE]', 'maintenance NODE for TIME' or 'maintenance NODE off'";

    private const int MostChanges = 1000;

    /// <summary>Reads the steps.</summary>
    /// <param name="document">The scenario.</param>
    /// <param name="router">Its router: nodes are checked against its replicas.</param>
    /// <param name="errors">Takes the mistakes.</param>
    /// <returns>The good ones.</returns>
    public static ImmutableArray<Step> Read(SchemaObject document, RouterSpecification router, ErrorList errors)
    {
        var steps = ImmutableArray.CreateBuilder<Step>();
        foreach (var (item, line) in document.List<SchemaObject>("steps"))
        {
            var keys = item.Keys.ToArray();
            if (keys.Length != 1)
            {
                errors.Add(line, item.Path, $"{keys.Length} keys", "exactly one: each step is one action");
                continue;
            }

            var (step, expected) = keys[0] switch
            {
                "wait" => (ReadWait(Words(item), router), WaitForms),
                "traffic" => (new StartTraffic(), ""),
                "forger" => (new Forge(item.Get<bool>("forger")), ""),
                "run" => (new Run(item.Get<TimeSpan>("run")), ""),
                "cut" or "heal" => (ReadPlug(keys[0] == "cut", Words(item), router), PlugForm),
                "check" => (ReadObey(Words(item), router), CheckWords.Form),
                "operator" => (ReadOrder(Words(item), router), OperatorForms),
                "specification" => (ReadStorm(Words(item), router), StormForm),
                var key => ((Step?)ReadIntervention(key, Words(item), router), InterventionList.Form(key)),
            };
            if (step is null)
            {
                errors.Add(line, item.PathOf(keys[0]), $"'{item.Get<string>(keys[0])}'", expected, $"nodes are {string.Join(", ", router.Replicas)}");
            }
            else
            {
                steps.Add(step);
            }
        }

        return steps.ToImmutable();
    }

    private static string[] Words(SchemaObject item) => item.Get<string>(item.Keys.Single()).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Step? ReadWait(string[] words, RouterSpecification router)
    {
        if (words is not [.. var what, "within", var time] || !Duration.TryParse(time, out var within))
        {
            return null;
        }

        return what switch
        {
            ["master"] => new WaitMaster(null, within),
            ["master", var node] when router.Replicas.Contains(node, StringComparer.Ordinal) => new WaitMaster(node, within),
            ["master", "other", "than", var node] when router.Replicas.Contains(node, StringComparer.Ordinal) => new WaitOtherMaster(node, within),
            ["masters", var count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number <= router.Replicas.Length => new WaitMasters(number, within),
            ["incident", "opened"] => new WaitIncident(IncidentMoment.Opened, within),
            ["incident", "confirmed"] => new WaitIncident(IncidentMoment.Confirmed, within),
            ["incident", "closed"] => new WaitIncident(IncidentMoment.Closed, within),
            ["status", var status and ("Ok" or "Degraded" or "NoMaster" or "MultipleMasters" or "Unknown")] => new WaitStatus(status, within),
            ["audits"] => new WaitAudits(within),
            _ => null,
        };
    }

    // A change adds a route and takes it away again: a router that has routes already would get the key twice.
    private static Storm? ReadStorm(string[] words, RouterSpecification router) =>
        words is ["storm", var count, "within", var time] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var changes)
        && changes is > 0 and <= MostChanges && Duration.TryParse(time, out var within) && router.Routes.IsEmpty
            ? new Storm(changes, within)
            : null;

    private static Obey? ReadObey(string[] words, RouterSpecification router) =>
        words is [var what, var node] && CheckWords.Find(what) is { } word
        && (node == Cables.Everyone || router.Replicas.Contains(node, StringComparer.Ordinal))
            ? new Obey(word, node)
            : null;

    private static Step? ReadOrder(string[] words, RouterSpecification router) => words switch
    {
        ["failover"] => new OrderFailover(null),
        ["failover", "to", var node] when router.Replicas.Contains(node, StringComparer.Ordinal) => new OrderFailover(node),
        ["maintenance", var node, "off"] when router.Replicas.Contains(node, StringComparer.Ordinal) => new OrderMaintenance(node, null),
        ["maintenance", var node, "for", var time] when router.Replicas.Contains(node, StringComparer.Ordinal)
            && Duration.TryParse(time, out var span) => new OrderMaintenance(node, span),
        _ => null,
    };

    private static Intervene? ReadIntervention(string key, string[] words, RouterSpecification router) =>
        InterventionList.All.FirstOrDefault(known => known.Key == key && words.Length > 0 && known.Word == words[0]) is { } form
            ? words.Length switch
            {
                1 when !form.NamesNode => new Intervene(form.What, null),
                2 when form.NamesNode && router.Replicas.Contains(words[1], StringComparer.Ordinal) => new Intervene(form.What, words[1]),
                2 when form.TakesAll && words[1] == Cables.Everyone => new Intervene(form.What, words[1]),
                _ => null,
            }
            : null;

    private static Step? ReadPlug(bool cut, string[] words, RouterSpecification router) => words switch
    {
        [var node, "tunnel"] when IsPlugged(node, router) => new Plug(cut, node, FabricName.Tunnel),
        [var node, "external"] when IsPlugged(node, router) => new Plug(cut, node, FabricName.External),
        [var node, "management"] when IsPlugged(node, router) => new Plug(cut, node, FabricName.Management),
        [var from, "->" or "-", var to, "tunnel", .. var rest] when from != to
            && IsPlugged(from, router) && IsPlugged(to, router) && ReadTraffic(rest) is { } traffic =>
            new LinkPlug(cut, from, to, BothWays: words[1] == "-", traffic),
        _ => null,
    };

    private static bool IsPlugged(string node, RouterSpecification router) =>
        node == Cables.Everyone || router.Replicas.Contains(node, StringComparer.Ordinal)
        || router.Guard.Witnesses.Any(witness => witness.Name == node);

    private static TrafficClass? ReadTraffic(string[] words) => words switch
    {
        [] => TrafficClass.Everything,
        ["adverts"] => TrafficClass.Adverts,
        ["beacons"] => TrafficClass.Beacons,
        _ => null,
    };
}
