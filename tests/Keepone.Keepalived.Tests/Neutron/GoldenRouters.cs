using Keepone.Keepalived.Neutron;

namespace Keepone.Keepalived.Tests.Neutron;

/// <summary>
/// Routers of our own, and beside them what Neutron made of each: 21.0.0 as Debian ships it, and master's own classes of August 2026, by
/// oracle.py. Where Neutron raised, its words stand in a file .error.
/// </summary>
public static class GoldenRouters
{
    private static readonly string Directory = Path.Combine(AppContext.BaseDirectory, "Neutron", "Golden");

    public static IEnumerable<string> Names =>
        System.IO.Directory.EnumerateFiles(Directory, "*.router.json").Select(file => Path.GetFileName(file)[..^".router.json".Length])
            .Order(StringComparer.Ordinal);

    public static IEnumerable<string> Good => Names.Where(name => Read(name, "error") is null);

    public static IEnumerable<string> Refused => Names.Where(name => Read(name, "error") is not null);

    public static NeutronRouter Router(string name)
    {
        var reading = NeutronRouterReader.Read(Read(name, "router.json")!, "router.json");
        Assert.Empty(reading.Errors);
        return reading.Router!;
    }

    public static NeutronAgentConfiguration Agent(string name)
    {
        var reading = NeutronAgentConfigurationReader.Read(Read(name, "agent.json")!, "agent.json", NeutronRelease.Zed);
        Assert.Empty(reading.Errors);
        return reading.Agent!;
    }

    public static string? Read(string name, string ending)
    {
        var file = Path.Combine(Directory, $"{name}.{ending}");
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }

    /// <summary>
    /// A configuration with the other subnets of the external network in order, which Neutron writes in the order of a set: the last routes,
    /// those without a next hop. Everything else is compared as it is.
    /// </summary>
    public static string Ordered(string configuration)
    {
        var lines = configuration.Split('\n').ToList();
        var end = lines.IndexOf("    }", Math.Max(0, lines.IndexOf("    virtual_routes {")));
        var begin = end;
        while (begin > 0 && lines[begin - 1].Contains(" scope link", StringComparison.Ordinal) && lines[begin - 1].StartsWith("        ", StringComparison.Ordinal))
        {
            begin--;
        }

        if (end > begin)
        {
            lines.Sort(begin, end - begin, StringComparer.Ordinal);
        }

        return string.Join('\n', lines);
    }
}
