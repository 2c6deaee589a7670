using System.Collections.Immutable;
using System.CommandLine;
using Keepone.Core.Model;
using Keepone.Core.Specification;

namespace Keepone.Cli.Config;

/// <summary>The argument <c>SPEC</c>: a file of router specifications, read with all of its mistakes.</summary>
internal static class SpecificationFile
{
    public static Argument<string> Argument() =>
        new("SPEC") { Description = "A file of router specifications; - for standard input." };

    public static Option<string?> RouterOption() =>
        new("--router", "-r") { Description = "The router, when the file has several." };

    /// <summary>Reads the routers of a file.</summary>
    /// <param name="path">The file's path, or - for standard input.</param>
    /// <param name="router">The name of the one router that is meant; null: all.</param>
    /// <param name="errors">Where to write every mistake, one a line.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>The routers; none when there was a mistake, which has been written.</returns>
    public static async Task<ImmutableArray<RouterSpecification>> ReadAsync(string path, string? router, TextWriter errors,
        CancellationToken stop) =>
        await InputFile.ReadAsync(path, "a specification file", errors, stop) is { } text ? await ParseAsync(text, path, router, errors) : [];

    /// <summary>Reads the routers of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The file's path, or - for standard input.</param>
    /// <param name="router">The name of the one router that is meant; null: all.</param>
    /// <param name="errors">Where to write every mistake, one a line.</param>
    /// <returns>The routers; none when there was a mistake, which has been written.</returns>
    public static async Task<ImmutableArray<RouterSpecification>> ParseAsync(string text, string path, string? router, TextWriter errors)
    {
        var read = SpecificationReader.Read(text, InputFile.Name(path));
        var set = SpecificationSet.Of(read.Loaded);
        foreach (var error in read.Errors.Concat(set.Errors))
        {
            await errors.WriteLineAsync(error.ToString());
        }

        if (!read.Errors.IsEmpty || !set.Errors.IsEmpty)
        {
            return [];
        }

        var routers = set.Accepted.Select(accepted => accepted.Router).Where(found => router is null || found.Name == router)
            .ToImmutableArray();
        if (routers.IsEmpty)
        {
            await errors.WriteLineAsync(router is null
                ? $"{path} holds no router."
                : $"{path} holds no router {router}; it has {string.Join(", ", read.Routers.Select(found => found.Name))}.");
        }

        return routers;
    }
}
