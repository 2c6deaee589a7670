using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Keepalived.Generator;

namespace Keepone.Keepalived.Tests.Golden;

/// <summary>The golden cases: a specification, and the configuration of each of its replicas beside it.</summary>
public static class GoldenCases
{
    private static readonly string Directory = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static IEnumerable<string> Names =>
        System.IO.Directory.EnumerateFiles(Directory, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal);

    public static TheoryData<string> Theory => [.. Names];

    public static RouterSpecification Router(string name)
    {
        var file = Path.Combine(Directory, name + ".yaml");
        var result = SpecificationReader.Read(File.ReadAllText(file), file);
        Assert.Empty(result.Errors);
        return Assert.Single(result.Routers);
    }

    public static IEnumerable<Replica> Replicas(RouterSpecification router) =>
        (router.Replicas.IsEmpty ? ["this"] : router.Replicas).Select(node => Replica.Of(router, node)!);

    public static string Render(Replica replica) =>
        ReplicaConfiguration.Render(replica, ReplicaFiles.For(ReplicaFiles.DefaultRunDirectory, replica.Router.Id),
            KeepalivedVersion.Debian12);

    /// <summary>The golden file of a replica; with UPDATE_GOLDEN=1 it is written first, in the source too.</summary>
    public static string Expected(string name, Replica replica, string actual)
    {
        var file = $"{name}.{replica.Node}.conf";
        var path = Path.Combine(Directory, file);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
            File.WriteAllText(Path.Combine(Sources.Root, "tests", "Keepone.Keepalived.Tests", "Golden", file), actual);
        }

        return File.Exists(path) ? File.ReadAllText(path)
            : $"(no {file}: run the tests with UPDATE_GOLDEN=1 and look at what is new)";
    }
}
