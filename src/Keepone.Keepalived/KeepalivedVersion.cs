using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Keepone.Keepalived;

/// <summary>A keepalived's version and what it was built with, as <c>keepalived -v</c> says (on standard error).</summary>
/// <param name="Major">The first number.</param>
/// <param name="Minor">The second number.</param>
/// <param name="Patch">The third number; 0 when there is none.</param>
public sealed record KeepalivedVersion(int Major, int Minor, int Patch) : IComparable<KeepalivedVersion>
{
    /// <summary>The version of Debian 12, on which everything here was tried.</summary>
    public static readonly KeepalivedVersion Debian12 = new(2, 2, 7) { HasVrrp = true, HasJson = true };

    /// <summary>
    /// The oldest version that tells the effect of a track file on the FIFO (<c>vrrp_notify_priority_changes</c>).
    /// </summary>
    public static readonly KeepalivedVersion Oldest = new(2, 0, 16);

    /// <summary>Whether it was built with VRRP.</summary>
    public bool HasVrrp { get; init; }

    /// <summary>
    /// Whether it was built with JSON. Without it, the dump signal kills the process (reference/keepalived.md B.5).
    /// </summary>
    public bool HasJson { get; init; }

    /// <summary>Why Keepone cannot work with this keepalived, in one sentence; null when it can.</summary>
    public string? Refusal =>
        this < Oldest
            ? $"keepalived {this} is too old: {Oldest} or later is needed, "
                + "which reports changes of the priority; install a newer one."
            : HasVrrp ? null : $"keepalived {this} was built without VRRP; install a build that has it.";

    // "track_file" as a block of its own; before, and as a deprecated synonym since, "vrrp_track_file".
    internal bool KnowsTrackFileBlock => AtLeast(2, 1, 0);

    internal bool KnowsMinAutoPriorityDelay => AtLeast(2, 1, 0);

    internal bool KnowsStatesOnReload => AtLeast(2, 2, 5);

    // Before, the interval and timeout of a vrrp_script are whole seconds (6f9ace3c).
    internal bool KnowsFractionsInScripts => AtLeast(2, 3, 2);

    /// <summary>Reads the output of <c>keepalived -v</c>.</summary>
    /// <param name="text">
    /// What it wrote, such as <c>Keepalived v2.2.7 (01/16,2022)</c> and the lines after it; or just <c>2.2.7</c>.
    /// </param>
    /// <param name="version">The version, when the text holds one.</param>
    /// <returns>Whether a version of two or three numbers was found in the first line.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out KeepalivedVersion? version)
    {
        version = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        var lines = text.Split('\n', StringSplitOptions.TrimEntries);
        var first = Array.Find(lines, line => line.Length > 0)!;
        var bare = !first.StartsWith("Keepalived ", StringComparison.OrdinalIgnoreCase);
        var word = (bare ? first : first["Keepalived ".Length..].TrimStart()).Split(' ', '-', ',')[0].TrimStart('v');
        if (!TryParseNumbers(word, out version))
        {
            return false;
        }

        if (bare)
        {
            // A version given by hand says nothing of the build: assume what every distribution builds.
            version = version with { HasVrrp = true, HasJson = true };
            return true;
        }

        const string Label = "Config options:";
        var line = Array.Find(lines, line => line.StartsWith(Label, StringComparison.Ordinal)) ?? "";
        var options = line[(line.Length == 0 ? 0 : Label.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        version = version with { HasVrrp = options.Contains("VRRP"), HasJson = options.Contains("JSON") };
        return true;
    }

    /// <summary>Whether this is the given version or a later one.</summary>
    /// <param name="major">The first number.</param>
    /// <param name="minor">The second number.</param>
    /// <param name="patch">The third number.</param>
    /// <returns>True when it is.</returns>
    public bool AtLeast(int major, int minor, int patch) => CompareTo(new KeepalivedVersion(major, minor, patch)) >= 0;

    /// <summary>Compares the numbers; how it was built does not count.</summary>
    /// <param name="other">What to compare with.</param>
    /// <returns>Less than, equal to or more than 0.</returns>
    public int CompareTo(KeepalivedVersion? other) =>
        other is null ? 1 : (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <inheritdoc/>
    public override string ToString() => $"{Major}.{Minor}.{Patch}";

    /// <summary>Whether the left one is earlier.</summary>
    public static bool operator <(KeepalivedVersion left, KeepalivedVersion right) => Compare(left, right) < 0;

    /// <summary>Whether the left one is earlier or the same.</summary>
    public static bool operator <=(KeepalivedVersion left, KeepalivedVersion right) => Compare(left, right) <= 0;

    /// <summary>Whether the left one is later.</summary>
    public static bool operator >(KeepalivedVersion left, KeepalivedVersion right) => Compare(left, right) > 0;

    /// <summary>Whether the left one is later or the same.</summary>
    public static bool operator >=(KeepalivedVersion left, KeepalivedVersion right) => Compare(left, right) >= 0;

    private static int Compare(KeepalivedVersion? left, KeepalivedVersion? right) =>
        left is null ? (right is null ? 0 : -1) : left.CompareTo(right);

    private static bool TryParseNumbers(string word, [NotNullWhen(true)] out KeepalivedVersion? version)
    {
        version = null;
        var parts = word.Split('.');
        Span<int> numbers = [0, 0, 0];
        if (parts.Length is < 2 or > 3)
        {
            return false;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return false;
            }
        }

        version = new KeepalivedVersion(numbers[0], numbers[1], numbers[2]);
        return true;
    }
}
