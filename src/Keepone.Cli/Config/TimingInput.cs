using System.Collections.Immutable;
using Keepone.Core.Model;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;
using Keepone.Keepalived.Timing;

namespace Keepone.Cli.Config;

/// <summary>What <c>config timing</c> is asked about: router specifications, or keepalived configurations.</summary>
/// <param name="Routers">The routers of specifications.</param>
/// <param name="Configurations">The configurations.</param>
internal sealed record TimingInput(ImmutableArray<RouterSpecification> Routers, ImmutableArray<KeepalivedConfiguration> Configurations)
{
    /// <summary>Reads files, and says all that is wrong with them.</summary>
    /// <param name="paths">The files' paths, or - for standard input.</param>
    /// <param name="isGroup">Whether they are configurations of one group's nodes.</param>
    /// <param name="router">The name of the one router that is meant; null: all.</param>
    /// <param name="configId">What lines with a condition are compared with; null: the first part of this node's name.</param>
    /// <param name="errors">Where to write what is wrong.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>What was read; null when something was wrong that leaves nothing to say.</returns>
    public static async Task<TimingInput?> ReadAsync(IReadOnlyList<string> paths, bool isGroup, string? router, string? configId, TextWriter errors, CancellationToken stop)
    {
        var routers = ImmutableArray.CreateBuilder<RouterSpecification>();
        var configurations = ImmutableArray.CreateBuilder<KeepalivedConfiguration>();
        var isBad = false;
        foreach (var path in paths)
        {
            if (await InputFile.ReadAsync(path, "a configuration", errors, stop) is not { } text)
            {
                isBad = true;
                continue;
            }

            switch (FileKinds.Of(path, text))
            {
                case FileKind.Specification:
                    var read = await SpecificationFile.ParseAsync(text, path, router, errors);
                    isBad |= read.IsEmpty;
                    routers.AddRange(read);
                    break;
                case FileKind.Keepalived:
                    configurations.Add(await ReadAsync(path, text, configId, errors));
                    break;
                default:
                    isBad = true;
                    await errors.WriteLineAsync($"{path} is neither a file of router specifications (a line that begins with 'router:') nor a keepalived configuration (a block such as 'vrrp_instance NAME {{').");
                    break;
            }
        }

        if (!isBad && routers.Count > 0 && (isGroup || configurations.Count > 0))
        {
            isBad = true;
            await errors.WriteLineAsync(isGroup
                ? "--group: found a router specification, expected keepalived configurations: a specification tells of all its replicas."
                : "Found router specifications and keepalived configurations, expected files of one kind.");
        }

        if (!isBad && isGroup && configurations.Count < 2)
        {
            isBad = true;
            await errors.WriteLineAsync("--group: found one file, expected those of two nodes or more.");
        }

        return isBad ? null : new TimingInput(routers.ToImmutable(), configurations.ToImmutable());
    }

    /// <summary>The timing of the configurations: of each, or of all together.</summary>
    public ImmutableArray<KeepalivedTiming> Timings(bool isGroup) =>
        isGroup ? [KeepalivedTiming.Of(Configurations)] : [.. Configurations.Select(configuration => KeepalivedTiming.Of([configuration]))];

    // What keepalived cannot read of it is said, and what it makes of it all the same is shown.
    private static async Task<KeepalivedConfiguration> ReadAsync(string path, string text, string? configId, TextWriter errors)
    {
        var read = (path == InputFile.StandardInput ? null : ConfigurationFile.Read(path, configId, out _)) ?? Configuration.Read(text, InputFile.Name(path), new ReadOptions { ConfigId = configId });
        var model = ModelReader.Read(read);
        foreach (var error in model.Errors)
        {
            await errors.WriteLineAsync(error.ToString());
        }

        return model;
    }
}
