using System.Collections.Immutable;

namespace Keepone.Keepalived.Lint;

/// <summary>An example of a rule.</summary>
/// <param name="Bad">The files in which it finds something: one, or those of a group.</param>
/// <param name="Good">The same, better.</param>
internal sealed record LintExample(ImmutableArray<string> Bad, ImmutableArray<string> Good)
{
    public LintExample(string bad, string good)
        : this([bad], [good])
    {
    }

    /// <summary>The version that it is read for.</summary>
    public KeepalivedVersion Version { get; init; } = KeepalivedVersion.Debian12;

    /// <summary>The host in which it is bad; null: any.</summary>
    public HostFacts? Host { get; init; }

    /// <summary>The host in which the better one is good, where it is the host that is mended.</summary>
    public HostFacts? MendedHost { get; init; }

    /// <summary>The names of example files.</summary>
    /// <param name="index">Which, from 0.</param>
    public static string NameOf(int index) => $"{(char)('a' + index)}.conf";
}
