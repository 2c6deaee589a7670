namespace Keepone.Keepalived.Lint;

/// <summary>Finds what somebody may have meant.</summary>
internal static class Spelling
{
    /// <summary>The name that is nearest to one that is wrong.</summary>
    /// <param name="wrong">What was written.</param>
    /// <param name="names">What may be meant.</param>
    /// <returns>The nearest, when a third of it or less is wrong; or null.</returns>
    internal static string? Nearest(string wrong, IEnumerable<string> names)
    {
        // A longer word is no slip of the pen, and would cost its length squared.
        const int Longest = 64;
        if (wrong.Length is 0 or > Longest)
        {
            return null;
        }

        return names.Where(name => Math.Abs(name.Length - wrong.Length) <= wrong.Length / 3 + 1)
            .Select(name => (name, distance: Distance(wrong, name)))
            .Where(near => near.distance <= Math.Max(1, Math.Min(wrong.Length, near.name.Length) / 3) || IsSwap(wrong, near.name))
            .OrderBy(near => near.distance).ThenBy(near => near.name, StringComparer.Ordinal)
            .Select(near => near.name).FirstOrDefault();
    }

    // Two neighbours in the wrong order count as two mistakes otherwise, which is too many for a short word.
    private static bool IsSwap(string left, string right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        var at = left.AsSpan().CommonPrefixLength(right);
        return at + 1 < left.Length && left[at] == right[at + 1] && left[at + 1] == right[at] && left.AsSpan(at + 2).SequenceEqual(right.AsSpan(at + 2));
    }

    // Levenshtein's.
    private static int Distance(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
