using System.Collections.Immutable;
using System.Net;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Specification;

/// <summary>What was read from a file of router specifications.</summary>
/// <param name="Loaded">The routers; none when any document of the file has a mistake.</param>
/// <param name="Errors">All mistakes; empty when the file is good.</param>
public sealed record SpecificationResult(ImmutableArray<LoadedRouter> Loaded, ImmutableArray<SpecificationError> Errors)
{
    /// <summary>The routers, without where they came from.</summary>
    public ImmutableArray<RouterSpecification> Routers => [.. Loaded.Select(loaded => loaded.Router)];
}

/// <summary>Reads router specifications (docs/concepts.md): YAML, one router a document.</summary>
public static class SpecificationReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="file">Its name, for the errors.</param>
    /// <returns>The routers and all mistakes at once.</returns>
    public static SpecificationResult Read(string text, string file)
    {
        var reading = SchemaReader.Read(text, file, RouterSchema.Router);
        var all = ImmutableArray.CreateBuilder<SpecificationError>();
        all.AddRange(reading.Errors);
        var routers = ImmutableArray.CreateBuilder<LoadedRouter>();
        foreach (var document in reading.Documents)
        {
            var errors = new ErrorList(file);
            RouterRules.Check(document, errors);
            all.AddRange(errors.ToImmutable());

            // A document whose keys are not all good would be a router with something missing: none at all is safer.
            if (errors.Count == 0 && reading.Errors.IsEmpty)
            {
                routers.Add(new LoadedRouter(Build(document), file, document.LineOf("vrid")));
            }
        }

        return new SpecificationResult(all.Count == 0 ? routers.ToImmutable() : [], [.. all.OrderBy(error => error.Line)]);
    }

    private static RouterSpecification Build(SchemaObject document)
    {
        var name = document.Get<string>("router");
        var nameSpace = document.Get("namespace", "none");
        var ha = document.Get<SchemaObject>("ha");
        var isPair = !document.Mentions("replicas");
        var preset = PresetTiming.Of(document.Get("timing", TimingPreset.Lan));
        return new RouterSpecification
        {
            Id = document.Get("id", RouterId.FromName(name)),
            Name = name,
            Namespace = nameSpace == "none" ? null : nameSpace,
            Vrid = document.Get<int>("vrid"),
            Timing = preset.Preset,
            AdvertInterval = document.Get("advertInterval", preset.AdvertInterval),
            Replicas = document.Items<string>("replicas"),
            Priority = document.TryGet<int>("priority", out var priority) ? priority : null,
            Ha = new HaSpecification
            {
                Network = ha.Get<string>("network"),
                Interface = ha.Get<string>("interface"),
                Vip = ha.Get<IpPrefix>("vip"),
                Addresses = ha.TryGet<SchemaObject>("addresses", out var addresses)
                    ? addresses.Keys.ToImmutableSortedDictionary(key => key, addresses.Get<IpPrefix>, StringComparer.Ordinal)
                    : ImmutableSortedDictionary<string, IpPrefix>.Empty,
            },
            External = document.TryGet<SchemaObject>("external", out var external)
                ? new ExternalSpecification
                {
                    Interface = external.Get<string>("interface"),
                    Addresses = external.Items<IpPrefix>("addresses"),
                    Gateway = external.Get<IPAddress?>("gateway", null),
                }
                : null,
            Internal =
            [
                .. document.Items<SchemaObject>("internal").Select(side => new InternalSpecification
                {
                    Interface = side.Get<string>("interface"),
                    Addresses = side.Items<IpPrefix>("addresses"),
                }),
            ],
            Routes =
            [
                .. document.Items<SchemaObject>("routes").Select(route => new RouteSpecification
                {
                    Destination = route.Get<IpPrefix>("destination"),
                    Via = route.Get<IPAddress>("via"),
                }),
            ],
            Guard = BuildGuard(document, isPair, preset),
            CheckRunner = document.Get("checkRunner", CheckRunner.Agent),
            Checks = [.. document.Items<SchemaObject>("checks").Select(BuildCheck)],
        };
    }

    private static GuardSpecification BuildGuard(SchemaObject document, bool isPair, PresetTiming preset)
    {
        var otherwise = isPair ? GuardMode.Off : GuardMode.Promise;
        if (!document.TryGet<SchemaObject>("guard", out var guard))
        {
            return new GuardSpecification { Mode = otherwise, Interval = preset.BeaconInterval, Fall = preset.Fall };
        }

        return new GuardSpecification
        {
            Mode = guard.Get("mode", otherwise),
            Interval = guard.Get("interval", preset.BeaconInterval),
            Fall = guard.Get("fall", preset.Fall),
            AllowOverlap = guard.Get("allowOverlap", false),
            KernelLease = guard.Get("kernelLease", false),
            Witnesses =
            [
                .. guard.Items<SchemaObject>("witnesses").Select(witness => new WitnessSpecification
                {
                    Name = witness.Get<string>("name"),
                    Address = witness.Get<IPAddress>("address"),
                    Port = witness.Get("port", 3112),
                }),
            ],
        };
    }

    private static CheckSpecification BuildCheck(SchemaObject check) => new()
    {
        Name = check.Get<string>("name"),
        Probe = check.Get<string?>("probe", null),
        Script = check.Get<string?>("script", null),
        Target = check.Get<string?>("target", null),
        Interval = check.Get<TimeSpan>("interval"),
        Timeout = check.Get<TimeSpan>("timeout"),
        Fall = check.Get("fall", 3),
        Rise = check.Get("rise", 2),
        Penalty = check.TryGet<int>("penalty", out var penalty) ? penalty : null,
        OnFailure = check.Get("onFailure", CheckFailure.Yield),
        Where = check.Get("where", CheckPlace.Replica),
        Contract = check.Get("contract", ScriptContract.Plugin),
        Arguments = check.Items<string>("arguments"),
        AllowPing = check.Get("allowPing", false),
        Damping = check.Get("damping", true),
    };
}
