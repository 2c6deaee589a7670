using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Core.Vrrp;
using Keepone.Lab.Checks;
using Keepone.Lab.Interventions;
using static Keepone.Core.Specification.Scalars;

namespace Keepone.Lab.Scenarios;

/// <summary>
/// Reads a scenario file: two YAML documents, the scenario and, after a line <c>---</c>, its router in the same form as everywhere
/// (DESIGN §5). All mistakes at once, with their lines.
/// </summary>
public static class ScenarioReader
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(5);

    private static readonly ObjectSchema ScenarioSchema = new("A scenario of the lab.",
    [
        new("scenario", Name("The scenario's name: the file's name without its ending."), Required: true),
        new("description", Text("What it shows.", "a sentence", text => text.Length <= 300), Required: true),
        new("steps", new ListSchema("What is done, in order.", new ObjectSchema("A step: one key.",
        [
            new("wait", Text("Waits for something.", StepWords.WaitForms, _ => true)),
            new("traffic", Choice("Starts the client's packets.", ("start", true))),
            new("cut", Text("Cuts a NIC, or a direction between nodes, outside of the nodes.", StepWords.PlugForm, _ => true)),
            new("heal", Text("Heals what was cut.", StepWords.PlugForm, _ => true)),
            new("forger", Choice("An attacker on the HA network, without the key.", ("start", true), ("stop", false))),
            new("run", Span("Lets the lab run.", TimeSpan.FromMilliseconds(10), LongestStep)),
            new("check", Text("Gives the nodes' check script a word to obey.", CheckWords.Form, _ => true)),
            new("operator", Text("An operator's order, by the command line.", StepWords.OperatorForms, _ => true)),
            new("specification", Text("Changes the router's specification on all nodes.", StepWords.StormForm, _ => true)),
            .. InterventionList.Keys.Select(key => new SchemaProperty(
                key, Text($"Does something to a node's {key}.", InterventionList.Form(key), _ => true))),
        ]), 100, AtLeast: 1), Required: true),
        new("expect", new ObjectSchema("What must come of it.",
        [
            new("masters", Number("The most masters at one time.", 1, 16)),
            new("mastersAtMost", Number("A bound of the most masters at one time.", 1, 16)),
            new("dualAtLeast", Time("The least time with two or more masters.")),
            new("dualAtMost", Time("The most time with two or more masters, blips included.")),
            new("heardDualAtMost", Time("The most time with two or more masters that are heard, by their adverts.")),
            new("blipAtMost", Time("The most time in overlaps shorter than the hold.")),
            new("noMasterAtMost", Time("The most time without a master, after the first election.")),
            new("timing", Text("A cause in config timing whose computed times bound the measured ones.", "the words of a cause", _ => true)),
            new("incident", Choice("The status of the incident; without this key there must be none.",
                ("MultipleMasters", "MultipleMasters"), ("NoMaster", "NoMaster"), ("Degraded", "Degraded"))),
            new("incidentMayBe", Choice("The status of an incident that there may be or not.",
                ("MultipleMasters", "MultipleMasters"), ("NoMaster", "NoMaster"), ("Degraded", "Degraded"))),
            new("certainty", Choice("How sure of it the controller must be.", ("Suspected", "Suspected"), ("Confirmed", "Confirmed"))),
            new("cause", Name("The incident's cause.")),
            new("deadAgent", Name("The node whose dead agent a warning must name, apart from those alive.")),
            new("openAtEnd", Number("How many incidents must be open at the end.", 0, 16)),
            new("changesOfMasterAtMost", Number("How often a replica may take the HA VIP after the first election.", 0, 1000)),
            new("untouched", Choice("What of each keepalived must not change.", ("process", Untouched.Process), ("state", Untouched.State))),
            new("log", Number("The event id that an agent or the controller must have logged.", 1, 9999)),
            new("silent", Name("The node that may hold the VIP and send no adverts.")),
            new("detectionAtMost", Time("From the end of the hold to the controller's log line.")),
            new("lostAtMost", Number("The most lost packets of the client.", 0, 100_000)),
            new("lostAfterHealAtMost", Number("The most lost packets once the time to recover is over.", 0, 100_000)),
            new("changesAfterHealAtMost", Number("How often the VIP may be taken or dropped after the last heal.", 0, 1000)),
            new("recoveryWithin", Time("The time to recover after the last heal.")),
            new("finalMaster", Name("The only master at the end.")),
        ]), Required: true),
    ]);

    /// <summary>Reads a scenario.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for the errors.</param>
    /// <param name="scenario">The scenario; null when there are mistakes.</param>
    /// <returns>All mistakes; empty when the file is good.</returns>
    public static ImmutableArray<SpecificationError> Read(string text, string file, out Scenario? scenario)
    {
        ArgumentNullException.ThrowIfNull(text);
        scenario = null;
        var errors = new ErrorList(file);
        if (!TrySplit(text, out var first, out var second))
        {
            errors.Add(1, "", "one YAML document", "two: the scenario and, after a line '---', its router");
            return errors.ToImmutable();
        }

        var reading = SchemaReader.Read(first, file, ScenarioSchema);
        var routers = SpecificationReader.Read(second, file);
        errors.AddRange(reading.Errors);
        errors.AddRange(routers.Errors);
        var document = reading.Documents.FirstOrDefault();
        var router = routers.Routers.FirstOrDefault();
        if (document is null || router is null)
        {
            return errors.ToImmutable();
        }

        CheckName(document, file, errors);
        CheckRouter(router, errors);
        var steps = StepWords.Read(document, router, errors);
        var expect = document.Get<SchemaObject>("expect");
        CheckExpectations(expect, router, errors);
        if (errors.Count == 0)
        {
            scenario = new Scenario(
                document.Get<string>("scenario"), document.Get<string>("description"), Hash(text), router, second.TrimStart('\n'), steps,
                Build(expect) with { Timing = Computed(expect, router) });
        }

        return errors.ToImmutable();
    }

    private static Expectations Build(SchemaObject expect) => new()
    {
        Masters = Count(expect, "masters"),
        MastersAtMost = Count(expect, "mastersAtMost"),
        DualAtLeast = Optional(expect, "dualAtLeast"),
        DualAtMost = Optional(expect, "dualAtMost"),
        HeardDualAtMost = Optional(expect, "heardDualAtMost"),
        BlipAtMost = Optional(expect, "blipAtMost"),
        NoMasterAtMost = Optional(expect, "noMasterAtMost"),
        ChangesOfMasterAtMost = Count(expect, "changesOfMasterAtMost"),
        Untouched = expect.TryGet<Untouched>("untouched", out var untouched) ? untouched : null,
        Log = Count(expect, "log"),
        Silent = expect.Get<string?>("silent", null),
        Incident = expect.Get<string?>("incident", null),
        IncidentMayBe = expect.Get<string?>("incidentMayBe", null),
        Certainty = expect.Get<string?>("certainty", null),
        Cause = expect.Get<string?>("cause", null),
        DeadAgent = expect.Get<string?>("deadAgent", null),
        OpenAtEnd = expect.Get("openAtEnd", 0),
        DetectionAtMost = Optional(expect, "detectionAtMost"),
        LostAtMost = Count(expect, "lostAtMost"),
        LostAfterHealAtMost = Count(expect, "lostAfterHealAtMost"),
        ChangesAfterHealAtMost = Count(expect, "changesAfterHealAtMost"),
        RecoveryWithin = expect.Get("recoveryWithin", TimeSpan.Zero),
        FinalMaster = expect.Get<string?>("finalMaster", null),
    };

    private static CauseTiming? Computed(SchemaObject expect, RouterSpecification router) => expect.TryGet<string>("timing", out var words)
        ? TimingReport.For(router).Causes.First(cause => cause.Cause == words)
        : null;

    private static TimeSpan? Optional(SchemaObject expect, string key) => expect.TryGet<TimeSpan>(key, out var value) ? value : null;

    private static int? Count(SchemaObject expect, string key) => expect.TryGet<int>(key, out var value) ? value : null;

    private static ScalarSchema Time(string description) => Span(description, TimeSpan.Zero, LongestStep);

    private static void CheckName(SchemaObject document, string file, ErrorList errors)
    {
        var name = document.Get("scenario", "");
        var expected = Path.GetFileNameWithoutExtension(file);
        if (name.Length > 0 && name != expected)
        {
            errors.Add(document.LineOf("scenario"), "scenario", $"'{name}'", $"'{expected}', the file's name");
        }
    }

    private static void CheckExpectations(SchemaObject expect, RouterSpecification router, ErrorList errors)
    {
        if (expect.Mentions("masters") == expect.Mentions("mastersAtMost"))
        {
            errors.Add(expect.Line, "expect", "'masters' and 'mastersAtMost' both or neither", "one of them");
        }

        if (expect.TryGet<string>("timing", out var words))
        {
            var causes = TimingReport.For(router).Causes.Select(cause => cause.Cause).ToArray();
            if (!causes.Contains(words, StringComparer.Ordinal))
            {
                errors.Add(expect.LineOf("timing"), expect.PathOf("timing"), $"'{words}'", $"one of {string.Join(", ", causes.Select(cause => $"'{cause}'"))}");
            }
        }

        foreach (var key in (string[])["deadAgent", "silent", "finalMaster"])
        {
            if (expect.TryGet<string>(key, out var node) && !router.Replicas.Contains(node, StringComparer.Ordinal))
            {
                errors.Add(expect.LineOf(key), expect.PathOf(key), $"'{node}'", $"one of {string.Join(", ", router.Replicas)}");
            }
        }
    }

    private static void CheckRouter(RouterSpecification router, ErrorList errors)
    {
        if (router.Namespace is null || router.Replicas.IsEmpty || router.External?.Gateway is null || router.Internal.IsEmpty)
        {
            errors.Add(
                1, "router", $"the router '{router.Name}' without one of them",
                "'namespace', 'replicas', 'external.gateway' and 'internal': the lab's nodes and clients follow from them");
        }
    }

    // The second document keeps its line numbers: as many empty lines stand before it as the first one has lines.
    private static bool TrySplit(string text, [NotNullWhen(true)] out string? first, [NotNullWhen(true)] out string? second)
    {
        const string Separator = "\n---\n";
        var at = text.IndexOf(Separator, StringComparison.Ordinal);
        first = at < 0 ? null : text[..(at + 1)];
        second = at < 0 ? null : new string('\n', text.AsSpan(0, at + Separator.Length).Count('\n')) + text[(at + Separator.Length)..];
        return at >= 0;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
