using System.Globalization;

namespace Keepone.Keepalived.Lint;

/// <summary>How messages say things.</summary>
internal static class LintText
{
    internal static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.######} s");

    /// <summary>Names: <c>'a', 'b' and 'c'</c>.</summary>
    internal static string Quoted(IEnumerable<string> names) => And(names.Select(name => $"'{name}'"));

    /// <summary>Words: <c>a, b and c</c>.</summary>
    internal static string And(IEnumerable<string> words)
    {
        var all = words.ToList();
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }

    /// <summary>A number with its noun: <c>1 address</c>, <c>2 addresses</c>.</summary>
    internal static string Count(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";
}
